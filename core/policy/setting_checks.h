// SPDX-License-Identifier: MIT
#pragma once

/// What single values must look like. Pure; private to this layer.

#include <QString>

#include <optional>

namespace lanyard::policy {

/// An https address with a host and without user, query or fragment. Not normalised: the caller
/// keeps the very bytes (CIS2's issuer says ":443").
[[nodiscard]] bool isIssuer(const QString& text);
[[nodiscard]] bool isIssuerOrEmpty(const QString& text);

/// "http://127.0.0.1:8123/callback": loopback only, by number or `localhost`, with a port from 1024
/// to 65535 or `*`, without user, query or fragment (RFC 8252 §7.3).
[[nodiscard]] bool isLoopbackRedirect(const QString& text);

/// The port of a sound redirect URI; nothing for `*`.
[[nodiscard]] std::optional<int> redirectPort(const QString& text);

/// Empty, or absolute on this platform.
[[nodiscard]] bool isPath(const QString& text);

/// Space-separated scope tokens (RFC 6749 §3.3), or nothing at all.
[[nodiscard]] bool isScope(const QString& text);

/// A scope that asks for an ID token.
[[nodiscard]] bool isOpenIdScope(const QString& text);

/// Printable ASCII without spaces, not empty: a client id, a key id.
[[nodiscard]] bool isIdentifier(const QString& text);
[[nodiscard]] bool isIdentifierOrEmpty(const QString& text);

/// One of CIS2's authentication classes that names a level: AAL3_ANY.
[[nodiscard]] bool isLevelledAcr(const QString& text);

/// Names an environment: lower-case letters, digits, '-' and '_', at most 32.
[[nodiscard]] bool isEnvironmentName(const QString& text);
[[nodiscard]] bool isEnvironmentNameOrEmpty(const QString& text);

/// A code of an emergency's reasons, and perhaps words: "cardiac_arrest=Cardiac arrest".
[[nodiscard]] bool isEmergencyReason(const QString& text);

/// Not empty.
[[nodiscard]] bool isFilled(const QString& text);

} // namespace lanyard::policy
