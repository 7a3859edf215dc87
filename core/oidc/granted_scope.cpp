// SPDX-License-Identifier: MIT
#include "core/oidc/granted_scope.h"

#include "core/oidc/answer.h"

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

QByteArrayList scopesIn(const QByteArray& scope)
{
    QByteArrayList scopes = scope.simplified().split(' ');
    scopes.removeAll(QByteArray());
    return scopes;
}

Result<> checkGranted(const QByteArray& granted, const QByteArrayList& required)
{
    const QByteArrayList scopes = scopesIn(granted);
    if (scopes.isEmpty())
        return {};
    for (const QByteArray& scope : required) {
        if (!scopes.contains(scope))
            return fail(Fault::Misconfigured,
                "token.scope_missing",
                u"the provider did not grant %1"_s.arg(quotable(scope)));
    }
    return {};
}

} // namespace lanyard::oidc
