// SPDX-License-Identifier: MIT
#include "core/wire/line_reader.h"

namespace lanyard::wire {

bool LineReader::feed(std::string_view bytes)
{
    if (m_lost)
        return false;
    m_bytes.erase(0, m_start);
    m_start = 0;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const bool isWhole = end != std::string_view::npos;
        const std::size_t count = isWhole ? end + 1 : bytes.size();
        // A line that has used up its length without a line feed cannot get one any more.
        if (m_unfinished + count + (isWhole ? 0 : 1) > maxLine) {
            m_lost = true;
            return false;
        }
        m_bytes.append(bytes.substr(0, count));
        m_unfinished = isWhole ? 0 : m_unfinished + count;
        bytes.remove_prefix(count);
    }
    return true;
}

std::optional<std::string> LineReader::next()
{
    if (m_bytes.size() - m_start == m_unfinished)
        return std::nullopt;
    const std::size_t end = m_bytes.find('\n', m_start);
    std::string line = m_bytes.substr(m_start, end - m_start);
    m_start = end + 1;
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return line;
}

} // namespace lanyard::wire
