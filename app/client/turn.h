// SPDX-License-Identifier: MIT
#pragma once

/// Whose turn it is on a handle that several threads share.

#include "app/client/deadline.h"

#include <condition_variable>
#include <mutex>

namespace lanyard::client {

/// A lock that is waited for until a deadline. (std::timed_mutex is one too, but the thread
/// sanitizer of gcc 12 does not see it being locked.)
class Turnstile
{
public:
    [[nodiscard]] bool enter(Deadline deadline)
    {
        std::unique_lock lock(m_mutex);
        if (!m_free.wait_until(lock, deadline.at(), [this] { return !m_taken; }))
            return false;
        m_taken = true;
        return true;
    }

    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_taken = false;
        m_free.notify_one();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_free;
    bool m_taken = false;
};

/// Holds the turn while it lives; check with `if (!turn)`.
class Turn
{
public:
    Turn(Turnstile& turnstile, Deadline deadline)
        : m_turnstile(turnstile.enter(deadline) ? &turnstile : nullptr)
    {
    }

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn(Turn&&) = delete;
    Turn& operator=(Turn&&) = delete;

    ~Turn()
    {
        if (m_turnstile != nullptr)
            m_turnstile->leave();
    }

    explicit operator bool() const noexcept { return m_turnstile != nullptr; }

private:
    Turnstile* m_turnstile;
};

} // namespace lanyard::client
