// SPDX-License-Identifier: MIT
#include "core/session/emergency.h"

#include "core/base/random.h"

#include <algorithm>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

bool isReason(const QString& text)
{
    const auto length = text.trimmed().size();
    return length >= EmergencyRequest::shortestReason
        && text.size() <= EmergencyRequest::longestReason
        && std::all_of(
            text.begin(), text.end(), [](QChar c) { return c.category() != QChar::Other_Control; });
}

bool isAmong(const QList<policy::EmergencyReason>& reasons, const QByteArray& code)
{
    return std::any_of(
        reasons.begin(), reasons.end(), [&code](const auto& one) { return one.code == code; });
}

} // namespace

EmergencyOffer emergencyOfferOf(
    const policy::EmergencyRules& rules, const identity::Context& context)
{
    if (!rules.isAllowed)
        return {};
    return {context.emergencyPermissions, rules.reasons, rules.duration};
}

Result<> checkEmergency(
    const EmergencyRequest& request, const EmergencyOffer& offer, const identity::Context& context)
{
    if (!request.contextId.isEmpty() && request.contextId != context.id)
        return fail(
            Fault::AccessDenied, "session.context_changed", u"another context is in force"_s);
    if (context.permissions.contains(request.permission))
        return fail(Fault::AccessDenied,
            "emergency.not_needed",
            u"the role holds the permission without an emergency"_s);
    if (offer.permissions.isEmpty())
        return fail(
            Fault::AccessDenied, "emergency.off", u"there is no emergency access for this role"_s);
    if (!offer.permissions.contains(request.permission))
        return fail(Fault::AccessDenied,
            "emergency.permission",
            u"the role may not have this permission in an emergency"_s);
    if (!isAmong(offer.reasons, request.reasonCode))
        return fail(
            Fault::Malformed, "emergency.reason_code", u"not one of EmergencyReasonCodes"_s);
    if (!isReason(request.reason))
        return fail(Fault::Malformed,
            "emergency.reason",
            u"the reason has 10 to 500 characters on one line"_s);
    if (context.emergency)
        return fail(Fault::AccessDenied, "emergency.active", u"an emergency is running"_s);
    return {};
}

identity::Context inEmergency(
    const identity::Context& context, const EmergencyRequest& request, Instant now, Instant end)
{
    identity::Context changed = context;
    changed.id = randomToken();
    changed.issuedAt = now;
    changed.expiresAt = std::min(end, context.expiresAt);
    changed.emergency = identity::Emergency{
        request.permission, request.reasonCode, newReference().toLatin1(), now, changed.expiresAt};
    return changed;
}

identity::Context afterEmergency(const identity::Context& context, Instant now)
{
    identity::Context changed = context;
    changed.id = randomToken();
    changed.issuedAt = now;
    changed.emergency.reset();
    return changed;
}

} // namespace lanyard::session
