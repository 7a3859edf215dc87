// SPDX-License-Identifier: MIT
#include "core/session/provider.h"

#include "core/oidc/end_session.h"
#include "core/session/provider_operations.h"

#include <utility>

namespace lanyard::session {

Provider::Provider(policy::Environment environment, net::HttpClient& http, Clock& clock)
    : m_core(std::make_unique<Core>(std::move(environment), http, clock))
{
}

Provider::~Provider() = default;

const policy::Environment& Provider::environment() const noexcept
{
    return m_core->environment;
}

void Provider::setEnvironment(policy::Environment environment)
{
    m_core->environment = std::move(environment);
}

Pending Provider::metadata(MetadataCompletion done)
{
    return m_core->run(makeMetadata(*m_core, std::move(done)));
}

Pending Provider::prepare(SignInParameters parameters, PrepareCompletion done)
{
    return m_core->run(makePrepare(*m_core, std::move(parameters), std::move(done)));
}

Pending Provider::exchange(Secret code, SignInRequest request, ExchangeCompletion done)
{
    return m_core->run(makeExchange(*m_core, std::move(code), std::move(request), std::move(done)));
}

Pending Provider::refresh(const Secret& refreshToken,
    RefreshTarget target,
    oidc::IdTokenClaims previous,
    RefreshCompletion done)
{
    return m_core->run(makeRefresh(
        *m_core, refreshToken, std::move(target), std::move(previous), std::move(done)));
}

Pending Provider::userinfo(const Secret& accessToken, QByteArray subject, UserinfoCompletion done)
{
    return m_core->run(makeUserinfo(*m_core, accessToken, std::move(subject), std::move(done)));
}

Pending Provider::exchangeFor(
    const Secret& subjectToken, ExchangeTarget target, AudienceCompletion done)
{
    return m_core->run(makeExchangeFor(*m_core, subjectToken, std::move(target), std::move(done)));
}

Pending Provider::revoke(const Secret& token, TokenHint hint, Completion done)
{
    return m_core->run(makeRevoke(*m_core, token, hint, std::move(done)));
}

std::optional<QUrl> Provider::endSessionUrl(const Secret& idTokenHint) const
{
    const auto& metadata = m_core->metadata.latest();
    if (!metadata || metadata->endSession.isEmpty())
        return std::nullopt;
    return oidc::endSessionUrl(
        metadata->endSession, idTokenHint, {m_core->environment.clientId, {}, {}});
}

std::optional<Milliseconds> Provider::clockOffset() const
{
    return m_core->theirs.offset();
}

Milliseconds Provider::retryAfter() const
{
    return m_core->theirs.retryAfter();
}

} // namespace lanyard::session
