// SPDX-License-Identifier: MIT
#pragma once

/// The type library that lies in this module. Any thread.

#include <oaidl.h>

namespace lanyard::com {

/// Counts what keeps the module loaded (DllCanUnloadNow).
class ModuleUse
{
public:
    ModuleUse() noexcept { change(1); }

    ModuleUse(const ModuleUse&) = delete;
    ModuleUse& operator=(const ModuleUse&) = delete;
    ModuleUse(ModuleUse&&) = delete;
    ModuleUse& operator=(ModuleUse&&) = delete;

    ~ModuleUse() { change(-1); }

    static void lock(bool isLocked) noexcept
    {
        change(isLocked ? 1 : -1);
    } ///< IClassFactory::LockServer().

    [[nodiscard]] static bool isAny() noexcept;

private:
    static void change(long by) noexcept;
};

/// What the library says of `interfaceId`. `info` is the caller's to release.
[[nodiscard]] HRESULT typeInfoOf(REFIID interfaceId, ITypeInfo** info) noexcept;

} // namespace lanyard::com
