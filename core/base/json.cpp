// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
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
            LY_CHECK(take(m_text[m_at++]));
        }
        return {};
    }

private:
    struct Level {
        bool isObject = false;
        bool nameIsNext = false;
        QSet<QString> names;
    };

    Result<> take(char c)
    {
        switch (c) {
        case '{':
        case '[':
            return open(c == '{');
        case '"':
            return string();
        case '}':
        case ']':
            if (!m_open.empty())
                m_open.pop_back();
            return {};
        case ',':
            if (!m_open.empty())
                m_open.back().nameIsNext = m_open.back().isObject;
            return {};
        default:
            return {};
        }
    }

    Result<> open(bool isObject)
    {
        if (std::ssize(m_open) == m_limit)
            return fail(Fault::Malformed, "json.too_deep", u"nested too deeply"_s);
        m_open.push_back({isObject, isObject, {}});
        return {};
    }

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
    constexpr double largest = 9007199254740991.0; // 2^53 - 1: from there on doubles skip numbers.
    double number = value.toDouble(std::nan(""));
    if (value.isString()) {
        const QString text = value.toString();
        const bool isPlain = !text.isEmpty() && text.size() <= 17
            && std::all_of(text.begin() + (text[0] == u'-' ? 1 : 0), text.end(), [](QChar c) {
                   return c >= u'0' && c <= u'9';
               });
        bool isNumber = false;
        number = isPlain ? static_cast<double>(text.toLongLong(&isNumber)) : number;
        if (!isNumber) // Qt would also take white space and a plus sign.
            return std::nullopt;
    }
    if (std::isnan(number) || std::trunc(number) != number || std::abs(number) > largest)
        return std::nullopt;
    return static_cast<qint64>(number);
}

} // namespace lanyard
