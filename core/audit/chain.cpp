// SPDX-License-Identifier: MIT
#include "core/audit/chain.h"

#include "core/base/json.h"

#include <QCryptographicHash>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView hashName = R"(,"hash":")";
constexpr qsizetype tailSize = hashName.size() + hashSize + 2; // The closing quote and brace.

QByteArray hashOf(QByteArrayView bytes)
{
    return QCryptographicHash::hash(bytes.toByteArray(), QCryptographicHash::Sha256).toHex();
}

} // namespace

QByteArray noHash()
{
    QByteArray zeros(hashSize, '0');
    return zeros;
}

ChainedLine chained(QJsonObject record, qint64 seq, const QByteArray& prev)
{
    record.insert(u"seq"_s, seq);
    record.insert(u"prev"_s, QString::fromLatin1(prev));
    QByteArray body = toJsonLine(record);
    body.chop(1);
    const QByteArray hash = hashOf(body);
    return {.text = body + hashName.toByteArray() + hash + "\"}\n", .link = {seq, hash}};
}

Result<ReadLine> readLine(QByteArrayView line)
{
    const auto foreign = [] {
        return fail(Fault::Malformed, "audit.foreign_line", u"not a line of ours"_s);
    };
    if (line.size() <= tailSize || line.size() > maxLine)
        return foreign();
    const auto tail = line.last(tailSize);
    if (!tail.startsWith(hashName) || !tail.endsWith("\"}"))
        return foreign();
    const auto object = parseJsonObject(line);
    if (!object || !object->value("seq"_L1).isDouble() || !object->value("prev"_L1).isString())
        return foreign();
    ReadLine read;
    read.link.seq = object->value("seq"_L1).toInteger(-1);
    read.link.hash = tail.sliced(hashName.size(), hashSize).toByteArray();
    read.prev = object->value("prev"_L1).toString().toLatin1();
    read.record = *object;
    read.isIntact = hashOf(line.chopped(tailSize)) == read.link.hash;
    return read;
}

} // namespace lanyard::audit
