// SPDX-License-Identifier: MIT
#include "core/platform/publisher.h"

#include "core/base/result.h"

#include <algorithm>
#include <array>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* revocationUnknown = "publisher.revocation_unknown";

struct Meaning {
    std::uint32_t status;
    const char* problem;
};

// clang-format off
constexpr std::array meanings = {
    Meaning{noSignature, "publisher.none"},
    Meaning{0x800B0001, "publisher.none"}, // TRUST_E_PROVIDER_UNKNOWN: a kind of file that has none
    Meaning{0x800B0003, "publisher.none"}, // TRUST_E_SUBJECT_FORM_UNKNOWN: likewise
    Meaning{0x80096010, "publisher.tampered"}, // TRUST_E_BAD_DIGEST
    Meaning{0x800B010C, "publisher.revoked"}, // CERT_E_REVOKED
    Meaning{0x80092010, "publisher.revoked"}, // CRYPT_E_REVOKED
    Meaning{0x800B0111, "publisher.revoked"}, // TRUST_E_EXPLICIT_DISTRUST
    Meaning{0x800B0101, "publisher.expired"}, // CERT_E_EXPIRED
    Meaning{0x800B0109, "publisher.untrusted"}, // CERT_E_UNTRUSTEDROOT
    Meaning{0x800B010A, "publisher.untrusted"}, // CERT_E_CHAINING
    Meaning{0x800B010D, "publisher.untrusted"}, // CERT_E_UNTRUSTEDTESTROOT
    Meaning{0x800B0112, "publisher.untrusted"}, // CERT_E_UNTRUSTEDCA
    Meaning{0x80092012, revocationUnknown}, // CRYPT_E_NO_REVOCATION_CHECK
    Meaning{0x80092013, revocationUnknown}, // CRYPT_E_REVOCATION_OFFLINE
    Meaning{0x800B010E, revocationUnknown}, // CERT_E_REVOCATION_FAILURE
};

// clang-format on

QByteArray problemOf(std::uint32_t status)
{
    const auto known = std::find_if(meanings.begin(),
        meanings.end(),
        [status](const Meaning& meaning) { return meaning.status == status; });
    return known == meanings.end() ? "publisher.refused" : known->problem;
}

/// The system names one trouble only. A list that is not at hand must not hide another one, so
/// where that is to be forgiven, it is asked again without the lists.
TrustAnswer ask(const AskTrust& question, Revocation revocation)
{
    const TrustAnswer answer = question(revocation);
    return revocation == Revocation::Cached && problemOf(answer.status) == revocationUnknown
        ? question(Revocation::Off)
        : answer;
}

} // namespace

Publisher publisherFrom(const AskTrust& embedded, const AskTrust& catalogue, Revocation revocation)
{
    TrustAnswer answer = ask(embedded, revocation);
    if (answer.status != 0 && problemOf(answer.status) == "publisher.none")
        answer = ask(catalogue, revocation);
    if (answer.status != 0)
        return {.name = {}, .product = {}, .problem = problemOf(answer.status)};
    if (answer.signer.isEmpty()) // Nobody could be named by it.
        return {.name = {}, .product = {}, .problem = "publisher.refused"};
    return {.name = answer.signer, .product = {}, .problem = {}};
}

std::optional<Error> refusalOf(const Publisher& publisher)
{
    if (publisher.problem == "publisher.tampered")
        return fail(Fault::Untrusted,
            publisher.problem,
            u"the program's file is not what its publisher signed"_s)
            .value();
    if (publisher.problem == "publisher.revoked")
        return fail(Fault::Untrusted,
            publisher.problem,
            u"the program's publisher is not to be trusted any more"_s)
            .value();
    return std::nullopt;
}

} // namespace lanyard::platform
