// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/jose/key_file.h"

#include <openssl/crypto.h>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

constexpr DWORD maxBytes = 64 * 1024; // The largest RSA key we use has 7 KiB as PEM.

tl::unexpected<Error> unreadable(const QString& what)
{
    return fail(Fault::System, "signer.key_file", what, static_cast<int>(GetLastError()));
}

} // namespace

Result<Secret> readKeyFile(const QString& path)
{
    const Handle file(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_READ,
        FILE_SHARE_READ,
        nullptr,
        OPEN_EXISTING,
        FILE_ATTRIBUTE_NORMAL | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS,
        nullptr));
    if (!file.isOpen())
        return unreadable(u"the key file does not open"_s);
    LARGE_INTEGER size = {};
    if (GetFileType(file.get()) != FILE_TYPE_DISK || !GetFileSizeEx(file.get(), &size)
        || size.QuadPart > maxBytes)
        return unreadable(u"not a file of at most 64 KiB"_s);
    // Asked of the open file, not of the path: between two looks at a path it can change.
    if (!onlyTheyHave(
            FILE_READ_DATA | FILE_WRITE_DATA, file.get(), Writers::AdministratorsAndOurselves))
        return fail(Fault::Misconfigured,
            "signer.key_permissions",
            u"the key file belongs to, or is open to, somebody else"_s);
    QByteArray bytes(static_cast<qsizetype>(size.QuadPart), Qt::Uninitialized);
    DWORD got = 0;
    const bool isRead =
        ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &got, nullptr)
        && got == bytes.size();
    Secret secret(isRead ? QByteArrayView(bytes) : QByteArrayView());
    OPENSSL_cleanse(bytes.data(), static_cast<std::size_t>(bytes.size()));
    if (!isRead)
        return unreadable(u"the key file cannot be read"_s);
    return secret;
}

} // namespace lanyard::jose
