// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <utility>

#include <windows.h>

namespace lanyard {

/// Owns a kernel object; null and INVALID_HANDLE_VALUE are none.
class Handle
{
public:
    Handle() noexcept = default;

    explicit Handle(HANDLE raw) noexcept
        : m_raw(raw == INVALID_HANDLE_VALUE ? nullptr : raw)
    {
    }

    Handle(Handle&& other) noexcept
        : m_raw(std::exchange(other.m_raw, nullptr))
    {
    }

    Handle& operator=(Handle&& other) noexcept
    {
        std::swap(m_raw, other.m_raw);
        return *this;
    }

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    ~Handle()
    {
        if (m_raw != nullptr)
            CloseHandle(m_raw);
    }

    [[nodiscard]] bool isOpen() const noexcept { return m_raw != nullptr; }

    [[nodiscard]] HANDLE get() const noexcept { return m_raw; }

    [[nodiscard]] HANDLE take() noexcept { return std::exchange(m_raw, nullptr); }

private:
    HANDLE m_raw = nullptr;
};

} // namespace lanyard
