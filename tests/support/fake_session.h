// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"

#include <QList>
#include <QUrl>

#include <memory>
#include <utility>

namespace lanyard::test {

/// A session that does only what it is told.
///
///   session.set({.phase = session::Phase::SignedIn, ...});   announces changed()
///   session.completeSignIn({});                              answers everybody who waits
///   session.completeToken(grant);                            answers the oldest request
///   session.withdrawn()                                      tokens nobody waits for any more
///
/// Completions are called from these functions, so a test decides when the event loop would.
class FakeSession final : public session::Session
{
public:
    struct TokenCall {
        int id = 0;
        session::TokenRequest request;
        TokenCompletion done;
    };

    // What was asked of it.
    int signIns = 0;
    int signInsAgain = 0;
    int cancels = 0;
    int pagesOpened = 0;
    int signOuts = 0;
    QByteArrayList rolesChosen;
    QList<session::ElevationChoice> elevationsAsked;
    QByteArrayList elevationsEnded;
    QList<session::TokenRequest> tokenRequests; ///< All there ever were, in order.

    /// What signInLink() returns.
    QUrl link;

    [[nodiscard]] const session::Snapshot& snapshot() const override { return m_snapshot; }

    void endWhatIsOver() override { }

    Pending signIn(session::Requester /*by*/, SignInCompletion done) override
    {
        ++signIns;
        const int id = m_waiting->next++;
        m_waiting->signIns.append({id, std::move(done)});
        return Pending([id, waiting = std::weak_ptr(m_waiting)] {
            if (const auto alive = waiting.lock())
                alive->signIns.removeIf([id](const auto& call) { return call.first == id; });
        });
    }

    Pending signInAgain(session::Requester by, SignInCompletion done) override
    {
        ++signInsAgain;
        --signIns;
        return signIn(std::move(by), std::move(done));
    }

    void cancelSignIn() override { ++cancels; }

    void openPageAgain() override { ++pagesOpened; }

    [[nodiscard]] QUrl signInLink() const override { return link; }

    void signOut(session::Requester /*by*/, SignOutCompletion done) override
    {
        ++signOuts;
        m_signOut = std::move(done);
    }

    Pending token(session::TokenRequest request, TokenCompletion done) override
    {
        tokenRequests.append(request);
        const int id = m_waiting->next++;
        m_waiting->tokens.append({id, std::move(request), std::move(done)});
        return Pending([id, waiting = std::weak_ptr(m_waiting)] {
            const auto alive = waiting.lock();
            if (alive && alive->tokens.removeIf([id](const auto& c) { return c.id == id; }) > 0)
                ++alive->withdrawn;
        });
    }

    Pending selectRole(
        session::RoleChoice choice, session::Requester /*by*/, RoleCompletion done) override
    {
        rolesChosen.append(choice.roleId);
        const int id = m_waiting->next++;
        m_waiting->roles.append({id, std::move(done)});
        return Pending([id, waiting = std::weak_ptr(m_waiting)] {
            if (const auto alive = waiting.lock())
                alive->roles.removeIf([id](const auto& call) { return call.first == id; });
        });
    }

    Pending elevate(session::ElevationChoice choice,
        session::Requester /*by*/,
        ElevationCompletion done) override
    {
        elevationsAsked.append(std::move(choice));
        const int id = m_waiting->next++;
        m_waiting->elevations.append({id, std::move(done)});
        return Pending([id, waiting = std::weak_ptr(m_waiting)] {
            if (const auto alive = waiting.lock())
                alive->elevations.removeIf([id](const auto& call) { return call.first == id; });
        });
    }

    void endElevation(const QByteArray& app, const session::Requester& /*by*/) override
    {
        elevationsEnded.append(app);
    }

    void completeElevation(const Result<>& result)
    {
        for (const auto& [id, done] : std::exchange(m_waiting->elevations, {}))
            done(result);
    }

    session::EmergencyOffer offer; ///< What emergencyOffer() returns.
    QList<session::EmergencyRequest> emergencies; ///< All there ever were, in order.
    std::optional<Error> emergencyRefusal; ///< Of startEmergency().
    int emergencyEnds = 0;

    [[nodiscard]] session::EmergencyOffer emergencyOffer() const override { return offer; }

    Result<> startEmergency(
        const session::EmergencyRequest& request, const session::Requester& /*by*/) override
    {
        emergencies.append(request);
        if (emergencyRefusal)
            return tl::unexpected<Error>(*emergencyRefusal);
        return {};
    }

    void endEmergency(const session::Requester& /*by*/) override { ++emergencyEnds; }

    void completeRole(const Result<>& result)
    {
        for (const auto& [id, done] : std::exchange(m_waiting->roles, {}))
            done(result);
    }

    void set(session::Snapshot snapshot)
    {
        m_snapshot = std::move(snapshot);
        Q_EMIT changed();
    }

    void completeSignIn(const Result<>& result)
    {
        for (const auto& [id, done] : std::exchange(m_waiting->signIns, {}))
            done(result);
    }

    void completeSignOut(const Result<>& result)
    {
        if (const auto done = std::exchange(m_signOut, nullptr))
            done(result);
    }

    /// Answers the oldest request that is still wanted. False if there is none.
    bool completeToken(Result<session::TokenGrant> result)
    {
        if (m_waiting->tokens.isEmpty())
            return false;
        const TokenCall call = m_waiting->tokens.takeFirst();
        call.done(std::move(result));
        return true;
    }

    [[nodiscard]] const QList<TokenCall>& waitingTokens() const { return m_waiting->tokens; }

    [[nodiscard]] qsizetype waitingSignIns() const { return m_waiting->signIns.size(); }

    [[nodiscard]] int withdrawn() const { return m_waiting->withdrawn; }

private:
    struct Waiting {
        int next = 0;
        int withdrawn = 0;
        QList<std::pair<int, SignInCompletion>> signIns;
        QList<TokenCall> tokens;
        QList<std::pair<int, RoleCompletion>> roles;
        QList<std::pair<int, ElevationCompletion>> elevations;
    };

    session::Snapshot m_snapshot;
    SignOutCompletion m_signOut;
    std::shared_ptr<Waiting> m_waiting = std::make_shared<Waiting>();
};

} // namespace lanyard::test
