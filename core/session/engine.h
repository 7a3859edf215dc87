// SPDX-License-Identifier: MIT
#pragma once

/// The session: performs what the machine decides and feeds back what happened.
///
/// Main thread only.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/waiters.h"
#include "core/identity/role_rules.h"
#include "core/net/http_client.h"
#include "core/platform/activity.h"
#include "core/platform/browser.h"
#include "core/platform/desktop_event.h"
#include "core/policy/policy.h"
#include "core/session/browser_leg.h"
#include "core/session/claims_watch.h"
#include "core/session/context_change.h"
#include "core/session/elevated_grant.h"
#include "core/session/ending.h"
#include "core/session/errand.h"
#include "core/session/event_quota.h"
#include "core/session/machine.h"
#include "core/session/presence.h"
#include "core/session/renewal.h"
#include "core/session/resumption.h"
#include "core/session/session.h"
#include "core/session/token_request.h"
#include "core/session/token_store.h"
#include "core/session/token_vault.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace lanyard::session {

/// What the engine works with. All of it outlives the engine.
struct Edges {
    Clock& clock;
    net::HttpClient& http;
    platform::Browser& browser;
    audit::Trail& trail;
    const platform::Activity& activity;
    TokenStore::Ports store;
    BrowserLeg::Listen listen;
    Renewal::Acquire acquire;
    platform::Logon logon;
    std::function<bool()> lockDesktop; ///< platform::lockDesktop().
    std::function<double()> chance; ///< randomShare().
};

class Engine final : public Session
{
    Q_OBJECT

public:
    Engine(Edges edges, policy::Policy policy, identity::RoleRules rules);
    ~Engine() override;
    Q_DISABLE_COPY_MOVE(Engine)

    /// Looks for a stored session, and resumes it or erases it (design.md §6.4). Call once.
    void start();

    /// A session that ended is still being revoked at the provider or erased from the store.
    [[nodiscard]] bool isEnding() const;

    /// Stores the time of the last input, so that a restart knows it. Call before the end.
    void rememberActivity();

    /// Something happened to the login session. Puts it on record, within EventQuota; remembers the
    /// last input where the computer may be left alone now, and does what policy says; where it comes
    /// back, looks at every limit and asks the provider again for what waits for it.
    void desktopEvent(platform::DesktopEvent event);

    /// Applies live. Another issuer or client ends the session: it was not made for this one.
    void setPolicy(policy::Policy policy);

    /// Applies live: the permissions in force are decided anew.
    void setRoleRules(identity::RoleRules rules);

    [[nodiscard]] const Snapshot& snapshot() const override { return m_snapshot; }

    void endWhatIsOver() override;
    Pending signIn(Requester by, SignInCompletion done) override;
    Pending signInAgain(Requester by, SignInCompletion done) override;
    void cancelSignIn() override;
    void openPageAgain() override;
    [[nodiscard]] QUrl signInLink() const override;
    void signOut(Requester by, SignOutCompletion done) override;
    Pending token(TokenRequest request, TokenCompletion done) override;
    Pending selectRole(RoleChoice choice, Requester by, RoleCompletion done) override;
    Pending elevate(ElevationChoice choice, Requester by, ElevationCompletion done) override;
    void endElevation(const QByteArray& app, const Requester& by) override;
    [[nodiscard]] EmergencyOffer emergencyOffer() const override;
    [[nodiscard]] Result<> startEmergency(
        const EmergencyRequest& request, const Requester& by) override;
    void endEmergency(const Requester& by) override;

private:
    struct Incoming {
        Event event;
        Requester by;
    };

    /// A request that may be served, and what was in force when it came.
    struct Asked {
        TokenRequest request;
        Want want;
        QByteArray contextId;
        int policyVersion;
        bool isElevated = false;
        std::weak_ptr<ElevatedGrant> elevated{}; ///< What it is had from; may end while it waits.
    };

    struct Line; ///< All that is bound to one issuer and client.

    void handle(Event event, Requester by = {});
    void perform(const Command& command);
    void publish();
    void answerSignIns();
    void recordTransition(const State& before, const Snapshot& was, const Requester& by) const;

    void looked(Line& line, bool found);
    void prepare();
    void tryToPrepare();
    void prepared(Result<> outcome);
    [[nodiscard]] Result<> bindLeg();
    void openBrowser();
    void redirected(Result<Secret> code);
    void exchangeCode();
    void abandon();
    void releaseLeg();
    void keepLegForItsLastPage();

    void resume();
    void accept(TokenSet tokens);
    void grant(audit::Kind kind, const TokenRecord& record);
    [[nodiscard]] Result<> adopt(const oidc::IdTokenClaims& claims, const QJsonObject& userinfo);
    [[nodiscard]] Limits limitsFor(
        const TokenRecord& record, const identity::SessionLimits& cohort) const;
    void reviewLimits();
    void claimsRead(const ClaimsRead& read);
    void changeContext(identity::Context next, const QByteArray& because);
    void reviewNextAt(std::optional<Instant> when);
    [[nodiscard]] Result<> recordChange(const identity::Context& next,
        const ContextChange& change,
        const QByteArray& because) const;
    void reviewLevels();

    [[nodiscard]] Result<> checkNoErrand() const;
    [[nodiscard]] Result<> checkMayOpen(const Requester& by) const;
    [[nodiscard]] Pending answerOrJoin(Result<bool> chosen, Waiters<Result<>>::Completion done);
    void setOut(ErrandInHand errand);
    void dropErrand(const Error& why);
    void recordFailure(const Error& why) const;
    void acceptErrand(TokenSet tokens);
    void returned();
    [[nodiscard]] Result<> judgeErrand();
    void keepTheRoleChosenHere(identity::Context& context) const;
    [[nodiscard]] Result<bool> chooseAgain(const Requester& by);
    [[nodiscard]] Result<Renewal::Replacement> commitErrand(int serial);
    void errandReplaced(const Result<>& replaced);
    void noteEndOfTokens();
    void discard(const TokenSet& tokens, const Error& why);
    void lost(Error why);
    void answerErrands();
    [[nodiscard]] Result<bool> chooseRole(const RoleChoice& choice, const Requester& by);
    [[nodiscard]] Result<> recordRole(
        const identity::Context& context, const Requester& by, const QByteArray& asked) const;
    void putInForce(identity::Context context);

    [[nodiscard]] Result<bool> chooseElevation(ElevationChoice choice, const Requester& by);
    [[nodiscard]] std::shared_ptr<ElevatedGrant> elevatedFor(const QByteArray& app,
        const QByteArray& acr,
        std::optional<std::chrono::seconds> maxAge) const;
    [[nodiscard]] Result<> commitElevation();
    [[nodiscard]] Result<> recordElevation(const Elevation& elevation) const;
    void keepElevated(ElevatedBy by);
    void endElevated(const QByteArray& app, std::optional<Error> why, const Requester& by = {});
    void endElevations(const Error& why);
    void endElevationsThatAreOver();
    void showElevations();

    [[nodiscard]] Result<> beginEmergency(const EmergencyRequest& request, const Requester& by);
    [[nodiscard]] Result<> recordEmergency(const identity::Context& context,
        const EmergencyRequest& request,
        const Requester& by) const;
    void stopEmergency(const char* why, const Requester& by);
    void recordEmergencyEnd(const Snapshot& was, const char* why, const Requester& by);
    void goOnUnder(identity::Context context);
    void watchEmergency();
    void endEmergencyThatIsOver();
    void reviewEmergency();

    void stopServing();
    void erase();
    void endAtProvider();

    void watchActivity();
    void noteActivity();
    void watchReview();
    void review(const QByteArray& because);
    void lookAtTheTime();
    void obey(policy::DesktopAction action, platform::DesktopEvent event);
    void reviewPresence();
    void askAgain();
    void openLine();
    [[nodiscard]] Result<Asked> admit(TokenRequest request);
    [[nodiscard]] Result<TokenGrant> grantFor(
        const Asked& asked, const Result<Renewal::Token>& answer);
    [[nodiscard]] Instant endOf(const Asked& asked, Instant expiresAt) const;
    [[nodiscard]] Result<> checkServing();
    [[nodiscard]] Error whyNotServed() const;
    [[nodiscard]] Instant sessionNow() const;
    void record(audit::Kind kind, std::optional<Error> error = {}) const;
    [[nodiscard]] Result<> recordRequest(const Requester& by) const;
    void write(const audit::Event& event) const;

    Edges m_edges;
    policy::Policy m_policy;
    identity::RoleRules m_rules;

    State m_state;
    std::deque<Incoming> m_events;
    bool m_handling = false;
    Snapshot m_snapshot;
    Waiters<Result<>> m_signIns;
    std::vector<SignOutCompletion> m_signOuts;

    std::unique_ptr<Line> m_line;
    std::vector<std::unique_ptr<Line>> m_retired; ///< Lines whose ending is not over.
    TokenVault m_vault;
    Deadline m_emergencyUntil; ///< While Snapshot::context has one.
    Moment m_grantedAt; ///< When the session began here, or went on.
    Secret m_idTokenHint; ///< Of the session that ended last, for the provider's logout.

    std::map<QByteArray, std::shared_ptr<ElevatedGrant>> m_elevated; ///< By app.
    Pending m_elevationEnd;

    std::unique_ptr<BrowserLeg> m_leg;
    Secret m_code;
    Milliseconds m_preparingSince{0}; ///< By uptime.
    std::optional<identity::Context> m_adopted; ///< Checked, and about to be in force.

    std::unique_ptr<ErrandInHand> m_errand;
    int m_errandSerial = 0;
    std::vector<std::pair<std::unique_ptr<ErrandInHand>, Result<>>> m_errandsOver; ///< To be told.
    std::optional<identity::Context> m_nextContext; ///< On record; its tokens are being stored.
    Secret m_replacedToken; ///< Of the record before; still to be revoked, or forgotten.
    std::optional<Milliseconds> m_errandRefusedAt; ///< When the person last said no; by uptime.

    bool m_isLooking = false; ///< Nobody signs in before it is known what is stored.
    bool m_isSuperseded = false; ///< Somebody acted meanwhile: what is found is not resumed.
    int m_policyVersion = 0;

    Pending m_logout;
    Pending m_answering;
    EventQuota m_desktopQuota;
    Presence m_presence;
    Pending m_emergencyEnd;
    Pending m_waking;
    Pending m_watching;
    Pending m_reviewing;
    Pending m_legEnd;
    Pending m_replacing;
    Pending m_step; ///< What the sign-in waits for. Last: dies first.
};

} // namespace lanyard::session
