// SPDX-License-Identifier: MIT
#pragma once

/// The two slots of one logon.

#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/platform/secret_store.h"
#include "core/session/token_record.h"
#include "core/session/token_store.h"

#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

namespace lanyard::session {

/// What reading both slots found.
struct SlotsFound {
    std::optional<TokenRecord> record; ///< The one in force: of those that open, the latest.
    std::optional<std::size_t> inForce; ///< Its slot.
    bool anyBroken = false; ///< Something is there that does not open.
};

/// Main thread only; one operation at a time.
class TokenSlots
{
public:
    using ReadCompletion = std::function<void(Result<SlotsFound>)>;
    using Completion = std::function<void(Result<>)>;

    TokenSlots(platform::SecretStore& store, TokenStoreKey key, platform::Logon logon);

    /// Errors  as SecretStore::read(): of a slot that cannot be read it is not known whether it is
    ///         the one in force, and an older refresh token is worse than none (its use ends the
    ///         session at the provider).
    void read(ReadCompletion done);

    /// Seals `record` into `slot`, reads it back and compares.
    ///
    /// Errors  as serialise(), platform::seal() and SecretStore; System "store.not_kept".
    void write(const TokenRecord& record, std::size_t slot, Completion done);

    /// Removes the slot not in force first: what a crash leaves is the record in force, never an
    /// older one. Then reads both.
    ///
    /// Errors  as SecretStore; System "store.not_removed".
    void remove(std::optional<std::size_t> inForce, Completion done);

private:
    void readSlot(std::size_t slot);
    void removeSlot(std::size_t slot, bool another);
    void note(std::size_t slot, const std::optional<Secret>& sealed);
    void finish(Result<> outcome);

    platform::SecretStore& m_store;
    TokenStoreKey m_key;
    platform::Logon m_logon;
    std::array<QString, 2> m_names;

    SlotsFound m_found;
    ReadCompletion m_read;
    Completion m_done;
    Secret m_written;
    Pending m_step;
};

} // namespace lanyard::session
