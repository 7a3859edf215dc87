// SPDX-License-Identifier: MIT
#pragma once

/// The signed-in person, as the tray and the broker see them.
///
/// Main thread only. Two implementations: Engine (engine.h) and the tests' FakeSession.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/identity/context.h"
#include "core/policy/emergency_rules.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace lanyard::session {

enum class Phase : std::uint8_t {
    SignedOut, ///< Nobody, and nothing to explain.
    SigningIn, ///< A browser is open, or its answer is being checked.
    SignedIn,
    Paused, ///< Somebody, but nothing is served: desktop locked or disconnected.
    Ended, ///< Nobody any more; Snapshot::reason says why.
};

/// What the person is at the provider for while somebody is signed in.
enum class Purpose : std::uint8_t { RoleSwitch, StepUp, SignInAgain };

/// What a step-up gives one program, for a short time and in one context, beside the session.
struct Elevation {
    QByteArray app; ///< Name in apps.json.
    QByteArray acr; ///< The class that was asked for.
    int level = 0; ///< The authentication assurance level there was.
    QByteArrayList permissions; ///< Those of identity::Context::stepUps that it is enough for.
    Instant authenticatedAt;
    Instant endsAt;

    friend bool operator==(const Elevation&, const Elevation&) = default;
};

/// Everything that may be shown or told. No tokens.
struct Snapshot {
    Phase phase = Phase::SignedOut;
    std::optional<Error> reason; ///< Why it ended, or why the last sign-in failed.
    QByteArray sessionId; ///< Empty unless somebody is signed in.
    std::shared_ptr<const identity::Context> context; ///< Null unless SignedIn or Paused.
    Instant signedInAt;
    Instant idleEndsAt; ///< As things stand; moves with activity.
    Instant idleWarnsAt; ///< From then on the person is told that it comes.
    Instant absoluteEndsAt;
    Instant
        tokensEndAt; ///< From then on nothing new is had without a sign-in; zero: it is renewed.
    std::optional<Purpose> errand; ///< SignedIn, and the browser is asked for something more.
    QByteArray errandFor; ///< The program it is a step-up for.
    std::vector<Elevation> elevations; ///< In force; one an app at most.
    bool waitingForBrowser = false; ///< SigningIn or an errand, and the person has to act.
    bool nothingOpened = false; ///< The same, and no browser started: show the link.

    [[nodiscard]] audit::Subject subject() const;
    [[nodiscard]] QByteArray contextId() const; ///< Empty without a context.
    [[nodiscard]] const Elevation* elevationOf(const QByteArray& app) const; ///< Or null.
};

struct TokenRequest {
    QByteArray audience;
    QByteArray scope; ///< Empty: all that policy gives the audience.
    std::chrono::seconds minValid{60};
    QByteArray acr; ///< Empty, or one the session must have been authenticated with.
    std::optional<std::chrono::seconds> maxAge; ///< Since authentication.
    QByteArray contextId; ///< Empty, or the context the caller believes in.
    QByteArray app; ///< Whose elevation counts, where the session is not enough.
};

struct TokenGrant {
    std::shared_ptr<const Secret> accessToken;
    QByteArray tokenType; ///< "Bearer".
    Instant expiresAt;
    QByteArray scope;
    QByteArray contextId;
};

struct RoleChoice {
    QByteArray roleId; ///< identity::Role::id.
    QByteArray contextId; ///< Empty, or the context the caller believes in.
    bool mayAsk = false; ///< The browser may open for it.
};

/// At least one of `acr` and `permission`.
struct ElevationChoice {
    QByteArray app; ///< For whom; name in apps.json.
    QByteArray acr; ///< Empty: what `permission` takes.
    QByteArray permission; ///< Empty, or one of identity::Context::stepUps.
    std::optional<std::chrono::seconds>
        maxAge; ///< An elevation in force that is older will not do.
    QByteArray contextId; ///< Empty, or the context the caller believes in.

    friend bool operator==(const ElevationChoice&, const ElevationChoice&) = default;
};

struct EmergencyRequest {
    QByteArray permission;
    QByteArray reasonCode;
    QString reason; ///< In the person's words, one line: into the audit file and nowhere else.
    QByteArray contextId{}; ///< Empty, or the context the caller believes in.

    static constexpr qsizetype shortestReason = 10; ///< Characters, blanks around them left out.
    static constexpr qsizetype longestReason = 500;
};

/// What the person in the context in force may choose from in an emergency.
struct EmergencyOffer {
    QByteArrayList permissions; ///< None: there is no emergency to be had.
    QList<policy::EmergencyReason> reasons;
    std::chrono::minutes duration{0};
};

/// Who wants a sign-in or a sign-out; empty for the person at the window.
struct Requester {
    QByteArray app{}; ///< Name in apps.json.
    QByteArray correlationId{}; ///< As audit::Event has it.
};

/// Error codes that callers decide by, beside those of net and oidc:
///   "session.signed_out"            nobody is signed in
///   "session.paused"
///   "session.context_changed"       TokenRequest::contextId is not the one in force
///   "session.audience_unknown"      policy does not map the audience
///   "session.interaction_required"  only a sign-in can give this (no refresh token)
///   "session.elevation_required"    only a step-up can give this (acr, max_age)
///   "session.another_person"        a re-authentication returned another iss or sub
///   "session.errand_busy"           the browser is open for something else
///   "session.errand_cancelled", "session.errand_timed_out"
///                                   the session goes on as it was
///   "session.another_role"          a step-up came back under another role
///   "identity.role_unknown"         not one of this person's roles
///   "identity.permission_missing"   not one that a step-up would give
///   "emergency.off"                 policy allows none, or roles.json gives this role nothing in one
///   "emergency.permission"          not one that this role may have in an emergency
///   "emergency.not_needed"          the role holds the permission anyway
///   "emergency.reason_code", "emergency.reason"
///                                   not one of policy's; too short, too long or not one line
///   "emergency.active"              one is running
class Session : public QObject
{
    Q_OBJECT

public:
    using SignInCompletion = std::function<void(Result<>)>;
    using TokenCompletion = std::function<void(Result<TokenGrant>)>;
    using SignOutCompletion = std::function<void(Result<>)>;
    using RoleCompletion = std::function<void(const Result<>&)>;
    using ElevationCompletion = std::function<void(const Result<>&)>;

    [[nodiscard]] virtual const Snapshot& snapshot() const = 0;

    /// Ends a session whose limit has passed without a timer having noticed: timers stand still
    /// while the computer sleeps. Before anything of snapshot() is served. May emit changed() and
    /// answer those who wait.
    virtual void endWhatIsOver() = 0;

    /// Signs in, or joins the sign-in that is under way: however many call, one browser opens (P21).
    /// Answers at once when somebody is signed in. What cannot be put on record, with `by` where it
    /// is not joined, fails with the error of Trail::record(). Destroying the Pending leaves the sign-in
    /// running for the others; the person cancels it by cancelSignIn().
    virtual Pending signIn(Requester by, SignInCompletion done) = 0;
    /// Signs the same person in once more, beside the session that goes on: where there is no refresh
    /// token, its tokens end long before it. Joined like signIn(); a new context.
    virtual Pending signInAgain(Requester by, SignInCompletion done) = 0;
    /// Ends a sign-in, or an errand; the session beside an errand goes on.
    virtual void cancelSignIn() = 0;

    /// Opens the browser at the page it was given once more: somebody closed it. Nothing unless it is
    /// awaited.
    virtual void openPageAgain() = 0;

    /// The address the browser was given, for a person to copy while it is awaited; otherwise empty.
    [[nodiscard]] virtual QUrl signInLink() const = 0;

    /// Stops serving before it returns; then revokes, erases and opens the provider's logout.
    /// Put on record with `by`. `done` may be empty.
    virtual void signOut(Requester by, SignOutCompletion done) = 0;

    /// A token for `request.audience`, renewed first where need be. Callers of one audience share
    /// one renewal (P26).
    virtual Pending token(TokenRequest request, TokenCompletion done) = 0;

    /// Puts another of the person's roles in force, under a new context: through the provider, or
    /// in the agent alone where policy says so. Whoever asks for the role that is on its way joins;
    /// the role in force is had at once. At the provider the person may choose yet another role:
    /// what is in force afterwards is in snapshot(). Destroying the Pending leaves it under way.
    virtual Pending selectRole(RoleChoice choice, Requester by, RoleCompletion done) = 0;

    /// Has the person authenticate anew for `choice.app`; what that gave is then in snapshot(). An
    /// elevation in force that is enough is had at once; whoever asks for the same joins. The session
    /// and its tokens stay as they are, whatever comes of it. Ends by itself after policy's time, and
    /// with the context or when the computer is left. Destroying the Pending leaves it under way.
    virtual Pending elevate(ElevationChoice choice, Requester by, ElevationCompletion done) = 0;

    /// Ends the elevation of `app`; where there is none, nothing.
    virtual void endElevation(const QByteArray& app, const Requester& by) = 0;

    /// What startEmergency() may be asked for now.
    [[nodiscard]] virtual EmergencyOffer emergencyOffer() const = 0;

    /// Break-glass: puts a context in force that has the permission as its `emergency`, for the time
    /// that policy has. Asks no provider and makes no token. It ends by itself, by endEmergency(), with
    /// the session, and where the role changes; a pause does not stop its time. Not on record, not in
    /// force: fails with the error of Trail::record().
    [[nodiscard]] virtual Result<> startEmergency(
        const EmergencyRequest& request, const Requester& by) = 0;

    /// Nothing where there is none.
    virtual void endEmergency(const Requester& by) = 0;

Q_SIGNALS:
    /// snapshot() is different now.
    void changed();
};

} // namespace lanyard::session
