// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <cmath>
#include <vector>

namespace lanyard {

using namespace Qt::StringLiterals;

namespace {

/// Walks the text once, counting depth and remembering names, before Qt's parser (which keeps the
/// last of two equal names, and goes 1,024 levels deep) builds anything.
class Scanner
{
public:
    Scanner(QByteArrayView text, int depth)
        : m_text(text)
        , m_limit(depth)
    {
    }

    Result<> scan()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '{' || c == '[') {
                if (std::ssize(m_open) == m_limit)
                    return fail(Fault::Malformed, "json.too_deep", u"nested too deeply"_s);
                m_open.push_back({c == '{', c == '{', {}});
            } else if ((c == '}' || c == ']') && !m_open.empty()) {
                m_open.pop_back();
            } else if (c == ',' && !m_open.empty()) {
                m_open.back().nameIsNext = m_open.back().isObject;
            } else if (c == '"') {
                LY_CHECK(string());
            }
        }
        return {};
    }

private:
    struct Level {
        bool isObject = false;
        bool nameIsNext = false;
        QSet<QString> names;
    };

    Result<> string()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        const auto raw = m_text.sliced(start, std::min(m_at, m_text.size()) - start);
        ++m_at;
        if (m_open.empty() || !m_open.back().nameIsNext)
            return {};
        m_open.back().nameIsNext = false;
        const QString name = unescaped(raw);
        if (m_open.back().names.contains(name))
            return fail(Fault::Malformed, "json.repeated", u"a name appears twice in one object"_s);
        m_open.back().names.insert(name);
        return {};
    }

    static QString unescaped(QByteArrayView raw)
    {
        if (!raw.contains('\\'))
            return QString::fromUtf8(raw);
        const auto array = QJsonDocument::fromJson("[\"" + raw.toByteArray() + "\"]").array();
        return array.isEmpty() ? QString::fromUtf8(raw) : array.first().toString();
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_limit;
    std::vector<Level> m_open;
};

} // namespace

Result<QJsonObject> parseJsonObject(QByteArrayView text, const JsonLimits& limits)
{
    if (text.size() > limits.bytes)
        return fail(Fault::Malformed, "json.too_large", u"longer than its limit"_s);
    LY_CHECK(Scanner(text, limits.depth).scan());
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(text.toByteArray(), &problem);
    if (problem.error != QJsonParseError::NoError)
        return fail(Fault::Malformed,
            "json.syntax",
            u"%1 at byte %2"_s.arg(problem.errorString()).arg(problem.offset));
    if (!document.isObject())
        return fail(Fault::Malformed, "json.not_an_object", u"not a JSON object"_s);
    return document.object();
}

QByteArray toJsonLine(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<qint64> lenientInteger(const QJsonValue& value)
{
    if (value.isString()) {
        bool isNumber = false;
        const qint64 number = value.toString().toLongLong(&isNumber);
        return isNumber ? std::optional(number) : std::nullopt;
    }
    const double number = value.toDouble(std::nan(""));
    if (std::isnan(number) || std::trunc(number) != number || std::abs(number) > 9007199254740992.0)
        return std::nullopt;
    return static_cast<qint64>(number);
}

} // namespace lanyard
