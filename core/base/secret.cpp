// SPDX-License-Identifier: MIT
#include "core/base/secret.h"

#include <algorithm>
#include <utility>

namespace lanyard {

Secret::Secret(QByteArrayView bytes)
    : m_size(static_cast<std::size_t>(bytes.size()))
{
    m_bytes = std::make_unique<char[]>(m_size); // NOLINT(modernize-avoid-c-arrays)
    std::copy(bytes.begin(), bytes.end(), m_bytes.get());
}

Secret::Secret(Secret&& other) noexcept
    : m_bytes(std::move(other.m_bytes))
    , m_size(std::exchange(other.m_size, 0))
{
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::move(other.m_bytes);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

QByteArrayView Secret::view() const noexcept
{
    return {m_bytes.get(), static_cast<qsizetype>(m_size)};
}

void Secret::wipe() noexcept
{
    volatile char* byte = m_bytes.get(); // volatile: the stores may not be optimised away.
    for (std::size_t left = m_size; left > 0; --left)
        *byte++ = 0;
    m_size = 0;
}

bool sameBytes(QByteArrayView left, QByteArrayView right) noexcept
{
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned>(left[i] ^ right[i]);
    return difference == 0;
}

} // namespace lanyard
