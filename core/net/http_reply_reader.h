// SPDX-License-Identifier: MIT
#pragma once

/// One HTTP/1.1 reply, read as it arrives.
///
/// In this file § means RFC 9112 unless another document is named.
/// Pure.

#include "core/base/result.h"
#include "core/net/http_client.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>

namespace lanyard::net {

/// Reads the reply to one GET or POST. What arrives may be hostile: sizes are bounded before they
/// are believed, and a reply that two readers could understand differently is refused.
class HttpReplyReader
{
public:
    enum class State : std::uint8_t { Incomplete, Complete, Refused };

    static constexpr qsizetype maxHead = qsizetype{64} * 1024; ///< All header and trailer lines.

    HttpReplyReader() = default;
    ~HttpReplyReader(); ///< Wipes the body.
    Q_DISABLE_COPY_MOVE(HttpReplyReader)

    /// Takes what arrived. Once the state is not Incomplete, more changes nothing.
    State take(QByteArrayView bytes);

    /// The peer closed. Completes a reply that has no length of its own (§6.3); otherwise the
    /// state stays Incomplete, and the answer is lost.
    State end();

    /// Once, after Complete.
    [[nodiscard]] HttpReply takeReply();

    /// After Refused: Malformed "http.syntax" or "http.too_large".
    [[nodiscard]] Error error() const { return m_error; }

private:
    enum class Part : std::uint8_t {
        StatusLine,
        Fields,
        Body, ///< m_left more bytes.
        BodyUntilClose,
        ChunkSize,
        Chunk, ///< m_left more bytes.
        ChunkEnd,
        Trailers,
    };

    qsizetype takeLine(QByteArrayView bytes);
    qsizetype takeBody(QByteArrayView bytes);
    void readLine(QByteArrayView line);
    void readStatus(QByteArrayView line);
    void readField(QByteArrayView line);
    void readChunkSize(QByteArrayView line);
    void endHead();
    void beginLength(QByteArrayView length);

    void complete() { m_state = State::Complete; }

    void refuse(QByteArray code, QString detail);

    State m_state = State::Incomplete;
    Part m_part = Part::StatusLine;
    QByteArray m_line;
    qsizetype m_headSize = 0;
    qsizetype m_left = 0;
    int m_status = 0;
    QHash<QByteArray, QByteArray> m_headers;
    QByteArray m_body;
    Error m_error;
};

} // namespace lanyard::net
