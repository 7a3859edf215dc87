// SPDX-License-Identifier: MIT
#pragma once

/// The alphabet of HTTP messages (RFC 9110 §5). Pure.

#include <QByteArrayView>

#include <algorithm>

namespace lanyard::net {

/// §5.6.2.
[[nodiscard]] inline bool isToken(QByteArrayView text) noexcept
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

/// §5.5: no control characters but the tab; a line feed in one would end the line early.
[[nodiscard]] inline bool isFieldText(QByteArrayView text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

} // namespace lanyard::net
