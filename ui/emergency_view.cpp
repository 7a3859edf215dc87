// SPDX-License-Identifier: MIT
#include "ui/emergency_view.h"

#include "ui/moment.h"

namespace lanyard::ui {

using namespace Qt::StringLiterals;
using session::Phase;

namespace {

/// "give_drugs" as "Give drugs".
QString shown(const QByteArray& permission)
{
    QString text = QString::fromUtf8(permission).replace(u'_', u' ');
    if (!text.isEmpty())
        text.front() = text.front().toUpper();
    return text;
}

} // namespace

bool isEmergency(const session::Snapshot& snapshot)
{
    return snapshot.context && snapshot.context->emergency;
}

std::optional<EmergencyForm> emergencyFormOf(const Situation& situation)
{
    const auto& offer = situation.emergencyOffer;
    const bool isOpen = situation.snapshot.phase == Phase::SignedIn
        && !isEmergency(situation.snapshot) && !offer.permissions.isEmpty();
    if (!isOpen)
        return std::nullopt;
    EmergencyForm form;
    form.explanation =
        u"For when a patient cannot wait and your role does not let you do what they need. It "
        u"lasts "
        u"%1 and ends by itself.\n\nWho you are, when, what for and both reasons are recorded on "
        u"this "
        u"computer, and your organisation will ask about it. Do not write a patient's details."_s
            .arg(durationText(offer.duration));
    for (const QByteArray& permission : offer.permissions)
        form.permissions.append({permission, shown(permission), false});
    for (const auto& reason : offer.reasons)
        form.reasons.append({reason.code, reason.words, false});
    return form;
}

QString emergencyBanner(const session::Snapshot& snapshot)
{
    if (!isEmergency(snapshot))
        return {};
    const identity::Emergency& emergency = *snapshot.context->emergency;
    return u"EMERGENCY ACCESS until %1: %2. Recorded as %3."_s.arg(timeOfDay(emergency.endsAt),
        shown(emergency.permission),
        QString::fromUtf8(emergency.reference));
}

QList<Entry> emergencyEntries(const Situation& situation)
{
    if (isEmergency(situation.snapshot))
        return {{Action::EndEmergency, u"&End emergency access"_s, false}};
    if (emergencyFormOf(situation))
        return {{Action::Emergency, u"E&mergency access..."_s, false}};
    return {};
}

} // namespace lanyard::ui
