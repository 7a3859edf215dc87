// SPDX-License-Identifier: MIT
#include "core/policy/registry_value.h"

#include <QtEndian>

#include <array>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

std::optional<QString> unitsOf(const QByteArray& data)
{
    if (data.size() % 2 != 0)
        return std::nullopt;
    QString text(data.size() / 2, Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i)
        text[i] = QChar(qFromLittleEndian<char16_t>(data.constData() + 2 * i));
    return text;
}

} // namespace

QString registryTypeName(quint32 type)
{
    static constexpr std::array names = {"REG_NONE",
        "REG_SZ",
        "REG_EXPAND_SZ",
        "REG_BINARY",
        "REG_DWORD",
        "REG_DWORD_BIG_ENDIAN",
        "REG_LINK",
        "REG_MULTI_SZ",
        "REG_RESOURCE_LIST",
        "REG_FULL_RESOURCE_DESCRIPTOR",
        "REG_RESOURCE_REQUIREMENTS_LIST",
        "REG_QWORD"};
    return type < names.size() ? QString::fromLatin1(names.at(type)) : u"type %1"_s.arg(type);
}

std::optional<quint32> numberIn(const RegistryValue& value)
{
    if (value.data.size() != sizeof(quint32))
        return std::nullopt;
    return qFromLittleEndian<quint32>(value.data.constData());
}

std::optional<QString> textIn(const RegistryValue& value)
{
    auto text = unitsOf(value.data);
    if (!text)
        return std::nullopt;
    while (text->endsWith(QChar::Null))
        text->chop(1);
    if (text->contains(QChar::Null))
        return std::nullopt;
    return text;
}

std::optional<QStringList> textsIn(const RegistryValue& value)
{
    auto text = unitsOf(value.data);
    if (!text)
        return std::nullopt;
    while (text->endsWith(QChar::Null))
        text->chop(1);
    if (text->isEmpty())
        return QStringList();
    QStringList members = text->split(QChar::Null);
    if (members.contains(QString()))
        return std::nullopt;
    return members;
}

} // namespace lanyard::policy
