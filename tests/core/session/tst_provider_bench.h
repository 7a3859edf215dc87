// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/provider.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http_client.h"
#include "tests/support/fake_provider.h"

#include <optional>
#include <utility>

namespace lanyard::session::test {

using lanyard::test::FakeClock;
using lanyard::test::FakeHttpClient;
using lanyard::test::FakeProvider;
using lanyard::test::HttpAnswer;
using lanyard::test::Want;

[[nodiscard]] inline policy::Environment environment()
{
    policy::Environment chosen;
    chosen.name = "test";
    chosen.issuer = FakeProvider::issuer;
    chosen.clientId = FakeProvider::clientId;
    chosen.scope = "openid selectedrole offline_access";
    chosen.acrValues = "AAL3_ANY";
    chosen.maxAge = std::chrono::seconds{240};
    chosen.prompt = "login";
    chosen.minimumAuthenticationLevel = 3;
    chosen.minimumIdentityLevel = 3;
    return chosen;
}

/// A Provider between a fake clock and a fake network, and somebody to sign its tokens.
struct ProviderBench {
    explicit ProviderBench(policy::Environment chosen = environment())
        : provider(std::in_place, std::move(chosen), http, clock)
    {
    }

    static QByteArray at(const QByteArray& path) { return FakeProvider::at(path); }

    void expectMetadata(HttpAnswer answer = {}, QMap<QByteArray, QByteArray> headers = {})
    {
        if (answer.body.isNull())
            answer.body = toJsonLine(idp.metadata());
        http.expect({.url = at("/.well-known/openid-configuration"),
                        .form = {},
                        .absent = {},
                        .bearer = {},
                        .headers = std::move(headers)},
            std::move(answer));
    }

    void expectKeys(HttpAnswer answer = {})
    {
        if (answer.body.isNull())
            answer.body = idp.keys();
        http.expect({at("/jwks"), {}, {}, {}, {}}, std::move(answer));
    }

    void expectToken(QMap<QByteArray, QByteArray> form, HttpAnswer answer)
    {
        http.expect(
            {at("/access_token"), std::move(form), {"client_secret"}, {}, {}}, std::move(answer));
    }

    void expectUserinfo(HttpAnswer answer)
    {
        http.expect({at("/userinfo"), {}, {}, "access-1", {}}, std::move(answer));
    }

    /// Metadata and keys are had; what follows is about something else.
    void discover()
    {
        expectMetadata();
        expectKeys();
        auto reading = provider->userinfo(Secret("access-1"), FakeProvider::subject, [](auto) {});
        expectUserinfo({.body = R"({"sub":"555000111222"})"});
        settle();
    }

    /// Everything that is due now happens.
    void settle() { clock.advance(Milliseconds{0}); }

    std::optional<Result<SignInRequest>> prepare(SignInParameters parameters = {})
    {
        std::optional<Result<SignInRequest>> made;
        parameters.redirectUri = "http://localhost:21000/callback";
        auto preparing = provider->prepare(std::move(parameters),
            [&made](Result<SignInRequest> request) { made = std::move(request); });
        settle();
        return made;
    }

    /// The token endpoint's answer with this ID token.
    [[nodiscard]] HttpAnswer tokens(const QJsonObject& idToken, QJsonObject more = {}) const
    {
        QJsonObject body{{"access_token", "access-1"},
            {"token_type", "Bearer"},
            {"expires_in", 600},
            {"refresh_token", "refresh-2"},
            {"id_token", QString::fromLatin1(idp.sign(idToken))}};
        for (auto member = more.begin(); member != more.end(); ++member)
            body.insert(member.key(), member.value());
        return {.body = toJsonLine(body)};
    }

    [[nodiscard]] QJsonObject claims(const QByteArray& nonce) const
    {
        return FakeProvider::claims(clock.now(), nonce, "access-1");
    }

    FakeClock clock;
    FakeHttpClient http{clock};
    FakeProvider idp;
    std::optional<Provider> provider;
};

} // namespace lanyard::session::test
