// SPDX-License-Identifier: MIT
#include "core/oidc/authorization_response.h"

#include "core/base/form.h"
#include "core/oidc/answer.h"

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refusal(const QByteArray& word)
{
    if (word == "access_denied")
        return fail(Fault::AccessDenied, "redirect.access_denied", u"the person was refused"_s);
    if (word == "login_required" || word == "interaction_required" || word == "consent_required"
        || word == "account_selection_required")
        return fail(Fault::AccessDenied, "redirect.interaction", quotable(word));
    if (word == "temporarily_unavailable" || word == "server_error")
        return fail(Fault::ProviderBusy, "redirect.busy", quotable(word));
    return fail(Fault::Misconfigured, "redirect.refused", quotable(word));
}

} // namespace

Result<Secret> readAuthorizationCode(QByteArrayView query, const AuthorizationExpectation& expected)
{
    // 1. Parse once; §3.1 forbids repeats.
    LY_TRY(const Form fields, parseForm(query));

    // 2. §4.1.2: state is REQUIRED in the answer if it was in the request, and it always was.
    if (expected.state.isEmpty() || !sameBytes(fields.value("state"), expected.state))
        return fail(Fault::Untrusted, "redirect.state", u"state is not the one we sent"_s);

    // 3. RFC 9207 §2.4: an iss that differs, or is missing though promised, is a mix-up.
    if ((fields.contains("iss") || expected.issuerPromised)
        && fields.value("iss") != expected.issuer)
        return fail(Fault::Untrusted, "redirect.issuer", u"iss is not the configured issuer"_s);

    // 4. §4.1.2.1
    if (fields.contains("error"))
        return refusal(fields.value("error"));

    // 5. §4.1.2
    if (fields.value("code").isEmpty())
        return fail(Fault::Malformed, "redirect.no_code", u"no code and no error"_s);
    return Secret(fields.value("code"));
}

} // namespace lanyard::oidc
