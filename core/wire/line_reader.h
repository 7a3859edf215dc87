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
    /// Takes bytes as they arrive. False once the unfinished line has reached maxLine without a
    /// line feed: the stream is lost and the connection must be closed.
    [[nodiscard]] bool feed(std::string_view bytes);

    /// The next whole line without its ending, or nothing. Call until it gives nothing.
    [[nodiscard]] std::optional<std::string> next();

    /// Bytes that wait for their line feed.
    [[nodiscard]] std::size_t pending() const noexcept { return m_bytes.size() - m_start; }

private:
    std::string m_bytes;
    std::size_t m_start = 0; ///< Where the first line not yet taken begins.
    std::size_t m_scanned = 0; ///< No line feed before this.
};

} // namespace lanyard::wire
