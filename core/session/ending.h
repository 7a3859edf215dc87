// SPDX-License-Identifier: MIT
#pragma once

/// What is left to do when nobody is served any more: revoke the refresh token (RFC 7009) and erase
/// the stored record. Goes on in the background; an agent that is offline tries again, and so does
/// the next one: what is to be revoked is stored as owed before the record of the session goes.
///
/// Main thread only.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/logon.h"
#include "core/session/provider.h"
#include "core/session/token_store.h"

#include <functional>
#include <list>
#include <optional>

namespace lanyard::session {

class Ending
{
public:
    using Completion = std::function<void(Result<>)>;

    Ending(Provider& provider, TokenStore& store, audit::Trail& trail, Clock& clock);
    ~Ending();
    Q_DISABLE_COPY_MOVE(Ending)

    /// Erases what is stored of `logon` and revokes the refresh token of `record`, which may be
    /// empty. An agent that dies meanwhile leaves something to be revoked or nothing: from the first
    /// write on it cannot be resumed. `erased` (may be empty) is called once from the event loop
    /// when the store is clear, or could not be cleared; revoking may take longer.
    void end(TokenRecord record,
        const platform::Logon& logon,
        audit::Subject subject,
        Completion erased = {});

    /// Erases what is stored of `logon`, and revokes nothing.
    void erase(const platform::Logon& logon);

    /// Revokes `refreshToken` alone: one that nobody uses any more while the session goes on. In
    /// memory: it is lost with the agent.
    void revoke(Secret refreshToken, audit::Subject subject);

    /// Revokes at once what waits to be tried again, unless the provider wants to be left alone.
    void askAgain();

    /// Nothing is left to do.
    [[nodiscard]] bool isIdle() const { return m_items.empty(); }

private:
    static constexpr Milliseconds firstDelay{1000};

    struct Item {
        Secret refreshToken;
        audit::Subject subject;
        std::optional<platform::Logon> owed; ///< Where the store says so; erased last.
        Completion erased;
        bool isErased = false;
        bool isRevoked = false;
        bool isWaiting = false; ///< For another try.
        Milliseconds delay = firstDelay;
        Pending erasing;
        Pending revoking;
        Pending settling;
    };

    using Place = std::list<Item>::iterator;

    void erase(Place item, const platform::Logon& logon);
    void revoke(Place item);
    void settle(Place item);
    void revoked(Place item, const Result<>& answer);
    void sweepSoon();
    void audit(const Item& item, audit::Kind kind, const Result<>& answer) const;

    Provider& m_provider;
    TokenStore& m_store;
    audit::Trail& m_trail;
    Clock& m_clock;
    std::list<Item> m_items;
    Pending m_sweeping;
};

} // namespace lanyard::session
