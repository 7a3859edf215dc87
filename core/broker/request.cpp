// SPDX-License-Identifier: MIT
#include "core/broker/request.h"

#include "core/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestId = 128; ///< Characters; it is repeated in every answer.
constexpr qsizetype longestMethod = 64;
constexpr qsizetype mostWords = 16;

BadLine bad(const QJsonValue& id, StandardError number, QByteArray cause, QString detail)
{
    Refusal refusal = badParams(std::move(cause), std::move(detail));
    refusal.standard = number;
    return {id, refusal};
}

bool isId(const QJsonValue& id)
{
    return id.isDouble() || (id.isString() && id.toString().size() <= longestId);
}

} // namespace

std::variant<Request, BadLine> readRequest(QByteArrayView line)
{
    JsonLimits limits;
    limits.bytes = static_cast<qsizetype>(wire::maxLine);
    limits.depth = wire::maxDepth;
    const auto object = parseJsonObject(line, limits);
    if (!object) {
        const auto number = object.error().code == "json.syntax" ? StandardError::ParseError
                                                                 : StandardError::InvalidRequest;
        return bad(QJsonValue::Null, number, object.error().code, object.error().detail);
    }
    const QJsonValue id = object->value("id"_L1);
    const QJsonValue method = object->value("method"_L1);
    const QJsonValue params = object->value("params"_L1);
    if (!id.isUndefined() && !isId(id))
        return bad(QJsonValue::Null,
            StandardError::InvalidRequest,
            "request.id",
            u"id must be a number, or a text of at most 128 characters"_s);
    const QJsonValue known = id.isUndefined() ? QJsonValue(QJsonValue::Null) : id;
    if (object->value("jsonrpc"_L1).toString() != u"2.0")
        return bad(
            known, StandardError::InvalidRequest, "request.version", u"jsonrpc must be \"2.0\""_s);
    if (!method.isString() || method.toString().size() > longestMethod)
        return bad(known,
            StandardError::InvalidRequest,
            "request.method",
            u"method must be a short text"_s);
    if (!params.isUndefined() && !params.isObject())
        return bad(
            known, StandardError::InvalidParams, "request.params", u"params must be an object"_s);
    return Request{id, method.toString().toUtf8(), params.toObject()};
}

QByteArray keyOf(const QJsonValue& id)
{
    return QJsonDocument(QJsonArray{id}).toJson(QJsonDocument::Compact); // 1 is not "1".
}

QJsonValue Params::value(const QString& name) const
{
    const QJsonValue found = m_params.value(name);
    return found.isNull() ? QJsonValue(QJsonValue::Undefined) : found;
}

void Params::complain(const QString& name, const QString& what)
{
    if (!m_mistake)
        m_mistake = badParams("request." + name.toLatin1(), name + u' ' + what);
}

bool Params::has(const QString& name) const
{
    return !value(name).isUndefined();
}

QByteArray Params::word(const QString& name, qsizetype most)
{
    QByteArray text = value(name).toString().toUtf8();
    const bool isPrintable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (has(name) && (!value(name).isString() || text.size() > most || !isPrintable)) {
        complain(name, u"must be a text of at most %1 printable characters"_s.arg(most));
        return {};
    }
    return text;
}

QString Params::sentence(const QString& name, qsizetype most)
{
    QString text = value(name).toString();
    const bool isOneLine =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x20; });
    if (has(name) && (!value(name).isString() || text.size() > most || !isOneLine)) {
        complain(name, u"must be a text of at most %1 characters on one line"_s.arg(most));
        return {};
    }
    return text;
}

qint64 Params::number(const QString& name, qint64 otherwise)
{
    if (!has(name))
        return otherwise;
    const auto found = lenientInteger(value(name));
    if (!found || *found < 0) {
        complain(name, u"must be a whole number from 0"_s);
        return otherwise;
    }
    return std::min(*found, largestNumber);
}

bool Params::flag(const QString& name)
{
    if (has(name) && !value(name).isBool())
        complain(name, u"must be true or false"_s);
    return value(name).toBool();
}

QByteArrayList Params::words(const QString& name)
{
    QByteArrayList found;
    const QJsonArray list = value(name).toArray();
    bool isFine = !has(name) || (value(name).isArray() && list.size() <= mostWords);
    for (const QJsonValue one : list) {
        isFine = isFine && one.isString();
        found.append(one.toString().toUtf8());
    }
    if (isFine)
        return found;
    complain(name, u"must be a list of at most %1 names"_s.arg(mostWords));
    return {};
}

Milliseconds Params::timeout(Milliseconds otherwise)
{
    return std::min(Milliseconds{number(u"timeout_ms"_s, otherwise.count())}, longestTimeout);
}

} // namespace lanyard::broker
