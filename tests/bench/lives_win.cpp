// SPDX-License-Identifier: MIT
#include "tests/bench/lives.h"

namespace lanyard::bench {

std::optional<Lives> measureLives(
    const std::string& /*agent*/, const std::string& /*configDirectory*/, int /*runs*/)
{
    return std::nullopt;
}

} // namespace lanyard::bench
