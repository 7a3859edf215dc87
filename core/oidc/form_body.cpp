// SPDX-License-Identifier: MIT
#include "core/oidc/form_body.h"

#include <cstddef>
#include <string_view>

namespace lanyard::oidc {

namespace {

constexpr std::string_view hexDigits = "0123456789ABCDEF";

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '.' || c == '_' || c == '~';
}

void appendEncoded(QByteArray& to, QByteArrayView bytes)
{
    for (const char c : bytes) {
        if (isUnreserved(c)) {
            to += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            to += '%';
            to += hexDigits[byte >> 4U];
            to += hexDigits[byte & 15U];
        }
    }
}

} // namespace

void FormBody::add(QByteArrayView name, QByteArrayView value)
{
    if (!value.isEmpty())
        m_fields.push_back({name.toByteArray(), Secret(value)});
}

Secret FormBody::encoded() const
{
    qsizetype most = 0;
    for (const Field& field : m_fields)
        most += 3 * (field.name.size() + field.value.view().size()) + 2;

    QByteArray text;
    text.reserve(most); // Once: growing would leave copies behind.
    for (const Field& field : m_fields) {
        if (!text.isEmpty())
            text += '&';
        appendEncoded(text, field.name);
        text += '=';
        appendEncoded(text, field.value.view());
    }
    Secret body(text);
    volatile char* byte = text.data(); // volatile: the stores may not be optimised away.
    for (qsizetype left = text.size(); left > 0; --left)
        *byte++ = 0;
    return body;
}

} // namespace lanyard::oidc
