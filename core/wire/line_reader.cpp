// SPDX-License-Identifier: MIT
#include "core/wire/line_reader.h"

namespace lanyard::wire {

bool LineReader::feed(std::string_view bytes)
{
    m_bytes.erase(0, m_start);
    m_scanned -= m_start;
    m_start = 0;
    m_bytes.append(bytes);
    const std::size_t last = m_bytes.rfind('\n');
    const std::size_t unfinished =
        last == std::string::npos ? m_bytes.size() : m_bytes.size() - last - 1;
    return unfinished < maxLine;
}

std::optional<std::string> LineReader::next()
{
    const std::size_t end = m_bytes.find('\n', m_scanned);
    if (end == std::string::npos) {
        m_scanned = m_bytes.size();
        return std::nullopt;
    }
    std::string line = m_bytes.substr(m_start, end - m_start);
    m_start = m_scanned = end + 1;
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return line;
}

} // namespace lanyard::wire
