// SPDX-License-Identifier: MIT
#pragma once

/// The head of one HTTP request, read as it arrives.
///
/// In this file § means RFC 9112 unless another document is named.
/// Pure. Stricter than a server for strangers need be: the only honest client is a browser that
/// was redirected here, and what a browser never sends is refused.

#include <QByteArrayView>
#include <QtGlobal>

#include <array>
#include <cstdint>

namespace lanyard::net {

/// Views into the reader that made it; valid until its wipe() or its end.
struct RequestHead {
    QByteArrayView method;
    QByteArrayView path; ///< Begins with '/'; still percent-encoded.
    QByteArrayView query; ///< What follows '?', still percent-encoded; may hold a code.
    QByteArrayView host; ///< The one Host header (§3.2); never empty.
};

/// Reads at most 16 KiB, in pieces of any size. Not movable: heads point into it.
class RequestHeadReader
{
public:
    enum class State : std::uint8_t {
        Incomplete,
        Complete, ///< head() is there; what follows it was not read.
        Refused, ///< refusal() says with what.
        Tls, ///< Not HTTP but a TLS handshake: the browser was sent to https (P6).
    };

    static constexpr qsizetype maxHead = qsizetype{16} * 1024; ///< A browser's is under 4 KiB.
    static constexpr qsizetype maxQuery = qsizetype{8} * 1024; ///< LoopbackListener::Judge.

    RequestHeadReader() = default;
    ~RequestHeadReader(); ///< Wipes.
    Q_DISABLE_COPY_MOVE(RequestHeadReader)

    /// Takes what arrived. Once the state is not Incomplete, more changes nothing.
    State take(QByteArrayView bytes);

    [[nodiscard]] const RequestHead& head() const noexcept { return m_head; }

    /// The status to refuse with: 400, 414 (the request line is too long), 431 (the head is too
    /// long) or 505.
    [[nodiscard]] int refusal() const noexcept { return m_refusal; }

    /// Overwrites what was read: it may hold an authorization code.
    void wipe() noexcept;

private:
    State step(char c);
    State endLine();
    State readRequestLine(QByteArrayView line);
    State readField(QByteArrayView line);
    State refuse(int status);

    std::array<char, static_cast<std::size_t>(maxHead)> m_bytes{};
    std::size_t m_size = 0;
    std::size_t m_lineStart = 0;
    State m_state = State::Incomplete;
    int m_refusal = 0;
    RequestHead m_head;
};

} // namespace lanyard::net
