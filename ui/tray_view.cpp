// SPDX-License-Identifier: MIT
#include "ui/tray_view.h"

#include "ui/emergency_view.h"
#include "ui/errand_view.h"
#include "ui/moment.h"
#include "ui/wording.h"

#include <algorithm>

namespace lanyard::ui {

using namespace Qt::StringLiterals;
using session::Phase;

namespace {

/// Nothing is configured yet where there is no name.
QString nameOf(const Environment& environment)
{
    return environment.name.isEmpty() ? u"No environment"_s : environment.name;
}

constexpr qsizetype maxTooltip = 127;

QString stateOf(Phase phase)
{
    switch (phase) {
    case Phase::SignedOut:
        return u"Signed out"_s;
    case Phase::SigningIn:
        return u"Signing in"_s;
    case Phase::SignedIn:
        return u"Signed in"_s;
    case Phase::Paused:
        return u"Paused"_s;
    case Phase::Ended:
        return u"Sign-in ended"_s;
    }
    return {};
}

IconKind iconOf(const session::Snapshot& snapshot)
{
    if (isEmergency(snapshot))
        return IconKind::Emergency;
    switch (snapshot.phase) {
    case Phase::SignedOut:
        return IconKind::SignedOut;
    case Phase::SigningIn:
        return IconKind::SigningIn;
    case Phase::SignedIn:
        return IconKind::SignedIn;
    case Phase::Paused:
        return IconKind::Paused;
    case Phase::Ended:
        return IconKind::Ended;
    }
    return IconKind::SignedOut;
}

/// Only those that somebody should do something about.
bool isTrouble(const HealthCondition& condition)
{
    return condition.severity != Severity::Information;
}

QString healthLine(const QList<HealthCondition>& health)
{
    const auto count = std::count_if(health.begin(), health.end(), isTrouble);
    if (count == 0)
        return {};
    const QString worst = sentenceOf(health.first()); // Health lists the worst first.
    return count == 1 ? worst : u"%1\nAnd %2 more."_s.arg(worst).arg(count - 1);
}

QString nameOf(const session::Snapshot& snapshot)
{
    if (!snapshot.context)
        return {};
    const auto& person = snapshot.context->person;
    return person.name.isEmpty() ? QString::fromUtf8(person.uid) : person.name;
}

QString assuranceText(const identity::Assurance& assurance)
{
    QString text = u"Level %1"_s.arg(assurance.authentication);
    if (assurance.authenticatedAt != Instant{})
        text += u", since %1"_s.arg(timeOfDay(assurance.authenticatedAt));
    return text;
}

QString timeLeft(const session::Snapshot& snapshot, Instant now)
{
    constexpr auto soon = std::chrono::minutes{5};
    if (snapshot.absoluteEndsAt == Instant{})
        return {};
    const bool isIdleFirst =
        snapshot.idleEndsAt != Instant{} && snapshot.idleEndsAt < snapshot.absoluteEndsAt;
    if (isIdleFirst && snapshot.idleEndsAt - now < soon)
        return u"%1, unless you use this computer"_s.arg(durationText(snapshot.idleEndsAt - now));
    return u"%1 (until %2)"_s.arg(
        durationText(snapshot.absoluteEndsAt - now), timeOfDay(snapshot.absoluteEndsAt));
}

QList<Line> personLines(const session::Snapshot& snapshot, Instant now)
{
    QList<Line> lines;
    const auto add = [&lines](const QString& label, const QString& value) {
        if (!value.isEmpty())
            lines.append({label, value});
    };
    if (snapshot.context) {
        const auto& role = snapshot.context->role;
        add(u"Role"_s, role ? role->name : u"No role selected"_s);
        if (role) {
            const auto& place = role->organisation;
            const QString code = QString::fromUtf8(place.code);
            add(u"Organisation"_s,
                place.name.isEmpty() ? code : u"%1 (%2)"_s.arg(place.name, code));
        }
        add(u"Assurance"_s, assuranceText(snapshot.context->assurance));
    }
    add(u"Confirmed for"_s, stepUpLine(snapshot));
    add(u"Time left"_s, timeLeft(snapshot, now));
    return lines;
}

/// Whether quitting leaves a session behind for the next start.
bool isKept(const Situation& situation)
{
    return std::none_of(situation.health.begin(), situation.health.end(), [](const auto& one) {
        return one.code == "store.memory_only";
    });
}

QString quitText(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    const bool isIn = snapshot.phase == Phase::SignedIn || snapshot.phase == Phase::Paused;
    if (!isIn)
        return u"&Quit"_s;
    if (!isKept(situation))
        return u"&Quit (you will have to sign in again)"_s;
    const Instant until = snapshot.idleEndsAt == Instant{}
        ? snapshot.absoluteEndsAt
        : std::min(snapshot.idleEndsAt, snapshot.absoluteEndsAt);
    if (until <= situation.now)
        return u"&Quit"_s;
    return u"&Quit (you stay signed in until %1)"_s.arg(timeOfDay(until));
}

/// What can be done about the session now; the obvious thing first.
QList<Entry> sessionEntries(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    switch (snapshot.phase) {
    case Phase::SignedOut:
        return {{Action::SignIn, u"&Sign in"_s, true}};
    case Phase::SigningIn:
        if (!snapshot.waitingForBrowser)
            return {{Action::CancelSignIn, u"&Cancel sign-in"_s, true}};
        if (snapshot.nothingOpened)
            return {{Action::CopyLink, u"Copy sign-in &link"_s, true},
                {Action::CancelSignIn, u"&Cancel sign-in"_s, false}};
        return {{Action::CancelSignIn, u"&Cancel sign-in"_s, true},
            {Action::OpenPage, u"Open the &page again"_s, false},
            {Action::CopyLink, u"Copy sign-in &link"_s, false}};
    case Phase::SignedIn:
        if (snapshot.errand)
            return errandEntries(snapshot);
        if (needsSignInAgain(situation))
            return {{Action::SignInAgain, u"Sign &in again"_s, true},
                {Action::SignOut, u"Sign &out"_s, false}};
        [[fallthrough]];
    case Phase::Paused:
        return {{Action::SignOut, u"Sign &out"_s, true}};
    case Phase::Ended:
        return {{Action::SignIn, u"&Sign in again"_s, true}};
    }
    return {};
}

void explainSigningIn(Card& card, const Situation& situation)
{
    if (!situation.snapshot.waitingForBrowser) {
        card.headline = u"Checking your sign-in"_s;
        return;
    }
    if (situation.snapshot.nothingOpened) {
        card.headline = u"No browser opened"_s;
        card.explanation =
            u"Copy the sign-in link, paste it into the address bar of a browser, and sign in "
            u"there."_s;
        return;
    }
    const bool isLong = situation.inPhase >= patience;
    card.headline = isLong ? u"Still waiting for your browser"_s : u"Sign in in your browser"_s;
    card.explanation = isLong
        ? u"Look for a browser window behind this one and finish signing in there. If there is "
          u"none, open the page again."_s
        : u"Your browser has been opened at the sign-in page. Lanyard carries on by itself when "
          u"you have finished there."_s;
}

void explainReason(Card& card, const session::Snapshot& snapshot, const QString& otherwise)
{
    card.headline = otherwise;
    if (!snapshot.reason)
        return;
    const Wording wording = wordingFor(*snapshot.reason);
    card.headline = wording.what;
    card.explanation = wording.next;
    card.reference = wording.reference;
}

/// Of a session that is about to end; whoever is not there is not told.
QString warningOf(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    if (snapshot.phase != Phase::SignedIn)
        return {};
    const auto isNear = [&](Instant warnsAt) {
        return warnsAt != Instant{} && warnsAt <= situation.now;
    };
    if (snapshot.absoluteEndsAt != Instant{} && isNear(snapshot.absoluteEndsAt - absoluteWarning))
        return u"You will be signed out at %1: your organisation allows no longer. Finish what you "
               u"are doing, or sign out and in again now."_s.arg(
                   timeOfDay(snapshot.absoluteEndsAt));
    if (needsSignInAgain(situation))
        return situation.now < snapshot.tokensEndAt
            ? u"Your programs get nothing new after %1: the sign-in service gives no longer. Sign "
              u"in "
              u"again to go on."_s.arg(timeOfDay(snapshot.tokensEndAt))
            : u"Your programs get nothing new: the sign-in service gives no longer. Sign in again "
              u"to "
              u"go on."_s;
    if (isNear(snapshot.idleWarnsAt))
        return u"You will be signed out at %1 if nobody uses this computer. Go on working to stay "
               u"signed in."_s.arg(timeOfDay(snapshot.idleEndsAt));
    return {};
}

QString bannerOf(const Situation& situation)
{
    QStringList parts;
    if (!situation.environment.isLive)
        parts.append(u"%1: not live. Not for real patients."_s.arg(nameOf(situation.environment)));
    parts.append(emergencyBanner(situation.snapshot));
    parts.removeAll(QString());
    return parts.join(u'\n');
}

Card cardOf(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    Card card;
    card.state = stateOf(snapshot.phase);
    if (isEmergency(snapshot))
        card.state += u", emergency access"_s;
    card.health = healthLine(situation.health);
    card.buttons = sessionEntries(situation);
    if (isEmergency(snapshot))
        card.buttons += emergencyEntries(situation);
    card.banner = bannerOf(situation);
    switch (snapshot.phase) {
    case Phase::SignedOut:
        explainReason(card, snapshot, u"Nobody is signed in"_s);
        break;
    case Phase::SigningIn:
        explainSigningIn(card, situation);
        break;
    case Phase::Paused:
        card.explanation =
            u"Other programs get nothing until this computer is unlocked and connected."_s;
        [[fallthrough]];
    case Phase::SignedIn:
        if (const QString text = errandText(situation); !text.isEmpty())
            card.explanation = text;
        if (const QString warning = warningOf(situation); !warning.isEmpty())
            card.explanation = warning;
        card.headline = nameOf(snapshot);
        card.lines = personLines(snapshot, situation.now);
        break;
    case Phase::Ended:
        explainReason(card, snapshot, u"You are no longer signed in"_s);
        break;
    }
    return card;
}

QString headingOf(const Situation& situation, const Card& card)
{
    const auto& context = situation.snapshot.context;
    QString text = card.state;
    if (context) {
        text = u"%1: %2"_s.arg(card.state, card.headline);
        if (context->role)
            text += u", "_s + context->role->name;
    }
    return text;
}

QString tooltipOf(const Situation& situation, const QString& heading)
{
    QString text = u"Lanyard"_s;
    if (!situation.environment.isLive) // First: what is cut off must not be this.
        text += u" (%1, not live)"_s.arg(nameOf(situation.environment).left(40));
    text += u'\n' + heading;
    return text.size() <= maxTooltip ? text : text.left(maxTooltip - 1) + u'\u2026';
}

QString announcementOf(const Card& card)
{
    QStringList parts{card.state, card.headline, card.explanation};
    parts.removeAll(QString());
    return parts.join(u". "_s).replace(u".."_s, u"."_s);
}

} // namespace

View viewOf(const Situation& situation)
{
    View view;
    view.icon = iconOf(situation.snapshot);
    view.hasProblem = !situation.health.isEmpty() && isTrouble(situation.health.first());
    view.card = cardOf(situation);
    view.heading = headingOf(situation, view.card);
    view.tooltip = tooltipOf(situation, view.heading);
    view.menu = view.card.buttons;
    view.emergency = emergencyFormOf(situation);
    if (view.emergency)
        view.menu += emergencyEntries(situation);
    view.menu.append({Action::Show, u"S&how Lanyard"_s, false});
    view.menu.append({Action::Quit, quitText(situation), false});
    view.roles = rolesOf(situation.snapshot);
    view.stepUps = stepUpsOf(situation);
    view.warning = warningOf(situation);
    view.announcement = announcementOf(view.card);
    return view;
}

} // namespace lanyard::ui
