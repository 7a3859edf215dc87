// SPDX-License-Identifier: MIT
#pragma once

/// The OpenID provider, as the session engine talks to it.
///
/// Main thread only. Every operation answers its completion exactly once, from the event loop, at
/// the latest after `Provider::patience`, unless the returned Pending is destroyed first. A Pending
/// may outlive its Provider; destroying a Provider withdraws all its operations.

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/oidc/authorization_response.h"
#include "core/oidc/discovery.h"
#include "core/oidc/id_token.h"
#include "core/policy/policy.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace lanyard::net {
class HttpClient;
}

namespace lanyard::session {

/// What one sign-in wants beyond what the environment says. Anything left empty is taken from
/// policy::Environment.
struct SignInParameters {
    QByteArray redirectUri; ///< As LoopbackListener::redirectUri() gives it. Required.
    QByteArray scope; ///< Space-separated; must contain `openid`.
    /// Scopes that must be granted, or the sign-in fails. Empty: all that are asked for, except
    /// `offline_access`, which a provider may honour without naming it.
    QByteArrayList requiredScopes;
    QByteArray acrValues;
    std::optional<std::chrono::seconds> maxAge;
    QByteArray prompt;
    QByteArray loginHint;
    QByteArrayList resources; ///< RFC 8707.
    int minimumAuthenticationLevel = 0; ///< The higher of this and the environment's counts.
    int minimumIdentityLevel = 0;
    QByteArray samePerson; ///< Not empty: the `sub` that alone will do (re-authentication, R9).
};

/// A sign-in that is under way: what goes to the browser, and what its answer is judged by.
/// Use once. Move-only.
struct SignInRequest {
    QUrl url; ///< For Browser::open(). Never logged: it carries state and nonce.
    QByteArray redirectUri;
    oidc::AuthorizationExpectation redirect; ///< For oidc::readAuthorizationCode() in the judge.
    oidc::IdTokenExpectation idToken;
    QByteArray scope; ///< As asked for.
    QByteArrayList requiredScopes;
    Secret codeVerifier; ///< RFC 7636 §4.1.
    Milliseconds madeAt{0}; ///< Clock::uptime().
};

/// All that a sign-in yields; nothing of it is had unless all of it is right.
struct TokenSet {
    Secret accessToken; ///< Reads userinfo; never served to an app.
    Instant expiresAt; ///< Of the access token, by our own clock.
    Secret refreshToken; ///< Empty where the provider gives none (CIS2 itself).
    QByteArray scope; ///< As granted.
    oidc::ValidatedIdToken idToken;
    QJsonObject userinfo; ///< Its `sub` is the ID token's. Empty where there is no endpoint.
};

/// How a refresh is narrowed. Both empty: not at all.
struct RefreshTarget {
    QByteArray scope; ///< RFC 6749 §6: not more than was granted.
    QByteArray resource; ///< RFC 8707 §2.2.

    friend bool operator==(const RefreshTarget&, const RefreshTarget&) = default;
};

/// What a refresh yields, answered as soon as the response parses.
///
/// Keep `refreshToken` durably before anything else, whatever `identity` says: where it is not
/// empty the old one is spent.
struct RefreshedTokens {
    Secret accessToken; ///< Not to be served before `identity` is looked at.
    Instant expiresAt; ///< By our own clock.
    QByteArray scope;
    Secret refreshToken; ///< Empty: none given, the old one stays good (P28).

    /// The ID token that came along, validated (OIDC Core §12.2); nothing if none came, which is
    /// allowed. An error means this answer must not be served from. What then becomes of the
    /// session follows from recoveryFor(): "id_token.keys_pending" (Unreachable) only says that the
    /// provider has new keys and they are being fetched: refresh again in a moment.
    Result<std::optional<oidc::ValidatedIdToken>> identity;
};

/// What to exchange a token for (RFC 8693 §2.1).
struct ExchangeTarget {
    enum class Subject : std::uint8_t { AccessToken, IdToken };

    Subject subject = Subject::AccessToken; ///< The kind of token that is handed in.
    QByteArray audience; ///< Either, or both, may be empty.
    QByteArray resource;
    QByteArray scope;

    friend bool operator==(const ExchangeTarget&, const ExchangeTarget&) = default;
};

struct AudienceToken {
    Secret accessToken;
    Instant expiresAt; ///< By our own clock.
    QByteArray scope;
};

/// RFC 7009 §2.1.
enum class TokenHint : std::uint8_t { RefreshToken, AccessToken };

/// Error codes of every operation, beside those of net and jose:
///   Unreachable   "token.answer_lost"  the request may have arrived, its answer did not: the
///                                      grant may or may not be spent. Only from exchange(),
///                                      refresh(), exchangeFor() and revoke().
///                 "token.not_json", "userinfo.not_json", "discovery.not_json", "jwks.not_json"
///                                      something else answered in the provider's name: a captive
///                                      portal, a proxy. Never counts as the provider's word (P29).
///   TimedOut      "provider.timed_out" nothing, within `patience`, and nothing was at stake.
///   ProviderBusy  "token.busy", "discovery.busy", ...: 429 or 5xx; Error::native is the status.
///                 See retryAfter().
///   GrantRevoked  "token.invalid_grant", and nothing else.
///   Misconfigured "token.invalid_client", "token.refused", "token.scope_missing", "clock.skew",
///                 "discovery.unsupported", "client.*".
///   Untrusted     "id_token.*", "userinfo.subject", "discovery.issuer".
class Provider
{
public:
    using MetadataCompletion =
        std::function<void(Result<std::shared_ptr<const oidc::ProviderMetadata>>)>;
    using PrepareCompletion = std::function<void(Result<SignInRequest>)>;
    using ExchangeCompletion = std::function<void(Result<TokenSet>)>;
    using RefreshCompletion = std::function<void(Result<RefreshedTokens>)>;
    using UserinfoCompletion = std::function<void(Result<QJsonObject>)>;
    using AudienceCompletion = std::function<void(Result<AudienceToken>)>;
    using Completion = std::function<void(Result<>)>;

    /// For a whole operation, however many requests it takes. NHS platforms have needed 15 s.
    static constexpr std::chrono::seconds patience{30};

    /// Further off than this, and sign-in fails with "clock.skew".
    static constexpr std::chrono::minutes toleratedSkew{5};
    /// Further off than this, and a session's refreshed ID token fails with "clock.skew".
    static constexpr std::chrono::minutes correctedSkew{20};

    /// Copies `environment`; `http` and `clock` must outlive this. Does nothing yet.
    Provider(policy::Environment environment, net::HttpClient& http, Clock& clock);
    ~Provider();
    Q_DISABLE_COPY_MOVE(Provider)

    [[nodiscard]] const policy::Environment& environment() const noexcept;

    /// What policy says now, for the same issuer and client. Operations that are under way may see
    /// either.
    void setEnvironment(policy::Environment environment);

    /// Discovery: from the cache while fresh (an hour at most), revalidated after that; while the
    /// provider cannot be reached the old one serves, for a day.
    Pending metadata(MetadataCompletion done);

    /// Makes an authorization request with fresh state, nonce and PKCE verifier.
    ///
    /// Errors  Misconfigured "sign_in.parameters" (no redirect URI, or a scope without `openid`),
    ///         "clock.skew" (better said before a browser opens than after).
    Pending prepare(SignInParameters parameters, PrepareCompletion done);

    /// Redeems `code`, validates the ID token, checks the granted scopes and reads userinfo.
    /// Whatever was issued is forgotten, not revoked, when a later step fails.
    Pending exchange(Secret code, SignInRequest request, ExchangeCompletion done);

    /// Refreshes. `previous` is the ID token in force: ValidatedIdToken::claims(), or
    /// oidc::readKeptIdToken() after a restart. Keys are fetched before the request is sent, so
    /// that nothing has to be waited for once the old refresh token may be spent. The error is
    /// "token.answer_lost" only when the request may have arrived.
    Pending refresh(const Secret& refreshToken,
        RefreshTarget target,
        oidc::IdTokenClaims previous,
        RefreshCompletion done);

    /// Reads userinfo again. Untrusted "userinfo.subject" unless it is `subject`'s.
    Pending userinfo(const Secret& accessToken, QByteArray subject, UserinfoCompletion done);

    /// A token for another audience by token exchange (RFC 8693). Misconfigured
    /// "token.subject_refused" where the provider will not have `subjectToken` exchanged, which says
    /// nothing of the grant.
    Pending exchangeFor(const Secret& subjectToken, ExchangeTarget target, AudienceCompletion done);

    /// Revokes (RFC 7009). Succeeds where the provider does not know the token any more.
    /// Misconfigured "revocation.unsupported" where the provider has no such endpoint.
    Pending revoke(const Secret& token, TokenHint hint, Completion done);

    /// Where the browser goes to sign out at the provider (RP-Initiated Logout 1.0 §2); nothing if
    /// the provider has no such place, or discovery has never been read. Never logged.
    [[nodiscard]] std::optional<QUrl> endSessionUrl(const Secret& idTokenHint) const;

    /// The provider's clock minus ours, from the last answer with a Date (RFC 9110 §6.6.1); nothing
    /// before that. Follows changes of the wall clock.
    [[nodiscard]] std::optional<Milliseconds> clockOffset() const;

    /// How long the provider asked to be left alone (RFC 9110 §10.2.3) in its last "later"; at most
    /// an hour; zero when it did not say or the time is over.
    [[nodiscard]] Milliseconds retryAfter() const;

    struct Core; ///< Caches and operations: provider_core.h. Nobody else's business.

private:
    std::unique_ptr<Core> m_core;
};

} // namespace lanyard::session
