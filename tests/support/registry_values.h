// SPDX-License-Identifier: MIT
#pragma once

#include "core/policy/registry_key.h"

#include <QtEndian>

namespace lanyard::test {

/// UTF-16LE without a terminator.
[[nodiscard]] inline QByteArray utf16(const QString& text)
{
    QByteArray data(2 * text.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i)
        qToLittleEndian(text[i].unicode(), data.data() + 2 * i);
    return data;
}

[[nodiscard]] inline policy::RegistryValue textValue(const QString& name, const QString& text)
{
    return {name, policy::registry_type::text, utf16(text + QChar::Null)};
}

[[nodiscard]] inline policy::RegistryValue numberValue(const QString& name, quint32 number)
{
    QByteArray data(4, Qt::Uninitialized);
    qToLittleEndian(number, data.data());
    return {name, policy::registry_type::number, data};
}

[[nodiscard]] inline policy::RegistryValue textsValue(
    const QString& name, const QStringList& members)
{
    return {name,
        policy::registry_type::texts,
        utf16(members.join(QChar::Null) + QChar::Null + QChar::Null)};
}

} // namespace lanyard::test
