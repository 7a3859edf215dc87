// SPDX-License-Identifier: MIT
#include "core/net/http_reply_reader.h"

#include "core/net/http_text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

/// A number no larger than a body may be; the digits are counted first, so nothing overflows.
std::optional<qsizetype> parseSize(QByteArrayView digits, int base)
{
    const auto isDigit = [base](char c) {
        return (c >= '0' && c <= '9')
            || (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    };
    if (digits.isEmpty() || digits.size() > 15
        || !std::all_of(digits.begin(), digits.end(), isDigit))
        return std::nullopt;
    return static_cast<qsizetype>(digits.toLongLong(nullptr, base));
}

} // namespace

HttpReplyReader::~HttpReplyReader()
{
    m_body.fill('\0');
}

HttpReplyReader::State HttpReplyReader::take(QByteArrayView bytes)
{
    while (m_state == State::Incomplete && !bytes.isEmpty()) {
        const bool inBody =
            m_part == Part::Body || m_part == Part::BodyUntilClose || m_part == Part::Chunk;
        bytes = bytes.sliced(inBody ? takeBody(bytes) : takeLine(bytes));
    }
    return m_state;
}

HttpReplyReader::State HttpReplyReader::end()
{
    if (m_state == State::Incomplete && m_part == Part::BodyUntilClose)
        complete();
    return m_state;
}

HttpReply HttpReplyReader::takeReply()
{
    HttpReply reply{.status = m_status, .headers = std::move(m_headers), .body = Secret(m_body)};
    m_body.fill('\0');
    return reply;
}

qsizetype HttpReplyReader::takeLine(QByteArrayView bytes)
{
    const qsizetype feed = bytes.indexOf('\n');
    const qsizetype taken = feed < 0 ? bytes.size() : feed + 1;
    m_headSize += taken;
    if (m_headSize > maxHead) {
        refuse("http.too_large", u"the reply's header is too long"_s);
        return taken;
    }
    m_line += bytes.first(taken);
    if (feed < 0)
        return taken;

    QByteArrayView line = QByteArrayView(m_line).chopped(1);
    if (line.endsWith('\r')) // §2.2: a lone line feed may be taken for a line's end.
        line.chop(1);
    if (isFieldText(line))
        readLine(line);
    else
        refuse("http.syntax", u"a control character in the reply's header"_s);
    m_line.clear();
    return taken;
}

qsizetype HttpReplyReader::takeBody(QByteArrayView bytes)
{
    const qsizetype taken =
        m_part == Part::BodyUntilClose ? bytes.size() : std::min(m_left, bytes.size());
    if (m_body.size() + taken > HttpClient::maxBody) {
        refuse("http.too_large", u"the reply's body is too long"_s);
        return taken;
    }
    m_body += bytes.first(taken);
    m_left -= m_part == Part::BodyUntilClose ? 0 : taken;
    if (m_left == 0 && m_part == Part::Body)
        complete();
    else if (m_left == 0 && m_part == Part::Chunk)
        m_part = Part::ChunkEnd;
    return taken;
}

void HttpReplyReader::readLine(QByteArrayView line)
{
    switch (m_part) {
    case Part::StatusLine:
        readStatus(line);
        break;
    case Part::Fields:
        if (line.isEmpty())
            endHead();
        else
            readField(line);
        break;
    case Part::ChunkSize:
        readChunkSize(line);
        break;
    case Part::ChunkEnd:
        if (line.isEmpty())
            m_part = Part::ChunkSize;
        else
            refuse("http.syntax", u"a chunk is longer than it says"_s);
        break;
    case Part::Trailers: // §7.1.2: may be discarded, and nobody here wants one.
        if (line.isEmpty())
            complete();
        break;
    case Part::Body:
    case Part::BodyUntilClose:
    case Part::Chunk:
        break;
    }
}

void HttpReplyReader::readStatus(QByteArrayView line)
{
    // §4: HTTP-version SP 3DIGIT SP [reason]; the last space is often forgotten.
    const bool isHttp = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
    const auto status =
        isHttp && line.size() >= 12 ? parseSize(line.sliced(9, 3), 10) : std::nullopt;
    if (!status || *status < 100 || *status > 599 || (line.size() > 12 && line[12] != ' ')) {
        refuse("http.syntax", u"what answered does not speak HTTP/1.1"_s);
        return;
    }
    m_status = static_cast<int>(*status);
    m_part = Part::Fields;
}

void HttpReplyReader::readField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon))) { // Also refuses obsolete folding (§5.2).
        refuse("http.syntax", u"a header line of the reply is not one"_s);
        return;
    }
    const QByteArray name = line.first(colon).toByteArray().toLower();
    const QByteArray value = line.sliced(colon + 1).trimmed().toByteArray();
    QByteArray& known = m_headers[name];
    if (name == "content-length" && !known.isNull() && known != value)
        refuse("http.syntax", u"two lengths for one reply"_s); // §6.3 rule 5.
    else if (name == "content-length" || known.isNull())
        known = value.isNull() ? QByteArray("") : value;
    else
        known += ", " + value; // RFC 9110 §5.3.
}

void HttpReplyReader::endHead()
{
    if (m_status < 200 && m_status != 101) { // An interim reply: the real one follows.
        m_headers.clear();
        m_part = Part::StatusLine;
        return;
    }
    const QByteArray coding = m_headers.value("transfer-encoding");
    const QByteArray length = m_headers.value("content-length");
    if (m_status == 101) {
        refuse("http.syntax", u"the server changed to a protocol nobody asked for"_s);
    } else if (m_status == 204 || m_status == 304) { // §6.3 rule 1.
        complete();
    } else if (m_headers.contains("transfer-encoding")) { // §6.3 rules 3 and 4.
        m_part = Part::ChunkSize;
        if (coding.compare("chunked", Qt::CaseInsensitive) != 0
            || m_headers.contains("content-length"))
            refuse("http.syntax", u"the length of the reply is ambiguous"_s);
    } else if (m_headers.contains("content-length")) {
        beginLength(length);
    } else {
        m_part = Part::BodyUntilClose; // §6.3 rule 8.
    }
}

void HttpReplyReader::beginLength(QByteArrayView length)
{
    const auto size = parseSize(length, 10);
    if (!size) {
        refuse("http.syntax", u"the length of the reply is not a number"_s);
        return;
    }
    if (*size > HttpClient::maxBody) {
        refuse("http.too_large", u"the reply's body is too long"_s);
        return;
    }
    m_left = *size;
    m_part = Part::Body;
    if (m_left == 0)
        complete();
}

void HttpReplyReader::readChunkSize(QByteArrayView line)
{
    const qsizetype extension = line.indexOf(';');
    const auto size = parseSize((extension < 0 ? line : line.first(extension)).trimmed(), 16);
    if (!size) {
        refuse("http.syntax", u"a chunk's size is not a number"_s);
        return;
    }
    m_headSize = 0; // The bound is on what precedes each piece of body; bodies have their own.
    m_left = *size;
    m_part = m_left == 0 ? Part::Trailers : Part::Chunk;
}

void HttpReplyReader::refuse(QByteArray code, QString detail)
{
    m_error = Result<>(fail(Fault::Malformed, std::move(code), std::move(detail))).error();
    m_state = State::Refused;
}

} // namespace lanyard::net
