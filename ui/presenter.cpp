// SPDX-License-Identifier: MIT
#include "ui/presenter.h"

#include "ui/wording.h"

#include <QClipboard>
#include <QGuiApplication>

#include <utility>

namespace lanyard::ui {

using session::Phase;

namespace {

constexpr Milliseconds betweenTicks = std::chrono::seconds{15};

} // namespace

Presenter::Presenter(const Sources& sources, Environment environment)
    : m_session(sources.session)
    , m_health(sources.health)
    , m_clock(sources.clock)
    , m_environment(std::move(environment))
    , m_phase(m_session.snapshot().phase)
    , m_phaseSince(m_clock.uptime() - settling) // What was there before us has settled.
{
    connect(&m_session, &session::Session::changed, this, &Presenter::refresh);
    connect(&m_health, &Health::changed, this, &Presenter::refresh);
    refresh();
}

void Presenter::setEnvironment(Environment environment)
{
    m_environment = std::move(environment);
    refresh();
}

void Presenter::refresh()
{
    const auto& snapshot = m_session.snapshot();
    if (snapshot.phase != m_phase) {
        m_phase = snapshot.phase;
        m_phaseSince = m_clock.uptime();
    }
    if (std::exchange(m_contextId, snapshot.contextId()) != m_contextId)
        m_failure.reset();
    m_view = viewOf({snapshot,
        m_health.conditions(),
        m_environment,
        m_clock.now(),
        m_clock.uptime() - m_phaseSince,
        m_failure,
        m_stepUpApps,
        m_session.emergencyOffer()});
    const bool isTimed = m_phase != Phase::SignedOut && m_phase != Phase::Ended;
    m_tick = isTimed ? m_clock.after(betweenTicks, [this] { refresh(); }) : Pending();
    Q_EMIT viewChanged();
}

void Presenter::act(Action action)
{
    const bool isSettled = m_clock.uptime() - m_phaseSince >= settling;
    switch (action) {
    case Action::SignIn:
        startWaiting();
        return;
    case Action::SignInAgain:
        signInAgain();
        return;
    case Action::CancelSignIn:
        if (isSettled)
            m_session.cancelSignIn();
        return;
    case Action::SignOut:
        if (isSettled)
            m_session.signOut({}, {});
        return;
    case Action::OpenPage:
        m_session.openPageAgain();
        return;
    case Action::CopyLink:
        copyLink();
        return;
    case Action::Emergency:
        if (m_view.emergency)
            Q_EMIT emergencyRequested();
        return;
    case Action::EndEmergency:
        m_session.endEmergency({});
        return;
    case Action::Show:
        Q_EMIT showRequested();
        return;
    case Action::Quit:
        Q_EMIT quitRequested();
        return;
    }
}

void Presenter::chooseRole(const QByteArray& id)
{
    m_failure.reset();
    m_errand = m_session.selectRole({id, {}, true}, {}, [this](const Result<>& answer) {
        finished(session::Purpose::RoleSwitch, answer);
    });
}

void Presenter::signInAgain()
{
    m_failure.reset();
    m_errand = m_session.signInAgain(
        {}, [this](const Result<>& answer) { finished(session::Purpose::SignInAgain, answer); });
}

void Presenter::chooseStepUp(const QByteArray& app)
{
    m_failure.reset();
    if (m_session.snapshot().elevationOf(app) != nullptr) {
        m_session.endElevation(app, {});
        return;
    }
    session::ElevationChoice choice;
    choice.app = app;
    m_errand = m_session.elevate(
        choice, {}, [this](const Result<>& answer) { finished(session::Purpose::StepUp, answer); });
}

QString Presenter::startEmergency(
    const QByteArray& permission, const QByteArray& reasonCode, const QString& reason)
{
    const auto started =
        m_session.startEmergency({permission, reasonCode, reason, m_contextId}, {});
    if (!started)
        return sentenceOf(wordingFor(started.error()));
    Q_EMIT showRequested();
    return {};
}

void Presenter::finished(session::Purpose purpose, const Result<>& answer)
{
    if (answer || answer.error().fault == Fault::Cancelled)
        return; // They know.
    m_failure = Failure{purpose, answer.error()};
    refresh();
    Q_EMIT showRequested();
}

void Presenter::setStepUpApps(QByteArrayList apps)
{
    m_stepUpApps = std::move(apps);
    refresh();
}

void Presenter::startWaiting()
{
    // The outcome shows in the snapshot; the Pending is kept so that nobody else's dies with it.
    m_signIn = m_session.signIn({}, [](const Result<>&) {});
}

void Presenter::copyLink()
{
    const QUrl link = m_session.signInLink();
    if (link.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(link.toString(QUrl::FullyEncoded));
    Q_EMIT linkCopied();
}

} // namespace lanyard::ui
