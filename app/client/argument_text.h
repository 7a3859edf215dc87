// SPDX-License-Identifier: MIT
#pragma once

/// Whether a caller's text may go on the pipe. Pure.

#include <string_view>

namespace lanyard::client {

[[nodiscard]] bool isUtf8(
    std::string_view text) noexcept; ///< RFC 3629: no overlong form, no surrogate.

/// NULL, or at most LANYARD_MAX_TEXT bytes of UTF-8 before the NUL.
[[nodiscard]] bool isArgumentText(const char* text) noexcept;

} // namespace lanyard::client
