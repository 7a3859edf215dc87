// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/session/engine_line.h"

#include <utility>

/// What the person is sent to the provider for while signed in. The rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// A program that asks again at once after the person's "no" would keep them from working.
constexpr Milliseconds coolDown = std::chrono::seconds{30};

audit::Kind failureOf(Purpose purpose)
{
    switch (purpose) {
    case Purpose::RoleSwitch:
        return audit::Kind::RoleChangeFailed;
    case Purpose::StepUp:
        return audit::Kind::ElevationFailed;
    case Purpose::SignInAgain:
        return audit::Kind::SignInFailed;
    }
    return audit::Kind::SignInFailed;
}

} // namespace

/// One browser at a time.
Result<> Engine::checkNoErrand() const
{
    if (!m_errand)
        return {};
    return fail(
        Fault::ProviderBusy, "session.errand_busy", u"the browser is open for something else"_s);
}

/// Whether a browser may open for `by`: not beside another, nor at once after a "no".
Result<> Engine::checkMayOpen(const Requester& by) const
{
    LY_CHECK(checkNoErrand());
    if (!by.app.isEmpty() && m_errandRefusedAt
        && m_edges.clock.uptime() - *m_errandRefusedAt < coolDown)
        return fail(Fault::Cancelled, "sign_in.cooling_down", u"the person has just said no"_s);
    return {};
}

/// `chosen`: true when there is nothing to wait for, false when the errand in hand brings it.
Pending Engine::answerOrJoin(Result<bool> chosen, Waiters<Result<>>::Completion done)
{
    if (chosen && !*chosen)
        return m_errand->waiters.add(std::move(done));
    Result<> answer;
    if (!chosen)
        answer = tl::unexpected<Error>(std::move(chosen).error());
    return m_edges.clock.after(
        Milliseconds{0}, [answer = std::move(answer), done = std::move(done)] { done(answer); });
}

void Engine::setOut(ErrandInHand errand)
{
    ++m_errandSerial;
    m_errand = std::make_unique<ErrandInHand>(std::move(errand));
    handle(SetOut{m_errand->purpose, m_policy.signInTimeout});
}

/// The session is as it was; whoever waited is told after the machine has gone on.
void Engine::dropErrand(const Error& why)
{
    if (m_nextContext && limitsOf(m_state) != nullptr)
        return; // On record, and about to be in force: whoever waits is told then.
    releaseLeg();
    if (!m_errand)
        return;
    if (m_errand->received)
        discard(*m_errand->received, why);
    recordFailure(why);
    if (why.fault == Fault::Cancelled || why.code == "redirect.access_denied")
        m_errandRefusedAt = m_edges.clock.uptime();
    m_errandsOver.emplace_back(std::move(m_errand), tl::unexpected<Error>(why));
}

void Engine::recordFailure(const Error& why) const
{
    if (m_nextContext)
        return; // It had not failed when the session ended.
    audit::Event event;
    event.kind = failureOf(m_errand->purpose);
    event.subject = m_snapshot.subject();
    const bool isStepUp = m_errand->purpose == Purpose::StepUp;
    event.app = isStepUp ? m_errand->elevation.app : m_errand->by.app;
    event.correlationId = m_errand->by.correlationId;
    event.error = why;
    const QByteArray& askedFor = isStepUp ? m_errand->elevation.acr : m_errand->roleId;
    if (!askedFor.isEmpty())
        event.facts = {{u"asked_for"_s, QString::fromUtf8(askedFor)}};
    write(event);
}

/// Not from inside the machine's step: those who are told may ask for the next thing.
void Engine::answerErrands()
{
    for (auto& [errand, answer] : std::exchange(m_errandsOver, {}))
        errand->waiters.answer(answer);
}

Pending Engine::signInAgain(Requester by, SignInCompletion done)
{
    return answerOrJoin(chooseAgain(by), std::move(done));
}

Result<bool> Engine::chooseAgain(const Requester& by)
{
    LY_CHECK(checkServing());
    if (m_errand && m_errand->purpose == Purpose::SignInAgain)
        return false;
    LY_CHECK(checkMayOpen(by));
    LY_CHECK(recordRequest(by));
    ErrandInHand errand;
    errand.purpose = Purpose::SignInAgain;
    errand.by = by;
    setOut(std::move(errand));
    return m_errand == nullptr;
}

/// Of a session that cannot be renewed.
void Engine::noteEndOfTokens()
{
    const auto& record = m_line->renewal.record();
    m_snapshot.tokensEndAt =
        record && record->refreshToken.isEmpty() ? m_line->renewal.usableUntil() : Instant{};
}

/// The answer is right by itself; now it must fit the session. A new role replaces the session's
/// tokens, only when its turn among the renewals comes; a step-up leaves them alone.
void Engine::acceptErrand(TokenSet tokens)
{
    record(audit::Kind::CodeExchanged);
    m_errand->received = std::move(tokens);
    const bool isStepUp = m_errand->purpose == Purpose::StepUp;
    if (const auto judged = isStepUp ? commitElevation() : judgeErrand(); !judged) {
        handle(Failed{judged.error()});
        return;
    }
    if (isStepUp) {
        returned();
        return;
    }
    m_step =
        m_line->renewal.replace([this, serial = m_errandSerial] { return commitErrand(serial); },
            [this](const Result<>& replaced) { errandReplaced(replaced); });
}

void Engine::returned()
{
    keepLegForItsLastPage();
    m_errandsOver.emplace_back(std::move(m_errand), Result<>());
    handle(Returned{});
}

/// Signing in again is no change of role: where roles are the agent's own, the claims know nothing of
/// the one in force.
void Engine::keepTheRoleChosenHere(identity::Context& context) const
{
    const auto& before = m_snapshot.context->role;
    if (m_policy.environment.roleSelection != policy::RoleSelection::Local || !before)
        return;
    if (auto same = identity::withRole(context, before->id, m_rules, m_edges.clock.now()))
        context = std::move(*same);
}

Result<> Engine::judgeErrand()
{
    const auto& claims = m_errand->received->idToken.claims();
    LY_CHECK(checkSamePerson(claims, *m_snapshot.context));
    const bool wasRenewable = !m_line->renewal.record()->refreshToken.isEmpty();
    if (wasRenewable && m_errand->received->refreshToken.isEmpty())
        return fail(Fault::Misconfigured,
            "session.not_renewable",
            u"the provider gave no refresh token this time"_s);
    LY_CHECK(adopt(claims, m_errand->received->userinfo));
    m_errand->context = std::exchange(m_adopted, std::nullopt);
    keepTheRoleChosenHere(*m_errand->context);
    if (m_errand->purpose == Purpose::RoleSwitch && !m_errand->context->role)
        return fail(
            Fault::AccessDenied, "session.no_role", u"no role was chosen at the provider"_s);
    return {};
}

/// A provider may end the grant before when it gives the next. The session goes on with that one,
/// whose turn comes now; where it does not come, the next renewal ends the session.
void Engine::lost(Error why)
{
    if (why.fault == Fault::GrantRevoked && m_errand && m_errand->received)
        return;
    handle(Lost{std::move(why)});
}

/// What was issued and is not used. Another person's is revoked always; our person's only where that
/// cannot end the session that goes on.
void Engine::discard(const TokenSet& tokens, const Error& why)
{
    const bool isOurs = why.code != "session.another_person";
    if (isOurs && isSameProviderSession(tokens.idToken.claims(), m_line->renewal.claims()))
        return;
    m_line->ending.revoke(Secret(tokens.refreshToken.view()), m_snapshot.subject());
}

} // namespace lanyard::session
