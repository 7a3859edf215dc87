// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/form.h"
#include "core/net/http_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http_client.h"
#include "tests/support/fake_provider.h"

#include <QByteArrayList>
#include <QJsonDocument>
#include <QMap>
#include <QUrlQuery>

#include <algorithm>
#include <functional>
#include <utility>

namespace lanyard::test {

/// An OpenID provider at work: it answers every question of a session as a good one does, rotates
/// its refresh tokens, and forgets what was revoked. Single answers can be replaced, lost, or kept
/// back, after which it is its own self again.
class SessionProvider final : public net::HttpClient
{
public:
    struct Asked {
        QByteArray url;
        Form form;
    };

    explicit SessionProvider(FakeClock& clock)
        : m_clock(clock)
    {
    }

    // What it does next -------------------------------------------------------------------------

    /// The next request to `path` gets this instead.
    void next(const QByteArray& path, HttpAnswer answer) { m_next[path].append(std::move(answer)); }

    /// The next request to `path` is carried out, and its answer lost on the way (P25).
    void loseNext(const QByteArray& path) { m_lost[path] += 1; }

    /// The next answer of `path` takes so long.
    void delayNext(const QByteArray& path, Milliseconds by) { m_delays[path].append(by); }

    bool isOffline = false; ///< Not a byte gets through.
    bool rotates = true;
    bool givesRefreshTokens = true; ///< With the code.
    bool keepsGrants = false; ///< Of the codes before; else the latest is the only one.
    bool givesIdTokens = true; ///< With a refresh.
    QByteArray spareRefreshToken; ///< Where it does not rotate: said all the same ("" or `""`).
    QByteArray scope; ///< Granted with the code; empty: not said.
    std::chrono::seconds lifetime{600};
    QJsonObject userinfo{
        {"sub", QString::fromLatin1(FakeProvider::subject)},
        {"nhsid_useruid", QString::fromLatin1(FakeProvider::subject)},
        {"name", "Alex Example"},
    };
    QJsonObject metadata = FakeProvider().metadata();
    /// Alters the claims of each ID token before it is signed.
    std::function<void(QJsonObject&)> forge;

    /// The person did what the browser asked: the code will carry this request's nonce.
    void authenticate(const QUrl& authorization)
    {
        m_nonce = QUrlQuery(authorization).queryItemValue(QStringLiteral("nonce")).toLatin1();
    }

    /// What a sign-in just yielded, without the sign-in: access, refresh and ID token.
    QJsonObject issue()
    {
        m_nonce = "nonce-1";
        return QJsonDocument::fromJson(redeemed().body).object();
    }

    // What it was asked -------------------------------------------------------------------------

    /// `path` is the provider's, or a whole address of somebody else, who must be given words
    /// by next().
    [[nodiscard]] QList<Form> asked(const QByteArray& path) const
    {
        QList<Form> forms;
        for (const Asked& one : m_asked) {
            if (one.url == issuer + path || one.url == path)
                forms.append(one.form);
        }
        return forms;
    }

    [[nodiscard]] qsizetype count(const QByteArray& path) const { return asked(path).size(); }

    /// Refreshes that were asked for.
    [[nodiscard]] int refreshes() const
    {
        const auto forms = asked("/access_token");
        return static_cast<int>(std::count_if(forms.begin(), forms.end(), [](const Form& form) {
            return form.value("grant_type") == "refresh_token";
        }));
    }

    [[nodiscard]] int mostAtOnce() const { return *m_mostAtOnce; } ///< At the token endpoint.

    [[nodiscard]] const QByteArrayList& revoked() const { return m_revoked; }

    [[nodiscard]] const QByteArray& refreshToken() const { return m_refreshToken; } ///< The latest.

    QByteArray issuer = FakeProvider::issuer;
    FakeProvider signer;

    Pending send(net::HttpRequest request, Milliseconds patience, Completion done) override
    {
        const QByteArray url = request.url.toEncoded();
        const auto form = parseForm(request.form.view()).value_or(Form());
        m_asked.append({url, form});
        const QByteArray path = url.startsWith(issuer) ? url.mid(issuer.size()) : url;
        if (isOffline)
            return later(path, failed(Fault::Unreachable, "http.unreachable"), std::move(done));
        if (auto& queue = m_next[path]; !queue.isEmpty())
            return deliver(path, queue.takeFirst(), patience, std::move(done));
        const HttpAnswer answer = answerTo(path, form);
        if (int& lost = m_lost[path]; lost > 0) {
            lost -= 1;
            return later(path, failed(Fault::Unreachable, "http.answer_lost"), std::move(done));
        }
        return deliver(path, answer, patience, std::move(done));
    }

private:
    static HttpAnswer failed(Fault fault, const char* code)
    {
        HttpAnswer answer;
        answer.error = Error{fault, code, {}, 0, {}};
        return answer;
    }

    Pending deliver(
        const QByteArray& path, HttpAnswer answer, Milliseconds patience, Completion done)
    {
        if (auto& delays = m_delays[path]; !delays.isEmpty())
            answer.delay = delays.takeFirst();
        if (answer.delay < Milliseconds{0} || answer.delay > patience) {
            answer = failed(Fault::TimedOut, "http.timed_out");
            answer.delay = patience;
        }
        return later(path, std::move(answer), std::move(done));
    }

    Pending later(const QByteArray& path, HttpAnswer answer, Completion done)
    {
        const auto running = path == "/access_token" ? m_running : std::make_shared<int>(0);
        if (path == "/access_token")
            *m_mostAtOnce = std::max(*m_mostAtOnce, ++*running);
        const Milliseconds delay = answer.delay;
        return m_clock.after(delay, [running, answer = std::move(answer), done = std::move(done)] {
            *running -= 1;
            if (answer.error) {
                done(tl::unexpected<Error>(*answer.error));
                return;
            }
            net::HttpReply reply;
            reply.status = answer.status;
            reply.body = Secret(answer.body);
            reply.headers.insert("content-type", answer.type);
            for (auto it = answer.headers.begin(); it != answer.headers.end(); ++it)
                reply.headers.insert(it.key(), it.value());
            done(std::move(reply));
        });
    }

    HttpAnswer answerTo(const QByteArray& path, const Form& form)
    {
        if (path == "/.well-known/openid-configuration")
            return {.body = toJsonLine(metadata)};
        if (path == "/jwks")
            return {.body = signer.keys()};
        if (path == "/userinfo")
            return {.body = toJsonLine(userinfo)};
        if (path == "/revoke") {
            m_revoked.append(form.value("token"));
            m_grants.remove(form.value("token"));
            return {.body = "{}"};
        }
        if (path != "/access_token")
            return {.status = 404};
        if (form.value("grant_type") == "authorization_code")
            return redeemed();
        if (form.value("grant_type") == "refresh_token")
            return refreshed(form);
        return {.body = toJsonLine({{"access_token", "exchanged-" + QString::number(++m_tokens)},
                    {"issued_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                    {"token_type", "Bearer"},
                    {"expires_in", static_cast<qint64>(lifetime.count())}})};
    }

    HttpAnswer redeemed()
    {
        m_claims = FakeProvider::claims(m_clock.now(), m_nonce, {});
        if (!keepsGrants)
            m_grants.clear();
        HttpAnswer made = answer(givesRefreshTokens ? rotated() : QByteArray(), true);
        if (scope.isEmpty())
            return made;
        QJsonObject body = QJsonDocument::fromJson(made.body).object();
        body.insert("scope", QString::fromLatin1(scope));
        made.body = toJsonLine(body);
        return made;
    }

    HttpAnswer refreshed(const Form& form)
    {
        const auto grant = m_grants.find(form.value("refresh_token"));
        if (grant == m_grants.end())
            return {.status = 400, .body = R"({"error":"invalid_grant"})"};
        m_claims = *grant;
        m_claims.remove("nonce");
        if (rotates)
            m_grants.erase(grant);
        return answer(rotates ? rotated() : spareRefreshToken, givesIdTokens);
    }

    const QByteArray& rotated()
    {
        m_refreshToken = "refresh-" + QByteArray::number(++m_rotation);
        m_grants.insert(m_refreshToken, m_claims);
        return m_refreshToken;
    }

    HttpAnswer answer(const QByteArray& refreshToken, bool withIdToken)
    {
        const QByteArray accessToken = "access-" + QByteArray::number(++m_tokens);
        QJsonObject body{{"access_token", QString::fromLatin1(accessToken)},
            {"token_type", "Bearer"},
            {"expires_in", static_cast<qint64>(lifetime.count())}};
        if (!refreshToken.isNull())
            body.insert("refresh_token", QString::fromLatin1(refreshToken));
        if (withIdToken) {
            const auto fresh = FakeProvider::claims(m_clock.now(), {}, accessToken);
            QJsonObject claims = m_claims;
            for (const char* name : {"iat", "exp", "at_hash"})
                claims.insert(QLatin1String(name), fresh.value(QLatin1String(name)));
            if (forge)
                forge(claims);
            body.insert("id_token", QString::fromLatin1(signer.sign(claims)));
        }
        return {.body = toJsonLine(body)};
    }

    FakeClock& m_clock;
    QMap<QByteArray, QList<HttpAnswer>> m_next;
    QMap<QByteArray, int> m_lost;
    QMap<QByteArray, QList<Milliseconds>> m_delays;
    QList<Asked> m_asked;
    QByteArrayList m_revoked;
    QByteArray m_nonce;
    QJsonObject m_claims;
    QByteArray m_refreshToken;
    QMap<QByteArray, QJsonObject> m_grants; ///< By the refresh token in force.
    int m_rotation = 0;
    int m_tokens = 0;
    std::shared_ptr<int> m_running = std::make_shared<int>(0);
    std::shared_ptr<int> m_mostAtOnce = std::make_shared<int>(0);
};

} // namespace lanyard::test
