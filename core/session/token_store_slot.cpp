// SPDX-License-Identifier: MIT
#include "core/session/token_store_slot.h"

#include "core/platform/seal.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// Each part with its length, so that no two lists of parts give the same bytes.
QByteArray joined(std::initializer_list<QByteArrayView> parts)
{
    QByteArray all;
    for (const auto part : parts) {
        std::array<char, sizeof(quint32)> size{};
        qToBigEndian(static_cast<quint32>(part.size()), size.data());
        all.append(size.data(), std::ssize(size)).append(part);
    }
    return all;
}

QString shortHash(const QByteArray& bytes, qsizetype digits)
{
    const auto hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(digits));
}

QString prefix(const TokenStoreKey& key)
{
    return u"Lanyard/"_s + shortHash(sealEntropy(key), 32);
}

} // namespace

std::array<QString, 2> slotNames(const TokenStoreKey& key, const platform::Logon& logon)
{
    const QString base =
        prefix(key) + u'/' + shortHash(joined({logon.bootId, logon.logonId}), 16) + u'/';
    return {base + u'a', base + u'b'};
}

QString indexName(const TokenStoreKey& key)
{
    return prefix(key) + u"/logons"_s;
}

QByteArray sealEntropy(const TokenStoreKey& key)
{
    return joined({key.issuer, key.clientId, key.logon.userId});
}

Result<Secret> sealRecord(const TokenRecord& record, const TokenStoreKey& key)
{
    LY_TRY(const auto plain, serialise(record));
    return platform::seal(plain, sealEntropy(key));
}

Result<TokenRecord> openRecord(
    const Secret& sealed, const TokenStoreKey& key, const platform::Logon& logon)
{
    LY_TRY(const auto plain, platform::unseal(sealed, sealEntropy(key)));
    LY_TRY(auto record, parseTokenRecord(plain.view()));
    if (record.issuer != key.issuer || record.clientId != key.clientId || record.logon != logon)
        return fail(Fault::Untrusted, "token_record.foreign", u"a record from another entry"_s);
    return record;
}

} // namespace lanyard::session
