// SPDX-License-Identifier: MIT
#include "core/platform/publisher_catalogue_win.h"

#include <string>

#include <softpub.h>

namespace lanyard::platform {

namespace {

/// Which MinGW's import library does not have; nor does Wine have the second.
struct SinceWindows8 {
    decltype(&CryptCATAdminAcquireContext2) acquire = nullptr;
    decltype(&CryptCATAdminCalcHashFromFileHandle2) hash = nullptr;

    SinceWindows8()
    {
        auto* const library = GetModuleHandleW(L"wintrust.dll"); // We import from it.
        acquire = reinterpret_cast<decltype(acquire)>(
            reinterpret_cast<void*>(GetProcAddress(library, "CryptCATAdminAcquireContext2")));
        hash = reinterpret_cast<decltype(hash)>(reinterpret_cast<void*>(
            GetProcAddress(library, "CryptCATAdminCalcHashFromFileHandle2")));
    }
};

/// Lists that go by one kind of hash.
class Catalogues
{
public:
    Catalogues() = default;
    Q_DISABLE_COPY_MOVE(Catalogues)

    ~Catalogues()
    {
        if (m_context != nullptr)
            CryptCATAdminReleaseContext(m_context, 0);
    }

    bool openBySha256()
    {
        const GUID drivers = DRIVER_ACTION_VERIFY; // As Windows' own tools ask.
        return m_calls.acquire != nullptr && m_calls.hash != nullptr
            && m_calls.acquire(&m_context, &drivers, L"SHA256", nullptr, 0);
    }

    bool openBySha1()
    {
        m_calls.hash = nullptr;
        const GUID drivers = DRIVER_ACTION_VERIFY;
        return CryptCATAdminAcquireContext(&m_context, &drivers, 0) != FALSE;
    }

    [[nodiscard]] std::optional<CatalogueEntry> entryOf(HANDLE file) const
    {
        QByteArray hash = hashOf(file);
        if (hash.isEmpty())
            return std::nullopt;
        auto* const found = CryptCATAdminEnumCatalogFromHash(m_context,
            reinterpret_cast<BYTE*>(hash.data()),
            static_cast<DWORD>(hash.size()),
            0,
            nullptr);
        if (found == nullptr)
            return std::nullopt;
        CATALOG_INFO info = {};
        info.cbStruct = sizeof info;
        const bool isTold = CryptCATCatalogInfoFromContext(found, &info, 0) != FALSE;
        CryptCATAdminReleaseCatalogContext(m_context, found, 0);
        if (!isTold)
            return std::nullopt;
        return CatalogueEntry{
            info.wszCatalogFile, QString::fromLatin1(hash.toHex().toUpper()).toStdWString(), hash};
    }

private:
    [[nodiscard]] QByteArray hashOf(HANDLE file) const
    {
        DWORD size = 64; // The longest that there is.
        QByteArray hash(static_cast<qsizetype>(size), '\0');
        auto* const bytes = reinterpret_cast<BYTE*>(hash.data());
        const bool isMade = m_calls.hash != nullptr
            ? m_calls.hash(m_context, file, &size, bytes, 0) != FALSE
            : CryptCATAdminCalcHashFromFileHandle(file, &size, bytes, 0) != FALSE;
        return isMade ? hash.first(static_cast<qsizetype>(size)) : QByteArray();
    }

    SinceWindows8 m_calls;
    HCATADMIN m_context = nullptr;
};

} // namespace

std::optional<CatalogueEntry> catalogueEntryOf(HANDLE file)
{
    Catalogues modern;
    if (modern.openBySha256()) {
        if (auto entry = modern.entryOf(file))
            return entry;
    }
    Catalogues old;
    return old.openBySha1() ? old.entryOf(file) : std::nullopt;
}

} // namespace lanyard::platform
