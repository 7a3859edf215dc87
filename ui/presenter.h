// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/session/session.h"
#include "ui/tray_view.h"

#include <QObject>

namespace lanyard::ui {

/// Keeps the one View that the tray and the window show, and carries out what is chosen there.
/// Main thread only. Session, Health and Clock outlive it.
class Presenter : public QObject
{
    Q_OBJECT

public:
    struct Sources {
        session::Session& session;
        Health& health;
        Clock& clock;
    };

    Presenter(const Sources& sources, Environment environment);

    [[nodiscard]] const View& view() const { return m_view; }

    /// What a button, a menu entry or a key asks for. Cancelling and signing out are ignored in the
    /// first moments of a phase: the second half of a double click on "Sign in" is not a wish.
    void act(Action action);

    /// Asks for another of the person's roles. What came of it shows in the view.
    void chooseRole(const QByteArray& id);

    /// Confirms who the person is for `app`, or ends that. What came of it shows in the view.
    void chooseStepUp(const QByteArray& app);

    /// Begins emergency access. Empty, or why it could not be, in words for the person.
    [[nodiscard]] QString startEmergency(
        const QByteArray& permission, const QByteArray& reasonCode, const QString& reason);

    /// Programs that policy lets ask for a step-up.
    void setStepUpApps(QByteArrayList apps);

    /// Policy has changed which environment is in use.
    void setEnvironment(Environment environment);

    static constexpr Milliseconds settling{800};

Q_SIGNALS:
    /// view() is different now.
    void viewChanged();
    /// Show the window, in front.
    void showRequested();
    /// Ask the person what View::emergency says.
    void emergencyRequested();
    /// The sign-in link is on the clipboard.
    void linkCopied();
    void quitRequested();

private:
    void refresh();
    void copyLink();
    void startWaiting();
    void signInAgain();
    void finished(session::Purpose purpose, const Result<>& answer);

    session::Session& m_session;
    Health& m_health;
    Clock& m_clock;
    Environment m_environment;
    View m_view;
    session::Phase m_phase = session::Phase::SignedOut;
    Milliseconds m_phaseSince; ///< Uptime.
    Pending m_tick; ///< Times on the card move on.
    Pending m_signIn;
    Pending m_errand;
    std::optional<Failure> m_failure; ///< Until the next try, or another context.
    QByteArrayList m_stepUpApps;
    QByteArray m_contextId;
};

} // namespace lanyard::ui
