// SPDX-License-Identifier: MIT
#pragma once

/// Turns the refresh token into access tokens, one at a time, losing none (design.md §6.3).
///
/// Main thread only.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/waiters.h"
#include "core/oidc/id_token.h"
#include "core/session/platform_target.h"
#include "core/session/provider.h"
#include "core/session/renewal_timer.h"
#include "core/session/token_record.h"
#include "core/session/token_store.h"

#include <QByteArray>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace lanyard::session {

/// What a renewal is to yield. The base token, which reads userinfo, is the one for no audience.
struct Want {
    QByteArray audience;
    QByteArray scope; ///< As the caller asked; what it becomes is in `target` and `exchange`.
    RefreshTarget target;
    std::optional<ExchangeTarget> exchange{}; ///< Then the base token is exchanged.
    std::optional<PlatformTarget> platform{}; ///< Then it is had from there, by ApiPlatform.

    /// Policy may map one audience to another resource meanwhile: then it is not the same.
    friend bool operator==(const Want&, const Want&) = default;

    /// Whether a token for this is for whom a token for `other` is.
    [[nodiscard]] bool isForWhom(const Want& other) const
    {
        const auto receiver = [](const Want& want) {
            return want.exchange ? want.exchange->audience : want.target.resource;
        };
        return exchange.has_value() == other.exchange.has_value() && platform == other.platform
            && receiver(*this) == receiver(other);
    }
};

class Renewal
{
public:
    using Token = std::shared_ptr<const AudienceToken>;
    using Completion = std::function<void(const Result<Token>&)>;
    /// Holds the lock of the stored entry until it dies.
    using Hold = std::shared_ptr<void>;
    /// Gets the lock that other processes with the same stored entry take too (P26).
    using Acquire = std::function<Pending(std::function<void(Result<Hold>)>)>;

    /// What another authorization of the same person yielded.
    struct Replacement {
        TokenRecord record;
        oidc::IdTokenClaims claims;
        Token base; ///< As in begin().
    };

    using Decide = std::function<Result<Replacement>()>;
    using Replaced = std::function<void(const Result<>&)>;

    struct Ports {
        Provider& provider;
        TokenStore& store;
        audit::Trail& trail;
        Clock& clock;
        Acquire acquire;
        std::function<audit::Subject()> subject;
        /// The session cannot go on: invalid_grant, or an ID token that does not prove that it is
        /// still the same person's. Nothing else ends one (design.md §6.3, P29).
        std::function<void(Error)> lost;
        Health* health = nullptr; ///< Of renewals ahead of time; null: nobody is told.
        std::function<double()> chance; ///< Uniform in [0, 1), for their moments.
        std::function<void()>
            renewed; ///< After each refresh, whoever had asked for it; may be empty.
    };

    explicit Renewal(Ports ports);
    ~Renewal();
    Q_DISABLE_COPY_MOVE(Renewal)

    /// From now on renews this record. `claims` are of its ID token; `base` is the base token that
    /// came with it, null where none did.
    void begin(TokenRecord record, oidc::IdTokenClaims claims, Token base = nullptr);

    /// From now on renews without being asked, too, so that an end at the provider is noticed
    /// (renewal_plan.h); until end(). Nothing without a refresh token.
    void renewAhead();

    /// Forgets the record and answers whoever waits with `why`.
    void end(const Error& why);

    /// The record in force; nothing before begin() and after end().
    [[nodiscard]] const std::optional<TokenRecord>& record() const { return m_record; }

    /// Of the ID token in force.
    [[nodiscard]] const oidc::IdTokenClaims& claims() const { return m_claims; }

    /// The base token in hand; null where there is none. It may have expired.
    [[nodiscard]] const Token& base() const { return m_base; }

    /// Until when something can be had without a refresh token: from the base token in hand, or from
    /// the ID token, whichever lasts longer. By our own clock.
    [[nodiscard]] Instant usableUntil() const;

    /// A token for `want`. Those who want the same share one renewal; different ones take turns,
    /// because each rotates the refresh token of the one before. By the time it asks the provider, it
    /// is stored that it did; by the time it answers, a rotated refresh token has been stored and read
    /// back. So an agent that is stopped between the two leaves behind what the next one needs to say
    /// "session.renewal_interrupted" where the provider calls the grant spent.
    /// An exchange starts from the base token in hand, and from a new one where that is about to end or
    /// was refused.
    ///
    /// Errors  those of Provider::refresh() and exchangeFor(); AccessDenied
    ///         "session.interaction_required" without a refresh token; "session.signed_out";
    ///         ProviderBusy "token.busy" without asking, while the provider wants to be left alone: it
    ///         is asked once a minute then.
    [[nodiscard]] Pending request(const Want& want, Completion done);

    /// Stores the record as it is; `done` when it has been read back. Nothing is stored, and `done`
    /// called all the same, where there is no refresh token to go on with.
    [[nodiscard]] Pending save(std::function<void()> done);

    /// Takes a turn among the renewals, under the same lock: what a refresh that is under way brings
    /// is stored before. `decide` then gives what record() becomes, or why it stays; `done` follows
    /// when that has been stored and read back. A Pending that dies before `decide` is called
    /// withdraws both; after that, only `done`.
    [[nodiscard]] Pending replace(Decide decide, Replaced done);

    /// Stores the record again with this time of last activity.
    void touch(Instant lastActivity);

    void lookAgain() { m_ahead.lookAgain(); } ///< The computer has woken, or its clock was set.

    void networkIsBack() { m_ahead.networkIsBack(); }

private:
    struct Job {
        Want want;
        Waiters<Result<Token>> waiters;
        bool hasRefreshed = false; ///< What is exchanged was had for this very job.
        Decide decide{}; ///< Set: nothing is renewed, the record is replaced.
    };

    void next();
    [[nodiscard]] Pending enqueue(std::unique_ptr<Job> job, Completion done);
    void takeTurn();
    void replaceNow(Hold hold);
    [[nodiscard]] bool isToBeLeftAlone() const;
    void renew();
    void refresh(Hold hold);
    void ask();
    void refreshed(Result<RefreshedTokens> answer);
    void store(RefreshedTokens tokens);
    void yield(RefreshedTokens tokens);
    [[nodiscard]] const Secret* subjectInHand() const;
    [[nodiscard]] bool mayBeRefusedForItsAge() const;
    void exchange(const Secret& subject);
    void exchanged(Result<AudienceToken> answer);
    void failed(Error error);
    void endSession(Error error);
    void finish(const Result<Token>& answer);
    void audit(audit::Kind kind, std::optional<Error> error = std::nullopt) const;

    Ports m_ports;
    std::optional<TokenRecord> m_record;
    oidc::IdTokenClaims m_claims;
    Token m_base; ///< In hand, for exchanges. Null, or of the record.
    Milliseconds m_baseAt{0}; ///< When it was had; by uptime.
    std::deque<std::unique_ptr<Job>> m_jobs; ///< The first is being worked on.
    bool m_answerLost =
        false; ///< The grant in m_record may be spent: invalid_grant then means that.
    std::optional<Milliseconds> m_busyAt; ///< When the provider last said "later"; by uptime.
    bool m_retried = false; ///< This job has had its one controlled retry.
    Hold m_hold;
    Pending m_saving;
    RenewalTimer m_ahead;
    bool m_isAhead = false; ///< Since renewAhead().
    Pending m_working; ///< Last: dies first.
};

} // namespace lanyard::session
