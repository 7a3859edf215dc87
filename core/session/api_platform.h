// SPDX-License-Identifier: MIT
#pragma once

/// Tokens of the NHS API platform, by its own exchange of CIS2's ID token
/// (core/oidc/platform_exchange.h).
///
/// The platform's refresh token lives here, in memory only: it is good for once, and after a restart
/// the ID token buys another one while it lasts. Main thread only.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/waiters.h"
#include "core/net/http_client.h"
#include "core/oidc/platform_exchange.h"
#include "core/session/moment.h"
#include "core/session/provider.h"
#include "core/session/provider_clock.h"
#include "core/session/renewal.h"

#include <QByteArray>

#include <functional>
#include <list>
#include <optional>

namespace lanyard::session {

class ApiPlatform
{
public:
    using Completion = Renewal::Completion;

    struct Ports {
        net::HttpClient& http;
        Provider& provider; ///< For its clock: the platform's is not known before it answers.
        Renewal& renewal; ///< For the ID token.
        audit::Trail& trail;
        Clock& clock;
        std::function<audit::Subject()> subject;
    };

    explicit ApiPlatform(Ports ports);
    ~ApiPlatform();
    Q_DISABLE_COPY_MOVE(ApiPlatform)

    /// A token for `want.platform`: by a refresh where the platform gave a refresh token for it, and
    /// by an exchange of the ID token otherwise, or where the refresh token is spent, over, or lost
    /// with an answer. Those who want the same share one request.
    ///
    /// What was had under another context than `contextId` is forgotten first, and who still waits
    /// for it is answered "session.context_changed": the role is in the token (design.md §6.6).
    ///
    /// Errors  those of oidc::readPlatformResponse(); Unreachable "token.answer_lost"; Misconfigured
    ///         "client.secret"; of jose::readKeyFile() and jose::PemSigner::create(); AccessDenied
    ///         "session.interaction_required" where the ID token has expired and cannot be renewed;
    ///         ProviderBusy "token.busy" without asking, while the platform wants to be left alone or
    ///         has just failed: for a minute at most.
    [[nodiscard]] Pending request(const Want& want, const QByteArray& contextId, Completion done);

    /// Forgets all and answers whoever waits with `why`. Nothing is revoked: no place to do so is
    /// known.
    void clear(const Error& why);

private:
    /// One audience.
    struct Line {
        Line(Want wanted, Clock& clock)
            : want(std::move(wanted))
            , theirs(clock)
        {
        }

        Want want;
        ProviderClock theirs;
        Secret refreshToken; ///< Empty where there is none.
        Deadline refreshableUntil;
        Milliseconds delay{0}; ///< Before it is asked again; doubles with each failure of its.
        Milliseconds quietUntil{0}; ///< By uptime.
        bool hasRenewed = false; ///< The ID token, for this request.
        bool isWorking = false;
        Waiters<Result<Renewal::Token>> waiters;
        Pending working; ///< Last: dies first.
    };

    [[nodiscard]] Line& lineFor(const Want& want);
    [[nodiscard]] Instant timeOf(const Line& line) const;
    void start(Line& line);
    void refresh(Line& line);
    void refreshed(Line& line, Result<oidc::PlatformResponse> answer, Moment sentAt);
    void exchange(Line& line);
    void renewIdToken(Line& line);
    void post(Line& line,
        const oidc::FormBody& form,
        oidc::PlatformAsked asked,
        std::function<void(Result<oidc::PlatformResponse>, Moment)> next);
    void accept(Line& line, oidc::PlatformResponse answer, Moment sentAt);
    void failed(Line& line, const Error& error);
    void leaveAlone(Line& line);
    void finish(Line& line, const Result<Renewal::Token>& answer);
    void audit(const Line& line, audit::Kind kind, std::optional<Error> error = std::nullopt) const;

    Ports m_ports;
    QByteArray m_contextId;
    std::list<Line> m_lines;
};

} // namespace lanyard::session
