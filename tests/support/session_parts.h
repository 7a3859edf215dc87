// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/ending.h"
#include "core/session/renewal.h"
#include "core/session/resumption.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_secret_store.h"
#include "tests/support/recording_trail.h"
#include "tests/support/session_provider.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace lanyard::session::test {

using namespace lanyard::test;

/// The parts of a session that the engine puts together, each by itself.
struct SessionParts {
    static inline const platform::Logon logon{"boot-1", "logon-1", "1000"};

    static policy::Environment environment()
    {
        policy::Environment chosen;
        chosen.issuer = FakeProvider::issuer;
        chosen.clientId = FakeProvider::clientId;
        chosen.scope = "openid";
        return chosen;
    }

    /// A session as it is right after a sign-in: renewal has its record, and it is stored.
    void begin() { begin(record()); }

    void begin(TokenRecord made)
    {
        auto claims = *oidc::readKeptIdToken(made.idToken);
        renewal.begin(std::move(made), std::move(claims));
        saving = renewal.save([] {});
        settle();
    }

    TokenRecord record()
    {
        if (issued.isEmpty())
            issued = http.issue();
        TokenRecord made;
        made.subject = FakeProvider::subject;
        made.sessionId = "session-1";
        made.refreshToken = Secret(issued.value("refresh_token").toString().toLatin1());
        made.idToken = Secret(issued.value("id_token").toString().toLatin1());
        made.signedInAt = made.authenticatedAt = made.lastActivity = clock.now();
        made.absoluteEnd = clock.now() + std::chrono::hours{12};
        made.logon = logon;
        return made;
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

    static session::Want wantFor(const QByteArray& audience)
    {
        session::Want want;
        want.audience = audience;
        want.target.resource = audience;
        return want;
    }

    void ask(const session::Want& want)
    {
        pending.push_back(renewal.request(want, [this](const Result<Renewal::Token>& answer) {
            answers.push_back(answer ? (*answer)->accessToken.view().toByteArray()
                                     : "error " + answer.error().code);
            if (atAnswer)
                atAnswer();
        }));
    }

    /// Asks, waits a little, and says what the answer was.
    QByteArray answerFor(const session::Want& want, Milliseconds within = Milliseconds{0})
    {
        const auto before = answers.size();
        ask(want);
        pass(within);
        return answers.size() > before ? answers.back() : QByteArray("no answer");
    }

    /// The refresh token that another agent would find; "-" for none.
    QByteArray storedToken()
    {
        const auto found = storedRecord();
        return found ? found->refreshToken.view().toByteArray() : QByteArray("-");
    }

    /// What another agent would find.
    std::optional<TokenRecord> storedRecord()
    {
        FakeClock itsClock; // So that it may be asked from inside an answer.
        FaultySecretStore reader(itsClock, disk);
        Health ignored;
        TokenStore other({reader, itsClock, ignored, [](const auto&) { return false; }, {}},
            {FakeProvider::issuer, FakeProvider::clientId, logon});
        std::optional<TokenRecord> found;
        const auto loading = other.load([&](std::vector<TokenRecord> records) {
            if (!records.empty())
                found = std::move(records.front());
        });
        for (int i = 0; i < 50; ++i)
            itsClock.advance(Milliseconds{0});
        return found;
    }

    FakeClock clock;
    SessionProvider http{clock};
    RecordingTrail trail;
    Health health;
    Disk disk = std::make_shared<QMap<QString, QByteArray>>();
    FaultySecretStore credentials{clock, disk};
    QJsonObject issued;
    QByteArrayList over;
    ResumeLimits limits;
    int holds = 0;
    int mostHolds = 0;
    std::optional<Error> lockRefusal;
    std::vector<Error> lost;
    std::vector<QByteArray> answers;
    std::function<void()> atAnswer;
    std::function<void()> atRefresh;

    Provider provider{environment(), http, clock};
    TokenStore store{{credentials,
                         clock,
                         health,
                         [this](const auto& other) { return over.contains(other.logonId); },
                         {}},
        {FakeProvider::issuer, FakeProvider::clientId, logon}};
    Ending ending{provider, store, trail, clock};
    Renewal renewal{{provider,
        store,
        trail,
        clock,
        [this](
            std::function<void(Result<Renewal::Hold>)> done) { return acquire(std::move(done)); },
        [] { return audit::Subject{.sessionId = "session-1"}; },
        [this](Error why) { lost.push_back(std::move(why)); },
        &health,
        [] { return 0.5; },
        [this] {
            if (atRefresh)
                atRefresh();
        }}};
    Resumption resumption{
        {provider, store, renewal, ending, trail, clock, logon, [this] { return limits; }}};

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

    std::vector<Pending> pending;
    Pending saving;
};

} // namespace lanyard::session::test
