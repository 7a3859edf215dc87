// SPDX-License-Identifier: MIT
#include "core/oidc/revocation_request.h"

#include "core/oidc/json_member.h"

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

FormBody revocationForm(const Secret& token, RevocationHint hint)
{
    FormBody form;
    form.add("token", token.view());
    form.add(
        "token_type_hint", hint == RevocationHint::RefreshToken ? "refresh_token" : "access_token");
    return form;
}

Result<> readRevocationResponse(const Answer& answer)
{
    LY_CHECK(checkAnswered(answer, "revocation"));

    // §2.2: "The content of the response body is ignored".
    if (answer.isSuccess())
        return {};

    // §2.2.1.
    LY_TRY(const QJsonObject object, readJsonAnswer(answer, "revocation"));
    return fail(Fault::Misconfigured,
        "revocation.refused",
        quotable(textMember(object, "error")),
        answer.status);
}

} // namespace lanyard::oidc
