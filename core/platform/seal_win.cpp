// SPDX-License-Identifier: MIT
#include "core/platform/seal.h"

#include <openssl/crypto.h>

#include <utility>

#include <windows.h>

#include <dpapi.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// What CryptProtectData() and CryptUnprotectData() give: wiped before it is freed.
class Blob
{
public:
    Blob() = default;
    Q_DISABLE_COPY_MOVE(Blob)

    ~Blob()
    {
        if (m_raw.pbData == nullptr)
            return;
        OPENSSL_cleanse(m_raw.pbData, m_raw.cbData);
        LocalFree(m_raw.pbData);
    }

    [[nodiscard]] DATA_BLOB* out() { return &m_raw; }

    [[nodiscard]] Secret toSecret() const
    {
        return Secret(QByteArrayView(m_raw.pbData, static_cast<qsizetype>(m_raw.cbData)));
    }

private:
    DATA_BLOB m_raw = {};
};

/// The interface takes its input as something it could write, and does not.
DATA_BLOB borrowed(QByteArrayView bytes)
{
    auto* const data = reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()));
    return {static_cast<DWORD>(bytes.size()), data};
}

constexpr DWORD quiet = CRYPTPROTECT_UI_FORBIDDEN;

/// `own`: by the user's key; otherwise by the machine's, which is the one that does not roam.
Result<Secret> protect(QByteArrayView plain, QByteArrayView entropy, bool own)
{
    DATA_BLOB in = borrowed(plain);
    DATA_BLOB salt = borrowed(entropy);
    Blob out;
    if (!CryptProtectData(&in,
            nullptr,
            &salt,
            nullptr,
            nullptr,
            own ? quiet : quiet | CRYPTPROTECT_LOCAL_MACHINE,
            out.out()))
        return fail(Fault::System,
            "seal.failed",
            u"the system's data protection refused"_s,
            static_cast<int>(GetLastError()));
    return out.toSecret();
}

Result<Secret> unprotect(QByteArrayView sealed, QByteArrayView entropy)
{
    DATA_BLOB in = borrowed(sealed);
    DATA_BLOB salt = borrowed(entropy);
    Blob out;
    if (!CryptUnprotectData(&in, nullptr, &salt, nullptr, nullptr, quiet, out.out()))
        return fail(Fault::Untrusted,
            "seal.broken",
            u"changed, or sealed elsewhere"_s,
            static_cast<int>(GetLastError()));
    return out.toSecret();
}

} // namespace

Result<Secret> seal(const Secret& plain, QByteArrayView entropy)
{
    LY_TRY(const Secret inner, protect(plain.view(), entropy, false));
    return protect(inner.view(), entropy, true);
}

Result<Secret> unseal(const Secret& sealed, QByteArrayView entropy)
{
    LY_TRY(const Secret inner, unprotect(sealed.view(), entropy));
    return unprotect(inner.view(), entropy);
}

} // namespace lanyard::platform
