// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <cstddef>
#include <memory>

namespace lanyard {

/// Bytes that must not outlive their use: a token, an authorization code, a PKCE verifier.
///
/// Move-only, because a copy is one more place to wipe; not a QByteArray, because implicit
/// sharing hides who holds the last copy. Streaming one does not compile.
class Secret
{
public:
    Secret() noexcept = default;
    /// Copies `bytes`; wiping the source stays the caller's job.
    explicit Secret(QByteArrayView bytes);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret(); ///< Wipes.

    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }

    /// Valid until this object is moved from or destroyed.
    [[nodiscard]] QByteArrayView view() const noexcept;

private:
    void wipe() noexcept;

    std::unique_ptr<char[]> m_bytes; // NOLINT(modernize-avoid-c-arrays): length is beside it.
    std::size_t m_size = 0;
};

/// Takes the same time wherever the first difference is (not when the lengths differ).
[[nodiscard]] bool sameBytes(QByteArrayView left, QByteArrayView right) noexcept;

template <class Stream>
void operator<<(Stream&&, const Secret&) = delete;

} // namespace lanyard
