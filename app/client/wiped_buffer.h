// SPDX-License-Identifier: MIT
#pragma once

/// Room for one line of the protocol, which may hold a token.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace lanyard::client {

void wipe(std::span<char> bytes) noexcept; ///< Not optimised away.

/// Bytes in a place that never moves, wiped when they leave. Not copied.
class WipedBuffer
{
public:
    explicit WipedBuffer(std::size_t capacity);
    WipedBuffer(const WipedBuffer&) = delete;
    WipedBuffer& operator=(const WipedBuffer&) = delete;
    WipedBuffer(WipedBuffer&&) = delete;
    WipedBuffer& operator=(WipedBuffer&&) = delete;

    ~WipedBuffer() { clear(); }

    [[nodiscard]] std::span<char> bytes() const noexcept { return {m_bytes.get(), m_size}; }

    [[nodiscard]] std::string_view view() const noexcept { return {m_bytes.get(), m_size}; }

    /// Where more bytes may be written; empty when it is full. Tell grow() how many were.
    [[nodiscard]] std::span<char> room() const noexcept;
    void grow(std::size_t count) noexcept;

    void append(char byte) noexcept; ///< Nothing when it is full.
    void drop(std::size_t count) noexcept; ///< Takes `count` bytes from the front.

    void clear() noexcept { drop(m_size); }

private:
    std::unique_ptr<char[]> m_bytes; // NOLINT(modernize-avoid-c-arrays): it must not move.
    std::size_t m_capacity;
    std::size_t m_size = 0;
};

} // namespace lanyard::client
