// SPDX-License-Identifier: MIT
#include "ui/errand_view.h"

#include "ui/moment.h"
#include "ui/wording.h"

#include <algorithm>

namespace lanyard::ui {

using namespace Qt::StringLiterals;
using session::Phase;
using session::Purpose;

namespace {

QString roleText(const session::Snapshot& snapshot)
{
    if (snapshot.nothingOpened)
        return u"No browser opened. Copy the link, paste it into the address bar of a browser, and "
               u"choose your role there."_s;
    return u"Choose your role in your browser. Until then you go on under the one above."_s;
}

QString signInAgainText(const session::Snapshot& snapshot)
{
    if (snapshot.nothingOpened)
        return u"No browser opened. Copy the link, paste it into the address bar of a browser, and "
               u"sign in there."_s;
    return u"Sign in again in your browser. You stay signed in meanwhile."_s;
}

/// What came to nothing.
QString failureText(Purpose purpose)
{
    switch (purpose) {
    case Purpose::RoleSwitch:
        return u"Your role was not changed. "_s;
    case Purpose::StepUp:
        return u"You were not confirmed. "_s;
    case Purpose::SignInAgain:
        return u"You were not signed in again. "_s;
    }
    return {};
}

QString stepUpText(const session::Snapshot& snapshot)
{
    const QString app = QString::fromUtf8(snapshot.errandFor);
    if (snapshot.nothingOpened)
        return u"%1 needs you to confirm who you are. No browser opened: copy the link, paste it "
               u"into the address bar of a browser, and sign in there."_s.arg(app);
    return u"%1 needs you to confirm who you are. Sign in again in your browser. You stay signed "
           u"in "
           u"whatever you do there."_s.arg(app);
}

} // namespace

QList<Choice> rolesOf(const session::Snapshot& snapshot)
{
    QList<Choice> entries;
    const bool isChoice = snapshot.phase == Phase::SignedIn && !snapshot.errand && snapshot.context
        && snapshot.context->roles.size() > 1;
    if (!isChoice)
        return entries;
    auto roles = snapshot.context->roles;
    std::stable_sort(roles.begin(), roles.end(), [](const auto& one, const auto& other) {
        return one.organisation.name < other.organisation.name;
    });
    for (const identity::Role& role : roles) {
        const QString code = QString::fromUtf8(role.organisation.code);
        const QString place = role.organisation.name.isEmpty() ? code : role.organisation.name;
        entries.append({role.id,
            u"%1 - %2"_s.arg(place, role.name).replace(u'&', u"&&"_s),
            snapshot.context->role && snapshot.context->role->id == role.id});
    }
    return entries;
}

QList<Choice> stepUpsOf(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    QList<Choice> entries;
    if (snapshot.phase != Phase::SignedIn || snapshot.errand)
        return entries;
    for (const QByteArray& app : situation.stepUpApps) {
        const auto* const elevation = snapshot.elevationOf(app);
        QString text = QString::fromUtf8(app).replace(u'&', u"&&"_s);
        if (elevation != nullptr)
            text = u"%1 (until %2; choose to end)"_s.arg(text, timeOfDay(elevation->endsAt));
        entries.append({app, text, elevation != nullptr});
    }
    return entries;
}

QString stepUpLine(const session::Snapshot& snapshot)
{
    QStringList parts;
    for (const session::Elevation& elevation : snapshot.elevations)
        parts.append(
            u"%1, until %2"_s.arg(QString::fromUtf8(elevation.app), timeOfDay(elevation.endsAt)));
    return parts.join(u"; "_s);
}

bool needsSignInAgain(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    return snapshot.phase == Phase::SignedIn && !snapshot.errand
        && snapshot.tokensEndAt != Instant{}
    && situation.now >= snapshot.tokensEndAt - absoluteWarning;
}

QList<Entry> errandEntries(const session::Snapshot& snapshot)
{
    const bool isRole = snapshot.errand == Purpose::RoleSwitch;
    QList<Entry> entries{
        {Action::CancelSignIn, isRole ? u"&Cancel change of role"_s : u"&Cancel"_s, true}};
    if (snapshot.waitingForBrowser && !snapshot.nothingOpened)
        entries.append({Action::OpenPage, u"Open the &page again"_s, false});
    if (snapshot.waitingForBrowser)
        entries.append({Action::CopyLink, u"Copy &link"_s, false});
    entries.append({Action::SignOut, u"Sign &out"_s, false});
    return entries;
}

QString errandText(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    if (snapshot.errand) {
        switch (*snapshot.errand) {
        case Purpose::RoleSwitch:
            return roleText(snapshot);
        case Purpose::StepUp:
            return stepUpText(snapshot);
        case Purpose::SignInAgain:
            return signInAgainText(snapshot);
        }
    }
    if (!situation.failure)
        return {};
    return failureText(situation.failure->purpose)
        + sentenceOf(wordingFor(situation.failure->error));
}

} // namespace lanyard::ui
