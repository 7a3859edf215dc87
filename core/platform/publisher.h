// SPDX-License-Identifier: MIT
#pragma once

/// Who signed a program, and what is made of it when the system is not sure. Pure; the system is
/// asked by publisher_win.h.

#include "core/base/error.h"

#include <QByteArray>

#include <cstdint>
#include <functional>
#include <optional>

namespace lanyard::platform {

/// How it is found out whether a signer's certificate was withdrawn.
enum class Revocation : std::uint8_t {
    Off, ///< It is not.
    Cached, ///< From what the system holds already; a list that it does not hold counts as empty.
    Online ///< The network is asked; without an answer there is no publisher.
};

/// Of one file.
struct Publisher {
    QByteArray name; ///< Of the signature's leaf certificate, as people read it.
    QByteArray product; ///< ProductName of the version resource; only of a file with a publisher.
    QByteArray problem; ///< Where there is no name: why, as a code of docs/errors.md.
};

/// What the system says of a signature.
struct TrustAnswer {
    std::uint32_t status = 0; ///< Of WinVerifyTrust(); 0: it trusts the signature.
    QByteArray signer;
};

/// Asks it, with revocation as given. May be called more than once.
using AskTrust = std::function<TrustAnswer(Revocation)>;

/// WinVerifyTrust()'s word for a file without a signature.
inline constexpr std::uint32_t noSignature = 0x800B0100;

/// The publisher by the signature in the file, or, where there is none, by that of a catalogue.
///
/// Problems  publisher.none, publisher.untrusted, publisher.expired, publisher.revocation_unknown,
///           publisher.refused; and those of refusalOf()
[[nodiscard]] Publisher publisherFrom(
    const AskTrust& embedded, const AskTrust& catalogue, Revocation revocation);

/// Who has such a signature is worse than unsigned, and not served at all: its file is not what
/// was signed (Untrusted "publisher.tampered"), or its signer is not to be trusted any more
/// (Untrusted "publisher.revoked").
[[nodiscard]] std::optional<Error> refusalOf(const Publisher& publisher);

} // namespace lanyard::platform
