// SPDX-License-Identifier: MIT
#include "ui/role_view.h"

#include "ui/wording.h"

#include <algorithm>

namespace lanyard::ui {

using namespace Qt::StringLiterals;
using session::Phase;

QList<RoleEntry> rolesOf(const session::Snapshot& snapshot)
{
    QList<RoleEntry> entries;
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

QList<Entry> errandEntries(const session::Snapshot& snapshot)
{
    QList<Entry> entries{{Action::CancelSignIn, u"&Cancel change of role"_s, true}};
    if (snapshot.waitingForBrowser)
        entries.append({Action::CopyLink, u"Copy &link"_s, false});
    entries.append({Action::SignOut, u"Sign &out"_s, false});
    return entries;
}

QString errandText(const Situation& situation)
{
    const auto& snapshot = situation.snapshot;
    if (snapshot.errand && snapshot.nothingOpened)
        return u"No browser opened. Copy the link, paste it into the address bar of a browser, and "
               u"choose your role there."_s;
    if (snapshot.errand)
        return u"Choose your role in your browser. Until then you go on under the one above."_s;
    if (situation.failure)
        return u"Your role was not changed. "_s + sentenceOf(wordingFor(*situation.failure));
    return {};
}

} // namespace lanyard::ui
