// SPDX-License-Identifier: MIT
#pragma once

/// Keeps the session's tokens across a restart of the agent, safely (design.md §6.3, §6.4).

#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/platform/logon.h"
#include "core/platform/secret_store.h"
#include "core/session/token_record.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace lanyard::session {

/// Whose records these are. Issuer and client name them (two issuers never collide, P39), and the
/// logon does (two sessions of one user never share, P46).
struct TokenStoreKey {
    QByteArray issuer;
    QByteArray clientId;
    platform::Logon logon;
};

/// Two slots a logon, each a sealed TokenRecord. A save goes to the slot that is not in force, is
/// read back and compared, and only then is in force; so a crash at any point leaves the old record
/// or the new one, whole. Which logons have records is kept in a small index beside them, written
/// before the first record, so that no record is ever left unfindable.
///
/// A store that fails, or hangs past its deadline, never fails the caller: the record is kept in
/// memory, health says "store.memory_only", and the store is tried again every five minutes.
///
/// Main thread only. Operations run one after another in the order asked for, and run to their end
/// even when their Pending dies: only the completion is withdrawn. Completions come from the event
/// loop.
class TokenStore
{
public:
    using LoadCompletion = std::function<void(std::vector<TokenRecord>)>;
    using SaveCompletion = std::function<void()>;
    using Completion = std::function<void(Result<>)>;
    /// Is that logon certainly over? platform::isOver(), or a test's.
    using IsOver = std::function<bool(const platform::Logon&)>;

    struct Ports {
        platform::SecretStore& store;
        Clock& clock;
        Health& health;
        IsOver isOver;
        QString lockFile; ///< Guards the index across processes; empty: not guarded.
    };

    TokenStore(Ports ports, TokenStoreKey key);
    ~TokenStore();
    Q_DISABLE_COPY_MOVE(TokenStore)

    /// The record of our logon, if there is one, first; then those of this user's logons that are
    /// over, newest first. Records of logons still alive are not ours to see. The caller resumes
    /// one at most (discardReason()), and for each other revokes its tokens, then erase()s it.
    ///
    /// A slot that does not open is passed over; when neither opens both are removed, and health
    /// says "store.record_broken" until the next save.
    [[nodiscard]] Pending load(LoadCompletion done);

    /// Stores `record` as our logon's, replacing the one before. `issuer`, `clientId`, `logon`,
    /// `savedAt`, `savedUptime` and `sequence` are filled in here. When `done` is called the record has been read back, or
    /// isMemoryOnly(): only then may a token obtained with it be served.
    [[nodiscard]] Pending save(TokenRecord record, SaveCompletion done);

    /// Stores `record` as one that is over and still to be revoked: under its own `logon`, which is
    /// owedBy(), beside whatever session there is or will be. load() gives it like that of a logon that is over. `done` when it
    /// has been read back.
    ///
    /// Errors  as SecretStore; System "store.memory_only", "store.not_kept": it is lost with the
    ///         agent.
    [[nodiscard]] Pending owe(TokenRecord record, Completion done);

    /// Removes both slots of `logon`, older first, and makes sure that they are gone.
    ///
    /// Errors  System "store.erase_failed": something may be left; health says so too. (A store that
    ///         was never there, and so never had anything of ours, is not an error.)
    [[nodiscard]] Pending erase(const platform::Logon& logon, Completion done);

    [[nodiscard]] bool isMemoryOnly() const;

private:
    class Work;
    std::unique_ptr<Work> m_work;
};

} // namespace lanyard::session
