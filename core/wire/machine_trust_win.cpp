// SPDX-License-Identifier: MIT
#include "core/wire/machine_trust_win.h"

#include <array>
#include <memory>

#include <softpub.h>
#include <wintrust.h>

namespace lanyard::wire {

namespace {

struct StoreCloser {
    void operator()(void* store) const noexcept { CertCloseStore(store, 0); }
};

struct ChainFreer {
    void operator()(const CERT_CHAIN_CONTEXT* chain) const noexcept
    {
        CertFreeCertificateChain(chain);
    }
};

using Store = std::unique_ptr<void, StoreCloser>;
using Chain = std::unique_ptr<const CERT_CHAIN_CONTEXT, ChainFreer>;

/// The certificates that came with the signature, for those between leaf and root.
Store certificatesOf(const CRYPT_PROVIDER_DATA& data)
{
    Store all(CertOpenStore(CERT_STORE_PROV_COLLECTION, 0, 0, 0, nullptr));
    for (DWORD i = 0; all != nullptr && i < data.chStores; ++i)
        CertAddStoreToCollection(all.get(), data.pahStores[i], 0, 0);
    return all;
}

std::uint32_t statusOf(DWORD errors)
{
    constexpr DWORD explicitDistrust = 0x04000000; // CERT_TRUST_IS_EXPLICIT_DISTRUST
    if (errors == CERT_TRUST_NO_ERROR)
        return 0;
    if ((errors & explicitDistrust) != 0)
        return static_cast<std::uint32_t>(TRUST_E_EXPLICIT_DISTRUST);
    if ((errors & (CERT_TRUST_IS_UNTRUSTED_ROOT | CERT_TRUST_IS_PARTIAL_CHAIN)) != 0)
        return static_cast<std::uint32_t>(CERT_E_UNTRUSTEDROOT);
    if ((errors & CERT_TRUST_IS_NOT_TIME_VALID) != 0)
        return static_cast<std::uint32_t>(CERT_E_EXPIRED);
    return static_cast<std::uint32_t>(CERT_E_CHAINING);
}

} // namespace

std::uint32_t troubleWithTheMachinesTrust(HANDLE state)
{
    constexpr auto noChain = static_cast<std::uint32_t>(CERT_E_CHAINING);
    CRYPT_PROVIDER_DATA* const data = WTHelperProvDataFromStateData(state);
    CRYPT_PROVIDER_SGNR* const signer =
        data == nullptr ? nullptr : WTHelperGetProvSignerFromChain(data, 0, FALSE, 0);
    CRYPT_PROVIDER_CERT* const leaf =
        signer == nullptr ? nullptr : WTHelperGetProvCertFromChain(signer, 0);
    if (leaf == nullptr)
        return noChain;

    std::array<char, 32> use{szOID_PKIX_KP_CODE_SIGNING};
    std::array<char*, 1> uses{use.data()};
    CERT_CHAIN_PARA wanted = {};
    wanted.cbSize = sizeof wanted;
    wanted.RequestedUsage.dwType = USAGE_MATCH_TYPE_AND;
    wanted.RequestedUsage.Usage.cUsageIdentifier = static_cast<DWORD>(uses.size());
    wanted.RequestedUsage.Usage.rgpszUsageIdentifier = uses.data();

    const Store others = certificatesOf(*data);
    FILETIME when = signer->sftVerifyAsOf;
    const CERT_CHAIN_CONTEXT* found = nullptr;
    if (!CertGetCertificateChain(HCCE_LOCAL_MACHINE,
            leaf->pCert,
            &when,
            others.get(),
            &wanted,
            CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL,
            nullptr,
            &found))
        return noChain;
    const Chain chain(found);
    return statusOf(chain->TrustStatus.dwErrorStatus);
}

} // namespace lanyard::wire
