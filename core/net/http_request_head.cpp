// SPDX-License-Identifier: MIT
#include "core/net/http_request_head.h"

#include "core/net/http_text.h"

#include <algorithm>

namespace lanyard::net {

namespace {

/// The first byte of every TLS record that opens a handshake (RFC 8446 §5.1).
constexpr char tlsHandshake = 0x16;

bool isPrintable(char c)
{
    return c > 0x20 && c < 0x7F; // Bytes from 0x80 on are negative or above: neither is ASCII.
}

/// A line ends in CR LF and in nothing else (§2.2); other control characters have no place.
bool mayFollow(char previous, char c)
{
    if (previous == '\r' || c == '\n')
        return previous == '\r' && c == '\n';
    const auto byte = static_cast<unsigned char>(c);
    return c == '\r' || c == '\t' || (byte >= 0x20 && byte != 0x7F);
}

} // namespace

RequestHeadReader::~RequestHeadReader()
{
    wipe();
}

void RequestHeadReader::wipe() noexcept
{
    volatile char* byte = m_bytes.data(); // volatile: the stores may not be optimised away.
    for (std::size_t left = m_size; left > 0; --left)
        *byte++ = 0;
    m_head = {};
}

RequestHeadReader::State RequestHeadReader::take(QByteArrayView bytes)
{
    for (const char c : bytes) {
        if (m_state != State::Incomplete)
            break;
        m_state = step(c);
    }
    return m_state;
}

RequestHeadReader::State RequestHeadReader::step(char c)
{
    if (m_size == 0 && c == tlsHandshake)
        return State::Tls;
    if (!mayFollow(m_size == 0 ? ' ' : m_bytes[m_size - 1], c))
        return refuse(400);
    if (m_size == m_bytes.size())
        return refuse(m_lineStart == 0 ? 414 : 431);
    m_bytes[m_size++] = c;
    return c == '\n' ? endLine() : State::Incomplete;
}

RequestHeadReader::State RequestHeadReader::endLine()
{
    const QByteArrayView line(
        m_bytes.data() + m_lineStart, static_cast<qsizetype>(m_size - m_lineStart) - 2);
    const bool isFirst = m_lineStart == 0;
    m_lineStart = m_size;
    if (isFirst)
        return readRequestLine(line);
    if (!line.isEmpty())
        return readField(line);
    return m_head.host.isEmpty() ? refuse(400) : State::Complete; // §3.2: Host is required.
}

RequestHeadReader::State RequestHeadReader::readRequestLine(QByteArrayView line)
{
    // §3: method SP request-target SP HTTP-version, with exactly these two spaces.
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return refuse(400);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    m_head.method = line.first(first);

    // §3.2.1: origin-form. Absolute-form is for proxies, and we are none.
    if (!isToken(m_head.method) || !target.startsWith('/') || target.contains('#')
        || !std::all_of(target.begin(), target.end(), isPrintable))
        return refuse(400);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(version.startsWith("HTTP/") ? 505 : 400);

    const qsizetype mark = target.indexOf('?');
    m_head.path = mark < 0 ? target : target.first(mark);
    m_head.query = mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
    return m_head.query.size() > maxQuery ? refuse(414) : State::Incomplete;
}

RequestHeadReader::State RequestHeadReader::readField(QByteArrayView line)
{
    // §5.1: no white space before the colon, which also refuses obsolete folding (§5.2).
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon)))
        return refuse(400);
    if (line.first(colon).compare("host", Qt::CaseInsensitive) != 0)
        return State::Incomplete;

    // §3.2: a second Host, or an empty one, is a 400.
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (!m_head.host.isEmpty() || value.isEmpty())
        return refuse(400);
    m_head.host = value;
    return State::Incomplete;
}

RequestHeadReader::State RequestHeadReader::refuse(int status)
{
    m_refusal = status;
    return State::Refused;
}

} // namespace lanyard::net
