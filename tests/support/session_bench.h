// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/engine.h"
#include "core/session/owed.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_secret_store.h"
#include "tests/support/recording_trail.h"
#include "tests/support/session_edges.h"
#include "tests/support/session_provider.h"

#include <QUrlQuery>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace lanyard::session::test {

using namespace lanyard::test;

inline const platform::Logon ourLogon{"boot-1", "logon-1", "1000"};

[[nodiscard]] inline policy::Policy usualPolicy()
{
    policy::Policy chosen;
    chosen.environment.name = "test";
    chosen.environment.issuer = FakeProvider::issuer;
    chosen.environment.clientId = FakeProvider::clientId;
    chosen.environment.redirectUris = {"http://127.0.0.1:*/callback"};
    chosen.environment.scope = "openid profile";
    chosen.environment.prompt = "login";
    chosen.environment.audiences = {
        {"records", {policy::AudienceMethod::Resource, {}, "records.read records.write"}},
        {"labs", {policy::AudienceMethod::Scope, {}, "labs.read"}},
        {"pacs", {policy::AudienceMethod::Exchange, "urn:pacs", "pacs.view"}}};
    return chosen;
}

/// One agent's session: an engine among fakes that outlive it, so that it can be started again.
class SessionBench
{
public:
    explicit SessionBench(policy::Policy chosen = usualPolicy())
        : policy(std::move(chosen))
    {
        health = std::make_unique<Health>();
        start();
    }

    // The agent ---------------------------------------------------------------------------------

    /// Builds the engine anew, as the next agent in the same boot would.
    void rebuild()
    {
        engine.reset();
        credentials.emplace(clock, disk);
        engine.emplace(edges(), policy, rules);
    }

    void start()
    {
        rebuild();
        engine->start();
        settle();
    }

    [[nodiscard]] Edges edges()
    {
        return {clock,
            http,
            browser,
            trail,
            keyboard,
            {*credentials,
                clock,
                *health,
                [this](const auto& other) { return over.contains(other.logonId); },
                {}},
            [this](const QByteArrayList& uris) { return listen(uris); },
            [this](std::function<void(Result<Renewal::Hold>)> done) {
                return acquire(std::move(done));
            },
            logon,
            [this] {
                ++locks;
                return canLock;
            },
            [this] { return chance; }};
    }

    void settle()
    {
        for (int i = 0; i < 200; ++i)
            clock.advance(Milliseconds{0});
    }

    void pass(Milliseconds time)
    {
        clock.advance(time);
        settle();
    }

    // The person --------------------------------------------------------------------------------

    /// Presses "Sign in", or is a program that asks for it. The Pending is kept.
    void askToSignIn(Requester by = {})
    {
        m_pending.push_back(engine->signIn(
            std::move(by), [this](Result<> answer) { signIns.push_back(std::move(answer)); }));
        settle();
    }

    /// The browser comes back with a code, or with `query`.
    bool comeBack()
    {
        const QUrl url = browser.opened.value(browser.opened.size() - 1);
        http.authenticate(url);
        return comeBackWith("code=code-1&state=" + stateOf(url));
    }

    bool comeBackWith(const QByteArray& query)
    {
        const bool counted = port->redirect(clock, query);
        settle();
        return counted;
    }

    [[nodiscard]] static QByteArray stateOf(const QUrl& url)
    {
        return QUrlQuery(url).queryItemValue(QStringLiteral("state")).toLatin1();
    }

    /// All the way in.
    void signIn()
    {
        askToSignIn();
        comeBack();
    }

    void signOut(Requester by = {})
    {
        engine->signOut(
            std::move(by), [this](Result<> answer) { signOuts.push_back(std::move(answer)); });
    }

    // The apps ----------------------------------------------------------------------------------

    using TokenAnswers = std::vector<Result<TokenGrant>>;

    void askForToken(TokenRequest request)
    {
        m_pending.push_back(engine->token(std::move(request),
            [this](Result<TokenGrant> answer) { tokens.push_back(std::move(answer)); }));
    }

    void askForToken(const QByteArray& audience)
    {
        TokenRequest request;
        request.audience = audience;
        askForToken(std::move(request));
    }

    /// Asks, waits, and says what the answer was.
    Result<TokenGrant> token(TokenRequest request)
    {
        const auto before = tokens.size();
        askForToken(std::move(request));
        settle();
        if (tokens.size() == before)
            return fail(Fault::TimedOut, "test.no_answer");
        return std::move(tokens.back());
    }

    Result<TokenGrant> token(const QByteArray& audience = "records")
    {
        TokenRequest request;
        request.audience = audience;
        return token(std::move(request));
    }

    [[nodiscard]] static QByteArray textOf(const Result<TokenGrant>& grant)
    {
        return grant ? grant->accessToken->view().toByteArray() : "error " + grant.error().code;
    }

    // What can be seen --------------------------------------------------------------------------

    [[nodiscard]] Phase phase() const { return engine->snapshot().phase; }

    [[nodiscard]] QByteArray reason() const
    {
        const auto& why = engine->snapshot().reason;
        return why ? why->code : QByteArray();
    }

    [[nodiscard]] bool isUnwell(const QByteArray& code) const
    {
        const auto conditions = health->conditions();
        return std::ranges::any_of(
            conditions, [&code](const auto& condition) { return condition.code == code; });
    }

    /// The records that a later agent of `who` would find.
    [[nodiscard]] std::vector<TokenRecord> stored(const platform::Logon& who = ourLogon)
    {
        FaultySecretStore reader(clock, disk);
        Health ignored;
        TokenStore store({reader, clock, ignored, [](const auto&) { return false; }, {}},
            {policy.environment.issuer, policy.environment.clientId, who});
        std::vector<TokenRecord> found;
        const auto pending =
            store.load([&](std::vector<TokenRecord> records) { found = std::move(records); });
        settle();
        return found;
    }

    /// The refresh tokens that a later agent would only revoke.
    [[nodiscard]] QByteArrayList owed()
    {
        QByteArrayList found;
        for (const TokenRecord& record : stored()) {
            if (isOwed(record.logon))
                found.append(record.refreshToken.view().toByteArray());
        }
        return found;
    }

    /// The refresh token that a later agent would go on with; "-" for none.
    [[nodiscard]] QByteArray storedToken(const platform::Logon& who = ourLogon)
    {
        auto found = stored(who);
        std::erase_if(found, [](const auto& record) { return isOwed(record.logon); });
        return found.empty() ? QByteArray("-") : found.front().refreshToken.view().toByteArray();
    }

    FakeClock clock;
    SessionProvider http{clock};
    SessionBrowser browser{clock};
    SessionKeyboard keyboard{clock};
    RecordingTrail trail;
    Disk disk = std::make_shared<QMap<QString, QByteArray>>();
    std::optional<FaultySecretStore> credentials;
    std::unique_ptr<Health> health;
    std::shared_ptr<SessionPort> port = std::make_shared<SessionPort>();
    QByteArrayList over; ///< Logons that have ended.
    platform::Logon logon = ourLogon;
    policy::Policy policy;
    identity::RoleRules rules;
    bool wasBoundTwice = false; ///< A listener while there was another.
    int locks = 0; ///< How often the desktop was to be locked.
    bool canLock = true;
    double chance = 0.5; ///< Of the moments of renewals ahead of time.
    int holds = 0; ///< Of the renewal lock, now.
    int mostHolds = 0;
    std::optional<Error> lockRefusal;

    std::vector<Result<>> signIns;
    std::vector<Result<>> signOuts;
    TokenAnswers tokens;

    std::optional<Engine> engine;

private:
    Result<std::unique_ptr<net::LoopbackListener>> listen(const QByteArrayList& uris)
    {
        port->binds += 1;
        wasBoundTwice = wasBoundTwice || port->isBound;
        port->uris = uris;
        if (port->refusal)
            return tl::unexpected<Error>(*port->refusal);
        return std::unique_ptr<net::LoopbackListener>(std::make_unique<SessionListener>(port));
    }

    Pending acquire(std::function<void(Result<Renewal::Hold>)> done)
    {
        return clock.after(Milliseconds{0}, [this, done = std::move(done)] {
            if (lockRefusal) {
                done(tl::unexpected<Error>(*lockRefusal));
                return;
            }
            mostHolds = std::max(mostHolds, ++holds);
            done(Renewal::Hold(&holds, [](int* count) { *count -= 1; }));
        });
    }

    std::vector<Pending> m_pending;
};

} // namespace lanyard::session::test
