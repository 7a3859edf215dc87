// SPDX-License-Identifier: MIT
#include "core/policy/app_rules_lines.h"

namespace lanyard::policy {

namespace {

class Walker
{
public:
    explicit Walker(QByteArrayView text)
        : m_text(text)
    {
    }

    QHash<QString, int> walk()
    {
        value({});
        return std::move(m_lines);
    }

private:
    void value(const QString& pointer)
    {
        skipBlanks();
        m_lines.insert(pointer, m_line);
        if (peek() == '{')
            members(pointer, '}');
        else if (peek() == '[')
            members(pointer, ']');
        else if (peek() == '"')
            string();
        else
            while (m_at < m_text.size() && !QByteArrayView(",]} \t\r\n").contains(peek()))
                ++m_at;
    }

    void members(const QString& pointer, char end)
    {
        ++m_at;
        for (int index = 0; m_at < m_text.size(); ++index) {
            skipBlanks();
            if (peek() == end || peek() == '\0')
                break;
            QString name = QString::number(index);
            if (end == '}') {
                name = string();
                skipBlanks();
                ++m_at; // The colon.
            }
            value(pointer + u'/' + name);
            skipBlanks();
            if (peek() == ',')
                ++m_at;
        }
        ++m_at;
    }

    QString string()
    {
        const qsizetype start = ++m_at;
        while (m_at < m_text.size() && peek() != '"')
            m_at += peek() == '\\' ? 2 : 1;
        const qsizetype end = std::min(m_at, m_text.size());
        ++m_at;
        return QString::fromUtf8(m_text.sliced(start, end - start));
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(peek())) {
            m_line += peek() == '\n' ? 1 : 0;
            ++m_at;
        }
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    QHash<QString, int> m_lines;
};

} // namespace

QHash<QString, int> linesOf(QByteArrayView text)
{
    return Walker(text).walk();
}

} // namespace lanyard::policy
