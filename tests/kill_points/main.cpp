// SPDX-License-Identifier: MIT

/// lanyard-kill-points: the places at which the agent may be stopped, one name a line, in the order
/// in which they are passed. What has to visit them all takes the list from here.

#include "core/base/kill_point.h"

#include <cstdio>

int main()
{
    for (const auto name : lanyard::killPointNames)
        std::printf("%.*s\n", static_cast<int>(name.size()), name.data());
    return 0;
}
