// SPDX-License-Identifier: MIT
#pragma once

/// From a stored record to a session that goes on, or to one that is revoked and erased
/// (design.md §6.4).
///
/// Main thread only.

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/oidc/id_token.h"
#include "core/platform/logon.h"
#include "core/session/ending.h"
#include "core/session/provider.h"
#include "core/session/renewal.h"
#include "core/session/resume.h"
#include "core/session/token_store.h"

#include <QJsonObject>

#include <functional>
#include <optional>
#include <vector>

namespace lanyard::session {

/// What the identity context is made of again.
struct Resumed {
    oidc::IdTokenClaims claims;
    QJsonObject userinfo;
};

class Resumption
{
public:
    struct Ports {
        Provider& provider;
        TokenStore& store;
        Renewal& renewal;
        Ending& ending;
        audit::Trail& trail;
        Clock& clock;
        platform::Logon logon;
        std::function<ResumeLimits()> limits;
    };

    explicit Resumption(Ports ports);
    ~Resumption();
    Q_DISABLE_COPY_MOVE(Resumption)

    /// Loads what is stored. What may not go on is revoked, erased and put on record; `found` says
    /// whether something may.
    void look(std::function<void(bool found)> found);

    /// Renews what look() found and reads userinfo. Goes on trying until the limits have passed,
    /// because a session is not lost by a late network (P31) or an ailing provider (P29); it gives
    /// up at once only when the provider refuses the grant or the person, or what it says is untrue.
    void resume(std::function<void(Result<Resumed>)> done);

    /// Tries at once what waits to be tried again, unless the provider wants to be left alone.
    void askAgain();

    /// Stops resuming; a look() goes on. The record stays as it is in Renewal.
    void abandon();

    /// What look() found is not wanted any more: it is revoked, erased and put on record.
    void discardFound();

private:
    static constexpr Milliseconds firstDelay{1000};

    void forgetEnded(std::vector<TokenRecord>& records);
    void discard(TokenRecord record, const QByteArray& because);
    void renew();
    void renewed(const Result<Renewal::Token>& base);
    void failed(Error error);

    Ports m_ports;
    std::optional<TokenRecord> m_found;
    std::function<void(Result<Resumed>)> m_done;
    Milliseconds m_delay = firstDelay;
    bool m_isWaiting = false; ///< For another try.
    Pending m_looking;
    Pending m_saving;
    Pending m_working; ///< Last: dies first.
};

} // namespace lanyard::session
