// SPDX-License-Identifier: MIT
#include "core/session/errand.h"

namespace lanyard::session {

using namespace Qt::StringLiterals;

SignInParameters roleChangeParameters(
    SignInParameters signIn, const policy::Environment& environment)
{
    if (!environment.roleChangeScope.isEmpty()) {
        QByteArrayList scope = signIn.scope.split(' ');
        scope.removeAll("selectedrole");
        scope.append(environment.roleChangeScope);
        signIn.scope = scope.join(' ');
        signIn.requiredScopes.removeAll("selectedrole");
    }
    signIn.prompt = "login";
    return signIn;
}

Result<> checkSamePerson(const oidc::IdTokenClaims& claims, const identity::Context& context)
{
    if (claims.issuer == context.issuer && claims.subject == context.subject)
        return {};
    return fail(Fault::Untrusted,
        "session.another_person",
        u"somebody else authenticated than the person of this session"_s);
}

bool isSameProviderSession(const oidc::IdTokenClaims& one, const oidc::IdTokenClaims& other)
{
    return !one.sessionId.isEmpty() && one.sessionId == other.sessionId;
}

} // namespace lanyard::session
