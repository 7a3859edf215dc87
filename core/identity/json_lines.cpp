// SPDX-License-Identifier: MIT
#include "core/identity/json_lines.h"

#include <algorithm>
#include <vector>

namespace lanyard::identity {

namespace {

/// Walks a text and says where values begin.
class Walker
{
public:
    explicit Walker(QByteArrayView text)
        : m_text(text)
    {
    }

    template <class Place>
    void walk(Place place)
    {
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\n')
                ++m_line;
            else if (c == '"')
                string(place);
            else if (c == '{' || c == '[')
                open(c == '{', place);
            else if ((c == '}' || c == ']') && !m_levels.empty())
                m_levels.pop_back();
            else if (c == ',' && !m_levels.empty())
                next();
            else if (c != ':' && c != ' ' && c != '\t' && c != '\r')
                value(place);
        }
    }

private:
    struct Level {
        bool isObject = false;
        bool nameIsNext = false;
        int index = 0;
        QByteArray path; ///< With a closing '/'.
        QByteArray at; ///< Of the member we are in.
    };

    template <class Place>
    void open(bool isObject, Place place)
    {
        if (m_levels.size() >= 64) // Deeper than any reader goes.
            m_levels.pop_back();
        value(place);
        const QByteArray path = m_levels.empty() ? QByteArray() : m_levels.back().at + '/';
        m_levels.push_back({isObject, isObject, 0, path, path + "0"});
    }

    void next()
    {
        Level& level = m_levels.back();
        level.nameIsNext = level.isObject;
        if (!level.isObject)
            level.at = level.path + QByteArray::number(++level.index);
    }

    template <class Place>
    void string(Place place)
    {
        const qsizetype start = m_at + 1;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\')
                ++m_at;
        }
        const auto end = std::min(m_at, m_text.size());
        if (m_levels.empty() || !m_levels.back().nameIsNext) {
            value(place);
            return;
        }
        Level& level = m_levels.back();
        level.nameIsNext = false;
        level.at =
            level.path + m_text.sliced(start, std::max<qsizetype>(end - start, 0)).toByteArray();
        place(level.at, m_line, true);
    }

    /// A member of a list; a member of an object was placed by its name.
    template <class Place>
    void value(Place place)
    {
        if (!m_levels.empty() && !m_levels.back().isObject)
            place(m_levels.back().at, m_line, false);
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    std::vector<Level> m_levels;
};

} // namespace

JsonLines::JsonLines(QByteArrayView text)
{
    Walker(text).walk([this](const QByteArray& path, int line, bool isName) {
        if (!m_lines.contains(path))
            m_lines.insert(path, line);
        else if (isName && !m_repeated)
            m_repeated = line;
    });
}

int JsonLines::line(QByteArray path) const
{
    while (!path.isEmpty() && !m_lines.contains(path))
        path.truncate(std::max<qsizetype>(path.lastIndexOf('/'), 0));
    return m_lines.value(path, 1);
}

int JsonLines::lineAt(QByteArrayView text, qsizetype offset)
{
    const auto before = text.first(std::clamp<qsizetype>(offset, 0, text.size()));
    return static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
}

} // namespace lanyard::identity
