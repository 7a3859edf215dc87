// SPDX-License-Identifier: MIT
#include "core/broker/answer.h"

#include "core/base/json.h"

#include <algorithm>
#include <cctype>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

Secret lineFrom(QByteArray bytes) // Its only copy.
{
    Secret line(bytes);
    for (volatile char& byte : bytes) // Volatile, or the compiler would see nobody read it again.
        byte = '\0';
    return line;
}

QByteArray envelope(const QJsonValue& id, const QString& name, const QJsonObject& content)
{
    return toJsonLine({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, id}, {name, content}}) + '\n';
}

QByteArray errorLine(const QJsonValue& id, const Refusal& refusal)
{
    const auto name = wire::nameOf(refusal.code);
    QJsonObject data{
        {u"code"_s, QString::fromLatin1(name.data(), std::ssize(name))},
        {u"cause"_s, QString::fromUtf8(refusal.cause.code)},
        {u"reference"_s, refusal.cause.reference},
    };
    if (refusal.retryAfter)
        data.insert(u"retry_after_ms"_s, static_cast<qint64>(refusal.retryAfter->count()));
    const auto number =
        refusal.standard ? static_cast<int>(*refusal.standard) : static_cast<int>(refusal.code);
    return envelope(id,
        u"error"_s,
        {{u"code"_s, number}, {u"message"_s, sentenceFor(refusal.code)}, {u"data"_s, data}});
}

/// The token is written between two pieces of JSON, in place: it needs no escaping.
QByteArray issuedLine(const QJsonValue& id, const Issued& issued)
{
    QByteArray rest = toJsonLine(issued.rest);
    const QByteArray head = toJsonLine({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, id}}).chopped(1)
        + R"(,"result":{"access_token":")";
    const QByteArrayView token = issued.token->view();
    QByteArray line;
    line.reserve(head.size() + token.size() + rest.size() + 8); // Growing would leave a copy.
    line.append(head).append(token).append(issued.rest.isEmpty() ? "\"" : "\",");
    return line.append(rest.sliced(1)).append("}\n");
}

QByteArray bytesOf(const QJsonValue& id, const Reply& reply)
{
    if (const auto* const result = std::get_if<QJsonObject>(&reply))
        return envelope(id, u"result"_s, *result);
    if (const auto* const issued = std::get_if<Issued>(&reply))
        return issuedLine(id, *issued);
    return errorLine(id, std::get<Refusal>(reply));
}

} // namespace

Secret lineOf(const QJsonValue& id, const Reply& reply)
{
    Secret line = lineFrom(bytesOf(id, reply));
    if (line.view().size() <= static_cast<qsizetype>(wire::maxLine))
        return line;
    return lineFrom(errorLine(id,
        refuse(wire::ErrorCode::Unavailable,
            "answer.too_long",
            u"the answer is longer than a line may be"_s)));
}

Secret notificationLine(const QByteArray& method, const QJsonObject& params)
{
    return lineFrom(toJsonLine({{u"jsonrpc"_s, u"2.0"_s},
                        {u"method"_s, QString::fromLatin1(method)},
                        {u"params"_s, params}})
        + '\n');
}

bool isBearerToken(QByteArrayView token)
{
    return !token.isEmpty() && std::all_of(token.begin(), token.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0
            || QByteArrayView("-._~+/=").contains(c);
    });
}

} // namespace lanyard::broker
