// SPDX-License-Identifier: MIT
#pragma once

/// From the library's texts to automation's and back. Any thread.

#include <oaidl.h>
#include <string>
#include <string_view>
#include <vector>

namespace lanyard::com {

/// UTF-8 for a text of automation's, which may be null and then is empty. Nothing where it is not
/// well-formed, or has a NUL within: then `isSound` is false.
struct Utf8 {
    explicit Utf8(BSTR text);

    bool isSound = true;
    std::string text;
};

/// An answer's text. E_OUTOFMEMORY, or E_POINTER without a place for it.
[[nodiscard]] HRESULT give(std::string_view text, BSTR* value) noexcept;

/// An array of strings, as VBScript's For Each takes it.
[[nodiscard]] HRESULT give(const std::vector<std::string>& texts, VARIANT* value) noexcept;

} // namespace lanyard::com
