// SPDX-License-Identifier: MIT
#include "app/client/com/type_library.h"

#include <atomic>
#include <oleauto.h>
#include <vector>

namespace lanyard::com {

namespace {

std::atomic<long> used{0};

/// Where this module was loaded from; empty where that cannot be told.
std::vector<wchar_t> ownPath()
{
    HMODULE module = nullptr;
    if (!GetModuleHandleExW(
            GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
            reinterpret_cast<const wchar_t*>(&ownPath),
            &module))
        return {};
    constexpr std::size_t longest = 32768; // Any path of Windows.
    std::vector<wchar_t> path(longest);
    const DWORD size = GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size()));
    if (size == 0 || size >= path.size())
        return {};
    return path;
}

} // namespace

bool ModuleUse::isAny() noexcept
{
    return used > 0;
}

void ModuleUse::change(long by) noexcept
{
    used += by;
}

HRESULT typeInfoOf(REFIID interfaceId, ITypeInfo** info) noexcept
{
    *info = nullptr;
    try {
        const auto path = ownPath();
        if (path.empty())
            return E_UNEXPECTED;
        ITypeLib* library = nullptr;
        HRESULT result = LoadTypeLibEx(path.data(), REGKIND_NONE, &library);
        if (FAILED(result))
            return result;
        result = library->GetTypeInfoOfGuid(interfaceId, info);
        library->Release();
        return result;
    } catch (...) {
        return E_OUTOFMEMORY;
    }
}

} // namespace lanyard::com
