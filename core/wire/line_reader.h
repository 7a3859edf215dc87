// SPDX-License-Identifier: MIT
#pragma once

/// Bytes in, lines out: the framing of the pipe protocol. The standard library only.

#include "core/wire/protocol.h"

#include <optional>
#include <string>
#include <string_view>

namespace lanyard::wire {

/// Splits a stream into lines, however it was cut up on the way. A carriage return before the
/// line feed is dropped: VB and PowerShell write one.
class LineReader
{
public:
    /// Takes bytes as they arrive. False once a line is longer than maxLine: the stream is lost
    /// and the connection must be closed. Whole lines before that one can still be taken.
    [[nodiscard]] bool feed(std::string_view bytes);

    /// The next whole line without its ending, or nothing. Call until it gives nothing.
    [[nodiscard]] std::optional<std::string> next();

    /// Bytes that wait for their line feed.
    [[nodiscard]] std::size_t pending() const noexcept { return m_unfinished; }

private:
    std::string m_bytes;
    std::size_t m_start = 0; ///< Where the first line not yet taken begins.
    std::size_t m_unfinished = 0; ///< Bytes since the last line feed.
    bool m_lost = false;
};

} // namespace lanyard::wire
