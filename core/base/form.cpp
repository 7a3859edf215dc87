// SPDX-License-Identifier: MIT
#include "core/base/form.h"

#include <optional>

namespace lanyard {

using namespace Qt::StringLiterals;

namespace {

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<QByteArray> decode(QByteArray text)
{
    text.replace('+', ' ');
    for (qsizetype at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 3)) {
        if (text.size() < at + 3 || !isHex(text[at + 1]) || !isHex(text[at + 2]))
            return std::nullopt;
    }
    return QByteArray::fromPercentEncoding(text);
}

} // namespace

Result<Form> parseForm(QByteArrayView encoded)
{
    Form form;
    for (const QByteArray& field : encoded.toByteArray().split('&')) {
        if (field.isEmpty())
            continue;
        const qsizetype equals = field.indexOf('=');
        const auto name = decode(equals < 0 ? field : field.left(equals));
        const auto value = decode(equals < 0 ? QByteArray() : field.mid(equals + 1));
        if (!name || !value)
            return fail(Fault::Malformed, "form.escape", u"a parameter is not percent-encoded"_s);
        if (form.contains(*name))
            return fail(Fault::Malformed, "form.repeated", u"a parameter appears twice"_s);
        form.insert(*name, *value);
    }
    return form;
}

} // namespace lanyard
