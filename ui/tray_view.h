// SPDX-License-Identifier: MIT
#pragma once

/// What the tray and the status window show, decided once and as a value. Pure: no widgets, no
/// clock. Everything that a person reads is here or in wording.h.

#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/session/session.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace lanyard::ui {

/// Where sign-ins go, as policy names it.
struct Environment {
    QString name; ///< "Training"; shown whenever it is not live.
    bool isLive = true;
};

/// One drawing each; they differ by shape as well as by colour.
enum class IconKind : std::uint8_t { SignedOut, SigningIn, SignedIn, Paused, Ended, Emergency };

enum class Action : std::uint8_t {
    SignIn,
    SignInAgain,
    CancelSignIn,
    SignOut,
    OpenPage,
    CopyLink,
    Emergency,
    EndEmergency,
    Show,
    Quit
};

struct Entry {
    Action action = Action::Show;
    QString text; ///< With a mnemonic: "&Sign in".
    bool isDefault = false; ///< The obvious one; exactly one in a menu.
};

struct Line {
    QString label; ///< "Role"
    QString value;
};

struct Card {
    QString state; ///< "Signed in"
    QString headline; ///< Who, or what to know, in a few words.
    QList<Line> lines;
    QString explanation; ///< Why, and what next. May be empty.
    QString reference; ///< Support reference, to be read out. May be empty.
    QString banner; ///< Not live, and which; emergency access, and until when. Mostly empty.
    QString health; ///< The worst condition, and how many more. May be empty.
    QList<Entry> buttons; ///< The default first.
};

/// In a menu to choose one of.
struct Choice {
    QByteArray id;
    QString text; ///< "EXAMPLE TRUST - Nurse"; ampersands doubled.
    bool isCurrent = false;

    friend bool operator==(const Choice&, const Choice&) = default;
};

/// What a person is asked before emergency access.
struct EmergencyForm {
    QString explanation;
    QList<Choice> permissions;
    QList<Choice> reasons; ///< By code.

    friend bool operator==(const EmergencyForm&, const EmergencyForm&) = default;
};

struct View {
    IconKind icon = IconKind::SignedOut;
    bool hasProblem = false; ///< The icon carries a warning sign.
    QString tooltip; ///< At most 127 characters: Windows cuts there.
    QString heading; ///< First line of the menu, not choosable.
    QList<Entry> menu;
    QList<Choice> roles; ///< To choose from now, by organisation; empty: nothing to choose.
    std::optional<EmergencyForm> emergency; ///< Where emergency access can be had now.
    QList<Choice> stepUps; ///< Programs to confirm who one is for; empty: none.
    Card card;
    QString warning; ///< The session is about to end; empty otherwise. Also on the card.
    QString announcement; ///< For screen readers, when it differs from the last.
};

/// From when on a sign-in that waits for the browser gets help text.
inline constexpr std::chrono::seconds patience{30};

/// How long before its longest time is over a session is said to end.
inline constexpr std::chrono::minutes absoluteWarning{5};

/// What the person asked the browser for in vain.
struct Failure {
    session::Purpose purpose = session::Purpose::RoleSwitch;
    Error error;
};

struct Situation {
    const session::Snapshot& snapshot;
    const QList<HealthCondition>& health;
    const Environment& environment;
    Instant now;
    Milliseconds inPhase{0}; ///< How long snapshot.phase has lasted.
    std::optional<Failure> failure{}; ///< The last.
    QByteArrayList stepUpApps{}; ///< Programs that policy lets ask for a step-up.
    session::EmergencyOffer emergencyOffer{};
};

[[nodiscard]] View viewOf(const Situation& situation);

} // namespace lanyard::ui
