// SPDX-License-Identifier: MIT
#include "core/oidc/platform_exchange.h"

#include "core/base/random.h"
#include "core/oidc/json_member.h"

#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSentence = 160;
constexpr qsizetype longestWord = 24;

/// Whether `text` can only be a sentence: a token, a code or a key is longer than any of its words.
bool isSentence(const QByteArray& text)
{
    const bool isPlain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    const auto words = text.split(' ');
    return isPlain && text.size() <= longestSentence
        && std::all_of(words.begin(), words.end(), [](const QByteArray& word) {
               return word.size() <= longestWord;
           });
}

/// `error` with what the platform says of it.
Error explained(Error error, const Answer& answer)
{
    const auto object = readJsonAnswer(answer, "token");
    const QByteArray why = object ? textMember(*object, "error_description") : QByteArray();
    if (!why.isEmpty() && isSentence(why))
        error.detail += u": "_s + QString::fromLatin1(why);
    return error;
}

Result<std::optional<std::chrono::seconds>> readWindow(const Answer& answer)
{
    LY_TRY(const QJsonObject object, readJsonAnswer(answer, "token"));
    const QJsonValue value = object.value("refresh_token_expires_in"_L1);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    const auto seconds = lenientInteger(value);
    if (!seconds || *seconds < 0)
        return fail(Fault::Malformed, "token.refresh_expires_in", u"not a number of seconds"_s);
    const std::chrono::seconds longest = longestLifetime;
    return std::min(std::chrono::seconds{*seconds}, longest);
}

} // namespace

Result<Secret> platformAssertion(const jose::Signer& signer,
    const QByteArray& apiKey,
    const QByteArray& tokenEndpoint,
    Instant now)
{
    const QString client = QString::fromUtf8(apiKey);
    const auto end = std::chrono::floor<std::chrono::seconds>(now + assertionLifetime);
    return jose::signJwt(signer,
        {{u"iss"_s, client},
            {u"sub"_s, client},
            {u"aud"_s, QString::fromUtf8(tokenEndpoint)},
            {u"jti"_s, QString::fromLatin1(randomToken())},
            {u"exp"_s, static_cast<qint64>(end.time_since_epoch().count())}});
}

FormBody platformExchangeForm(const Secret& idToken, const Secret& assertion)
{
    FormBody form;
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.add("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
    form.add("subject_token", idToken.view());
    form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.add("client_assertion", assertion.view());
    return form;
}

FormBody platformRefreshForm(
    const Secret& refreshToken, const QByteArray& apiKey, const Secret& clientSecret)
{
    FormBody form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", refreshToken.view());
    form.add("client_id", apiKey);
    form.add("client_secret", clientSecret.view());
    return form;
}

Result<PlatformResponse> readPlatformResponse(const Answer& answer, PlatformAsked asked)
{
    auto tokens =
        asked == PlatformAsked::Exchange ? readExchangeResponse(answer) : readTokenResponse(answer);
    if (!tokens)
        return tl::unexpected<Error>(explained(std::move(tokens).error(), answer));
    LY_TRY(const auto window, readWindow(answer));
    return PlatformResponse{std::move(*tokens), window};
}

} // namespace lanyard::oidc
