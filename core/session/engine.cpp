// SPDX-License-Identifier: MIT
#include "core/session/engine.h"

#include "core/base/match.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// Before the idle limit. A short limit has a shorter one, or somebody at work would be warned too.
constexpr Milliseconds longestWarning = std::chrono::minutes{2};

} // namespace

Engine::Engine(Edges edges, policy::Policy policy, identity::RoleRules rules)
    : m_edges(std::move(edges))
    , m_policy(std::move(policy))
    , m_rules(std::move(rules))
{
    openLine();
}

Engine::~Engine() = default;

Pending Engine::signIn(Requester by, SignInCompletion done)
{
    endWhatIsOver();
    if (limitsOf(m_state) != nullptr)
        return m_edges.clock.after(
            Milliseconds{0}, [answer = checkServing(), done = std::move(done)] { done(answer); });
    auto recorded = isSigningIn(m_state) ? Result<>() : recordRequest(by);
    if (!recorded && std::holds_alternative<Resuming>(m_state)) // Which goes on.
        return m_edges.clock.after(
            Milliseconds{0}, [recorded, done = std::move(done)] { done(recorded); });
    m_isSuperseded = m_isLooking;
    auto pending = m_signIns.add(std::move(done));
    if (!isSigningIn(m_state)) {
        handle(SignIn{m_policy.signInTimeout});
        if (!recorded) // Rule 9. The person, too, is told why.
            handle(Failed{std::move(recorded).error()});
    }
    return pending;
}

void Engine::cancelSignIn()
{
    handle(Cancel{});
}

void Engine::openPageAgain()
{
    if (m_leg && m_snapshot.waitingForBrowser)
        openBrowser();
}

QUrl Engine::signInLink() const
{
    return m_leg && m_snapshot.waitingForBrowser ? m_leg->link() : QUrl();
}

void Engine::signOut(Requester by, SignOutCompletion done)
{
    if (done)
        m_signOuts.push_back(std::move(done));
    m_isSuperseded = m_isLooking;
    handle(SignOut{}, std::move(by));
    if (m_signOuts.empty())
        return;
    m_answering = m_edges.clock.after(Milliseconds{0}, [this] { // Nothing was there to be erased.
        for (const auto& call : std::exchange(m_signOuts, {}))
            call({});
    });
}

void Engine::handle(Event event, Requester by)
{
    m_events.push_back({std::move(event), std::move(by)});
    if (m_handling)
        return;
    m_handling = true;
    bool isNew = false;
    while (!m_events.empty()) {
        const Incoming next = std::move(m_events.front());
        m_events.pop_front();
        const State before = m_state;
        const Snapshot was = m_snapshot;
        Step taken = step(m_state, next.event, Moment::of(m_edges.clock));
        m_state = std::move(taken.next);
        publish();
        if (was.context && was.context->emergency && !m_snapshot.context)
            recordEmergencyEnd(was, "session", next.by);
        recordTransition(before, was, next.by);
        isNew = isNew || before.index() != m_state.index()
            || was.idleEndsAt != m_snapshot.idleEndsAt
            || was.nothingOpened != m_snapshot.nothingOpened || was.errand != m_snapshot.errand
            || was.waitingForBrowser != m_snapshot.waitingForBrowser;
        for (const Command& command : taken.commands)
            perform(command);
        if (m_snapshot.phase != Phase::SignedIn) // Nothing outlasts what it is beside.
            endElevations(whyNotServed());
        m_idTokenHint = {}; // Only EndAtProvider, in the same step, has a use for it.
    }
    m_handling = false;
    if (isNew)
        Q_EMIT changed();
    answerSignIns();
    answerErrands();
}

void Engine::perform(const Command& command)
{
    std::visit(Match{
                   [this](const Resume&) { resume(); },
                   [this](const Prepare&) { prepare(); },
                   [this](const OpenBrowser&) { openBrowser(); },
                   [this](const ExchangeCode&) { exchangeCode(); },
                   [this](const Abandon&) { abandon(); },
                   [this](const DropErrand& drop) { dropErrand(drop.why); },
                   [this](const StopServing&) { stopServing(); },
                   [this](const Erase&) { erase(); },
                   [this](const EndAtProvider&) { endAtProvider(); },
                   [this](const WakeAt& wake) {
                       const auto left = wake.when.left(Moment::of(m_edges.clock));
                       // At most a minute: a wall clock that is set forward is noticed.
                       m_waking = m_edges.clock.after(
                           std::min<Milliseconds>(left, std::chrono::minutes{1}),
                           [this] { handle(Due{}); });
                   },
               },
        command);
}

/// The snapshot follows the state; whose session it is stays until the state says that nobody is.
void Engine::publish()
{
    Snapshot& shown = m_snapshot;
    shown.waitingForBrowser = shown.nothingOpened = false;
    shown.reason.reset();
    shown.errand.reset();
    shown.errandFor.clear();
    std::visit(Match{
                   [&](const SignedOut& state) {
                       shown = Snapshot{};
                       shown.reason = state.reason;
                   },
                   [&](const Ended& state) {
                       shown = Snapshot{};
                       shown.phase = Phase::Ended;
                       shown.reason = state.reason;
                   },
                   [&](const InBrowser& state) {
                       shown.phase = Phase::SigningIn;
                       shown.waitingForBrowser = true;
                       shown.nothingOpened = state.nothingOpened;
                   },
                   [&](const SignedIn& state) {
                       shown.phase = Phase::SignedIn;
                       if (!state.errand)
                           return;
                       shown.errand = state.errand->purpose;
                       shown.errandFor = m_errand ? m_errand->elevation.app : QByteArray();
                       shown.waitingForBrowser = state.errand->stage == Stage::InBrowser;
                       shown.nothingOpened = state.errand->nothingOpened;
                   },
                   [&](const Paused&) { shown.phase = Phase::Paused; },
                   [&](const auto&) { shown.phase = Phase::SigningIn; },
               },
        m_state);
    if (const auto* const limits = limitsOf(m_state)) {
        shown.idleEndsAt = limits->idle.wall;
        shown.idleWarnsAt = limits->idle.wall - std::min(longestWarning, limits->idleLimit / 5);
        shown.absoluteEndsAt = limits->absolute.wall;
    }
}

void Engine::answerSignIns()
{
    if (m_signIns.isEmpty() || m_snapshot.phase == Phase::SigningIn)
        return;
    if (limitsOf(m_state) != nullptr)
        m_signIns.answer({});
    else
        m_signIns.answer(tl::unexpected<Error>(m_snapshot.reason.value_or(
            fail(Fault::Cancelled, "session.sign_in_cancelled", u"the person cancelled"_s)
                .value())));
}

} // namespace lanyard::session
