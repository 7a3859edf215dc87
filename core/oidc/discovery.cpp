// SPDX-License-Identifier: MIT
#include "core/oidc/discovery.h"

#include "core/base/json.h"
#include "core/jose/algorithm.h"
#include "core/oidc/json_member.h"

#include <QJsonObject>

#include <algorithm>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr auto wellKnown = "/.well-known/openid-configuration";

bool isReachableBy(const QUrl& url, PlainHttp plain)
{
    if (url.scheme() == u"https"_s)
        return true;
    return plain == PlainHttp::OnLoopback && url.scheme() == u"http"_s
        && (url.host() == u"127.0.0.1"_s || url.host() == u"::1"_s);
}

bool isEndpoint(const QUrl& url, PlainHttp plain)
{
    return url.isValid() && isReachableBy(url, plain) && !url.host().isEmpty()
        && url.userInfo().isEmpty() && !url.hasFragment();
}

/// Reads the endpoints one by one, and remembers the first that will not do.
class EndpointReader
{
public:
    EndpointReader(const QJsonObject& document, PlainHttp plain)
        : m_document(document)
        , m_plain(plain)
    {
    }

    Endpoint required(const char* name)
    {
        Endpoint endpoint = optional(name);
        if (endpoint.isEmpty() && m_outcome)
            m_outcome = fail(Fault::Malformed,
                "discovery.member",
                u"%1 is missing"_s.arg(QLatin1StringView(name)));
        return endpoint;
    }

    Endpoint optional(const char* name)
    {
        const QByteArray text = textMember(m_document, name);
        if (text.isEmpty())
            return {};
        Endpoint endpoint{text, QUrl::fromEncoded(text, QUrl::StrictMode)};
        if (!isEndpoint(endpoint.url, m_plain) && m_outcome)
            m_outcome = fail(Fault::Untrusted,
                "discovery.endpoint",
                u"%1 is not an https address"_s.arg(QLatin1StringView(name)));
        return endpoint;
    }

    [[nodiscard]] const Result<>& outcome() const { return m_outcome; }

private:
    const QJsonObject& m_document;
    PlainHttp m_plain;
    Result<> m_outcome;
};

tl::unexpected<Error> unsupported(const QString& what)
{
    return fail(Fault::Misconfigured, "discovery.unsupported", what);
}

Result<> checkSupport(const ProviderMetadata& metadata, const QByteArrayList& responseTypes)
{
    if (!responseTypes.isEmpty() && !responseTypes.contains("code"))
        return unsupported(u"the provider does not offer the code flow"_s);
    if (!metadata.codeChallengeMethods.isEmpty() && !metadata.codeChallengeMethods.contains("S256"))
        return unsupported(u"the provider does not take S256 code challenges"_s);
    const QByteArrayList& algorithms = metadata.signingAlgorithms;
    if (!algorithms.isEmpty()
        && std::none_of(algorithms.begin(), algorithms.end(), [](const QByteArray& name) {
               return jose::algorithmNamed(name).has_value();
           }))
        return unsupported(u"the provider signs ID tokens by no algorithm that we take"_s);
    return {};
}

} // namespace

Result<QUrl> metadataUrl(const QByteArray& issuer, PlainHttp plain)
{
    // §4.1 joins text; a URL class would take the issuer's ":443" away.
    const QByteArray base = issuer.endsWith('/') ? issuer.chopped(1) : issuer;
    QUrl url = QUrl::fromEncoded(base + wellKnown, QUrl::StrictMode);
    if (!isEndpoint(url, plain) || url.hasQuery())
        return fail(Fault::Misconfigured,
            "discovery.issuer_url",
            u"the configured issuer is not a plain https address"_s);
    return url;
}

Result<ProviderMetadata> parseMetadata(
    QByteArrayView json, const QByteArray& issuer, PlainHttp plain)
{
    // 1. One JSON object, within bounds.
    LY_TRY(const QJsonObject document, parseJsonObject(json, {.bytes = maxMetadata}));

    // 2. §4.3: "MUST be identical". Bytes, not URLs: https://a and https://a:443 are two issuers.
    ProviderMetadata metadata;
    metadata.issuer = textMember(document, "issuer");
    if (metadata.issuer != issuer)
        return fail(Fault::Untrusted,
            "discovery.issuer",
            u"the document is another issuer's than the configured one"_s);

    // 3, 4. The endpoints.
    EndpointReader endpoints(document, plain);
    metadata.authorization = endpoints.required("authorization_endpoint");
    metadata.token = endpoints.required("token_endpoint");
    metadata.keys = endpoints.required("jwks_uri");
    metadata.userinfo = endpoints.optional("userinfo_endpoint");
    metadata.endSession = endpoints.optional("end_session_endpoint");
    metadata.revocation = endpoints.optional("revocation_endpoint");
    LY_CHECK(endpoints.outcome());

    // 5. What we cannot do without, where the document says whether it is there.
    metadata.scopes = listMember(document, "scopes_supported");
    metadata.grantTypes = listMember(document, "grant_types_supported");
    metadata.codeChallengeMethods = listMember(document, "code_challenge_methods_supported");
    metadata.clientAuthentications = listMember(document, "token_endpoint_auth_methods_supported");
    metadata.signingAlgorithms = listMember(document, "id_token_signing_alg_values_supported");
    metadata.issuerInResponse =
        document.value("authorization_response_iss_parameter_supported"_L1).toBool();
    LY_CHECK(checkSupport(metadata, listMember(document, "response_types_supported")));
    return metadata;
}

} // namespace lanyard::oidc
