// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <utility>

namespace lanyard {

/// One request in flight. Keep it as a member of whatever the answer will touch: members die
/// before their object is gone, so a completion that captures only `this` can never dangle.
///
/// Destroying or replacing it withdraws the request, and its completion is then never called.
/// Once the completion has been called, destroying it does nothing.
class [[nodiscard]] Pending
{
public:
    Pending() noexcept = default;

    explicit Pending(std::function<void()> withdraw)
        : m_withdraw(std::move(withdraw))
    {
    }

    Pending(Pending&& other) noexcept
        : m_withdraw(std::exchange(other.m_withdraw, nullptr))
    {
    }

    Pending& operator=(Pending&& other) noexcept
    {
        if (this != &other) {
            withdraw();
            m_withdraw = std::exchange(other.m_withdraw, nullptr);
        }
        return *this;
    }

    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    ~Pending() { withdraw(); }

    void withdraw() noexcept
    {
        if (const auto call = std::exchange(m_withdraw, nullptr))
            call();
    }

private:
    std::function<void()> m_withdraw; ///< Must not throw; must tolerate a finished request.
};

} // namespace lanyard
