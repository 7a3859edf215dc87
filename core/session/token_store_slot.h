// SPDX-License-Identifier: MIT
#pragma once

/// How a record lies in the credential store: under which names, and sealed with what. Any thread.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/logon.h"
#include "core/session/token_record.h"
#include "core/session/token_store.h"

#include <QByteArray>
#include <QString>

#include <array>

namespace lanyard::session {

/// Hashes, for length and because an issuer in a credential's name tells a reader what it opens.
/// They start with our own name: Windows knows credentials by this alone (P39).
[[nodiscard]] std::array<QString, 2> slotNames(
    const TokenStoreKey& key, const platform::Logon& logon);
[[nodiscard]] QString indexName(const TokenStoreKey& key);

/// Issuer, client and user, so that a blob moved to another entry does not open.
[[nodiscard]] QByteArray sealEntropy(const TokenStoreKey& key);

/// Errors  as serialise() and platform::seal().
[[nodiscard]] Result<Secret> sealRecord(const TokenRecord& record, const TokenStoreKey& key);

/// Errors  as parseTokenRecord() and platform::unseal(); Untrusted "token_record.foreign" when it
///         is a whole record, but not one of this issuer, client and logon.
[[nodiscard]] Result<TokenRecord> openRecord(
    const Secret& sealed, const TokenStoreKey& key, const platform::Logon& logon);

} // namespace lanyard::session
