// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"

#include <map>
#include <memory>
#include <utility>

namespace lanyard::test {

/// A session that answers when the test says so.
class BrokerSession final : public session::Session
{
public:
    [[nodiscard]] const session::Snapshot& snapshot() const override { return m_now; }

    void endWhatIsOver() override
    {
        if (isOver)
            become(session::Phase::Ended);
    }

    Pending signIn(session::Requester by, SignInCompletion done) override
    {
        ++signIns;
        signInBy = std::move(by);
        return keep(*m_signIns, std::move(done));
    }

    Pending signInAgain(session::Requester by, SignInCompletion done) override
    {
        ++signInsAgain;
        signInBy = std::move(by);
        return keep(*m_signIns, std::move(done));
    }

    void cancelSignIn() override { finishSignIn(fail(Fault::Cancelled, "session.cancelled")); }

    void openPageAgain() override { }

    [[nodiscard]] QUrl signInLink() const override { return {}; }

    void signOut(session::Requester by, SignOutCompletion /*done*/) override
    {
        ++signOuts;
        signOutBy = std::move(by);
        m_now = {};
        Q_EMIT changed();
    }

    Pending selectRole(
        session::RoleChoice choice, session::Requester by, RoleCompletion done) override
    {
        ++roles;
        lastRole = std::move(choice);
        roleBy = std::move(by);
        return keep(*m_roles, std::move(done));
    }

    Pending elevate(
        session::ElevationChoice choice, session::Requester by, ElevationCompletion done) override
    {
        ++elevations;
        lastElevation = std::move(choice);
        elevationBy = std::move(by);
        return keep(*m_elevations, std::move(done));
    }

    void endElevation(const QByteArray& app, const session::Requester& /*by*/) override
    {
        elevationsEnded.append(app);
        m_now.elevations.clear();
        Q_EMIT changed();
    }

    /// `app` is elevated from now on, without having asked.
    void elevateNow(session::Elevation elevation)
    {
        m_now.elevations.push_back(std::move(elevation));
        Q_EMIT changed();
    }

    Pending token(session::TokenRequest request, TokenCompletion done) override
    {
        ++tokens;
        lastRequest = std::move(request);
        return keep(*m_tokens, std::move(done));
    }

    [[nodiscard]] session::EmergencyOffer emergencyOffer() const override { return {}; }

    Result<> startEmergency(
        const session::EmergencyRequest& request, const session::Requester& by) override
    {
        lastEmergency = request;
        emergencyBy = by;
        if (emergencyRefusal)
            return tl::unexpected<Error>(*emergencyRefusal);
        auto context = *m_now.context;
        context.id = "c-emergency";
        context.emergency = identity::Emergency{request.permission,
            request.reasonCode,
            "LY-1111-2222",
            Instant{std::chrono::seconds{1'790'000'000}},
            Instant{std::chrono::seconds{1'790'001'800}}};
        m_now.context = std::make_shared<const identity::Context>(std::move(context));
        Q_EMIT changed();
        return {};
    }

    void endEmergency(const session::Requester& by) override
    {
        ++emergencyEnds;
        emergencyBy = by;
    }

    /// Somebody is signed in, in the context `id`.
    void enter(const QByteArray& id, session::Phase phase = session::Phase::SignedIn)
    {
        auto context = std::make_shared<identity::Context>();
        context->id = id;
        context->person.uid = "555021935107";
        context->person.name = "Dr Ada Ward";
        context->permissions = {"prescribe"};
        identity::Role ward;
        ward.id = "r-ward";
        ward.name = QStringLiteral("Nurse");
        ward.organisation = {"ZZ9", QStringLiteral("EXAMPLE TRUST")};
        identity::Role clinic = ward;
        clinic.id = "r-clinic";
        context->roles = {ward, clinic};
        context->role = ward;
        m_now = {};
        m_now.phase = phase;
        m_now.sessionId = "s-1";
        m_now.context = std::move(context);
        Q_EMIT changed();
    }

    void become(session::Phase phase)
    {
        m_now = {};
        m_now.phase = phase;
        Q_EMIT changed();
    }

    void finishSignIn(const Result<>& result) { finishAll(*m_signIns, result); }

    void finishElevations(const Result<>& result) { finishAll(*m_elevations, result); }

    void finishRoles(const Result<>& result) { finishAll(*m_roles, result); }

    void finishTokens(const Result<session::TokenGrant>& result) { finishAll(*m_tokens, result); }

    [[nodiscard]] session::TokenGrant grant(const QByteArray& scope = "meds.read") const
    {
        session::TokenGrant grant;
        grant.accessToken = std::make_shared<const Secret>("eyJhbGciOi.access-token");
        grant.tokenType = "Bearer";
        grant.expiresAt = Instant{std::chrono::seconds{1'790'000'300}};
        grant.scope = scope;
        grant.contextId = m_now.contextId();
        return grant;
    }

    [[nodiscard]] std::size_t waitingForTokens() const { return m_tokens->size(); }

    [[nodiscard]] std::size_t waitingForSignIn() const { return m_signIns->size(); }

    bool isOver = false; ///< A limit has passed, and no timer has noticed.
    int signIns = 0;
    int signInsAgain = 0;
    int signOuts = 0;
    int tokens = 0;
    int roles = 0;
    int elevations = 0;
    session::ElevationChoice lastElevation;
    session::Requester elevationBy;
    QByteArrayList elevationsEnded;
    std::optional<Error> emergencyRefusal; ///< Of startEmergency().
    int emergencyEnds = 0;
    session::EmergencyRequest lastEmergency;
    session::Requester emergencyBy;
    session::RoleChoice lastRole;
    session::Requester roleBy;
    session::TokenRequest lastRequest;
    session::Requester signInBy; ///< The last to ask.
    session::Requester signOutBy;

private:
    template <class Done>
    using Waiting = std::map<int, Done>;

    template <class Done>
    Pending keep(Waiting<Done>& waiting, Done done)
    {
        const int number = m_next++;
        waiting.emplace(number, std::move(done));
        // The test outlives every caller, so the list does.
        return Pending([&waiting, number] { waiting.erase(number); });
    }

    template <class Done, class Answer>
    void finishAll(Waiting<Done>& waiting, const Answer& answer)
    {
        while (!waiting.empty()) {
            auto one = waiting.extract(waiting.begin());
            one.mapped()(answer);
        }
    }

    session::Snapshot m_now;
    int m_next = 0;
    std::unique_ptr<Waiting<SignInCompletion>> m_signIns =
        std::make_unique<Waiting<SignInCompletion>>();
    std::unique_ptr<Waiting<ElevationCompletion>> m_elevations =
        std::make_unique<Waiting<ElevationCompletion>>();
    std::unique_ptr<Waiting<RoleCompletion>> m_roles = std::make_unique<Waiting<RoleCompletion>>();
    std::unique_ptr<Waiting<TokenCompletion>> m_tokens =
        std::make_unique<Waiting<TokenCompletion>>();
};

} // namespace lanyard::test
