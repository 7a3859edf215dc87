// SPDX-License-Identifier: MIT
#include "core/oidc/token_request.h"

namespace lanyard::oidc {

FormBody codeExchangeForm(
    const Secret& code, const QByteArray& redirectUri, const Secret& codeVerifier)
{
    FormBody form;
    form.add("grant_type", "authorization_code");
    form.add("code", code.view());
    form.add("redirect_uri", redirectUri);
    form.add("code_verifier", codeVerifier.view());
    return form;
}

FormBody refreshForm(const Secret& refreshToken, const RefreshNarrowing& narrowing)
{
    FormBody form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", refreshToken.view());
    form.add("scope", narrowing.scope);
    form.add("resource", narrowing.resource);
    return form;
}

FormBody tokenExchangeForm(const Secret& subjectToken, const TokenExchange& wanted)
{
    FormBody form;
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.add("subject_token", subjectToken.view());
    form.add("subject_token_type",
        wanted.subjectType == TokenType::IdToken ? "urn:ietf:params:oauth:token-type:id_token"
                                                 : "urn:ietf:params:oauth:token-type:access_token");
    form.add("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
    form.add("audience", wanted.audience);
    form.add("resource", wanted.resource);
    form.add("scope", wanted.scope);
    return form;
}

} // namespace lanyard::oidc
