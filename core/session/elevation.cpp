// SPDX-License-Identifier: MIT
#include "core/session/elevation.h"

#include "core/oidc/acr.h"

#include <algorithm>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

QByteArray idOf(const std::optional<identity::Role>& role)
{
    return role ? role->id : QByteArray();
}

} // namespace

Result<QByteArray> classFor(const ElevationChoice& choice,
    const identity::Context& context,
    const policy::Environment& environment)
{
    QByteArray acr = choice.acr;
    if (!choice.permission.isEmpty()) {
        const auto& stepUps = context.stepUps;
        const auto found = std::find_if(stepUps.begin(), stepUps.end(), [&](const auto& one) {
            return one.permission == choice.permission;
        });
        if (found == stepUps.end())
            return fail(Fault::AccessDenied,
                "identity.permission_missing",
                u"a step-up would not give this person that permission"_s);
        if (acr.isEmpty() || oidc::leastLevelOf(acr) < oidc::leastLevelOf(found->acr))
            acr = found->acr;
    }
    if (acr.isEmpty())
        acr = environment.elevationAcr;
    if (oidc::leastLevelOf(acr) == 0)
        return fail(Fault::AccessDenied,
            "session.acr_unknown",
            u"no level is known for that class of authentication"_s);
    return acr;
}

SignInParameters stepUpParameters(SignInParameters signIn, const QByteArray& acr)
{
    signIn.acrValues = acr;
    signIn.minimumAuthenticationLevel = oidc::leastLevelOf(acr);
    signIn.prompt = "login";
    return signIn;
}

QByteArrayList permissionsAt(int level, const identity::Context& context)
{
    QByteArrayList enough;
    for (const identity::StepUp& stepUp : context.stepUps) {
        if (oidc::leastLevelOf(stepUp.acr) <= level)
            enough.append(stepUp.permission);
    }
    return enough;
}

Result<> checkSameRole(const identity::Context& seen,
    const identity::Context& context,
    policy::RoleSelection selection)
{
    if (selection == policy::RoleSelection::Local || idOf(seen.role) == idOf(context.role))
        return {};
    return fail(Fault::AccessDenied,
        "session.another_role",
        u"another role was chosen than the one in force"_s);
}

} // namespace lanyard::session
