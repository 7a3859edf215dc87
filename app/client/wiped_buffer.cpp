// SPDX-License-Identifier: MIT
#include "app/client/wiped_buffer.h"

#include <algorithm>
#include <cstring>

namespace lanyard::client {

void wipe(std::span<char> bytes) noexcept
{
    volatile char* const memory = bytes.data();
    for (std::size_t i = 0; i < bytes.size(); ++i)
        memory[i] = 0;
}

WipedBuffer::WipedBuffer(std::size_t capacity)
    : m_bytes(std::make_unique<char[]>(capacity)) // NOLINT(modernize-avoid-c-arrays)
    , m_capacity(capacity)
{
}

std::span<char> WipedBuffer::room() const noexcept
{
    return {m_bytes.get() + m_size, m_capacity - m_size};
}

void WipedBuffer::grow(std::size_t count) noexcept
{
    m_size = std::min(m_size + count, m_capacity);
}

void WipedBuffer::append(char byte) noexcept
{
    if (m_size < m_capacity)
        m_bytes[m_size++] = byte;
}

void WipedBuffer::drop(std::size_t count) noexcept
{
    const std::size_t kept = m_size - std::min(count, m_size);
    std::memmove(m_bytes.get(), m_bytes.get() + (m_size - kept), kept);
    wipe({m_bytes.get() + kept, m_size - kept});
    m_size = kept;
}

} // namespace lanyard::client
