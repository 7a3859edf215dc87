// SPDX-License-Identifier: MIT
#include "core/oidc/token_response.h"

#include "core/base/json.h"
#include "core/oidc/json_member.h"

#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cstdint>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr auto accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

struct Meaning {
    const char* word;
    Fault fault;
    const char* code;
};

// clang-format off
constexpr std::array meanings{
    Meaning{"invalid_grant",              Fault::GrantRevoked,  "token.invalid_grant"},
    Meaning{"invalid_client",             Fault::Misconfigured, "token.invalid_client"},
    Meaning{"unauthorized_client",        Fault::Misconfigured, "token.invalid_client"},
    Meaning{"invalid_target",             Fault::Misconfigured, "token.invalid_target"},
    Meaning{"invalid_scope",              Fault::Misconfigured, "token.invalid_scope"},
    Meaning{"access_denied",              Fault::AccessDenied,  "token.access_denied"},
    Meaning{"interaction_required",       Fault::AccessDenied,  "token.interaction"},
    Meaning{"login_required",             Fault::AccessDenied,  "token.interaction"},
    Meaning{"consent_required",           Fault::AccessDenied,  "token.interaction"},
    Meaning{"temporarily_unavailable",    Fault::ProviderBusy,  "token.busy"},
    Meaning{"server_error",               Fault::ProviderBusy,  "token.busy"},
    Meaning{"slow_down",                  Fault::ProviderBusy,  "token.busy"},
};

// clang-format on

/// What refuses the token that was handed in for exchange: RFC 8693 §2.2.2 has the first, providers
/// have the others.
constexpr std::array subjectRefusals{"invalid_request", "invalid_grant", "invalid_token"};

enum class Grant : std::uint8_t { Usual, Exchange };

tl::unexpected<Error> refusal(const QByteArray& word, int status, Grant grant)
{
    if (grant == Grant::Exchange
        && std::any_of(subjectRefusals.begin(), subjectRefusals.end(), [&word](const char* one) {
               return word == one;
           }))
        return fail(Fault::Misconfigured, "token.subject_refused", quotable(word), status);
    const auto* const known = std::find_if(meanings.begin(),
        meanings.end(),
        [&word](const Meaning& meaning) { return word == meaning.word; });
    if (known != meanings.end())
        return fail(known->fault, known->code, quotable(word), status);
    return fail(Fault::Misconfigured, "token.refused", quotable(word), status);
}

/// 2. The answer as JSON.
Result<QJsonObject> readObject(const Answer& answer)
{
    auto object = readJsonAnswer(answer, "token");
    if (!object && object.error().code == "token.malformed" && answer.isSuccess()
        && object.error().detail == u"json.syntax"_s)
        return fail(Fault::Unreachable,
            "token.answer_lost",
            u"the answer broke off, after what was asked had been done"_s,
            answer.status);
    return object;
}

/// 6. RFC 6749 appendix A: VSCHAR, less the space, as RFC 6750's b64token has none.
Result<Secret> readToken(const QJsonObject& object, const char* name, const char* code)
{
    const QByteArray text = textMember(object, name);
    const bool isPrintable =
        std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!isPrintable || text.size() > maxToken)
        return fail(Fault::Malformed, code, u"unprintable or too long"_s);
    return Secret(text);
}

/// 7.
Result<std::chrono::seconds> readLifetime(const QJsonObject& object)
{
    const QJsonValue value = object.value("expires_in"_L1);
    if (value.isUndefined() || value.isNull())
        return assumedLifetime;
    const auto seconds = lenientInteger(value);
    if (!seconds || *seconds < 0)
        return fail(Fault::Malformed, "token.expires_in", u"not a number of seconds"_s);
    const std::chrono::seconds longest = longestLifetime;
    return std::min(std::chrono::seconds{*seconds}, longest);
}

Result<TokenResponse> read(const Answer& answer, Grant grant)
{
    // 1, 2.
    LY_TRY(const QJsonObject object, readObject(answer));

    // 3. §5.2 wants 400 or 401 with it; some send it with others.
    if (const QByteArray error = textMember(object, "error"); !error.isEmpty())
        return refusal(error, answer.status, grant);

    // 4.
    if (answer.status != 200)
        return fail(Fault::Misconfigured,
            "token.refused",
            u"status %1 without an error word"_s.arg(answer.status),
            answer.status);

    // 5.
    if (textMember(object, "token_type").toLower() != "bearer")
        return fail(Fault::Malformed, "token.type", u"token_type is not Bearer"_s, answer.status);

    if (grant == Grant::Exchange && textMember(object, "issued_token_type") != accessTokenType)
        return fail(Fault::Malformed,
            "token.issued_type",
            u"issued_token_type is not the one asked for"_s,
            answer.status);

    // 6.
    TokenResponse response;
    LY_TRY(response.accessToken, readToken(object, "access_token", "token.access_token"));
    if (response.accessToken.isEmpty())
        return fail(Fault::Malformed, "token.access_token", u"missing"_s, answer.status);
    LY_TRY(response.refreshToken, readToken(object, "refresh_token", "token.refresh_token"));
    LY_TRY(response.idToken, readToken(object, "id_token", "token.id_token"));

    // 7.
    LY_TRY(response.lifetime, readLifetime(object));

    response.scope = textMember(object, "scope").simplified();
    return response;
}

} // namespace

Result<TokenResponse> readTokenResponse(const Answer& answer)
{
    return read(answer, Grant::Usual);
}

Result<TokenResponse> readExchangeResponse(const Answer& answer)
{
    return read(answer, Grant::Exchange);
}

} // namespace lanyard::oidc
