// SPDX-License-Identifier: MIT
#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/session/renewal.h"
#include "core/session/token_vault.h"

#include <algorithm>
#include <utility>

/// Tokens for other audiences by exchange (RFC 8693). The rest of Renewal is in renewal.cpp.

namespace lanyard::session {

namespace {

/// What is exchanged must outlive the exchange.
constexpr Milliseconds leastLeft = Provider::patience;

} // namespace

/// The token that the first job exchanges, where it is in hand and good for long enough.
const Secret* Renewal::subjectInHand() const
{
    const auto& target = m_jobs.front()->want.exchange;
    if (!m_record || !target)
        return nullptr;
    const Instant until = m_ports.clock.now() + leastLeft;
    if (target->subject == ExchangeTarget::Subject::IdToken)
        return m_claims.expiresAt > until + m_ports.provider.clockOffset().value_or(Milliseconds{0})
            ? &m_record->idToken
            : nullptr;
    return m_base && m_base->expiresAt > until ? &m_base->accessToken : nullptr;
}

Instant Renewal::usableUntil() const
{
    const Instant ofIdToken =
        m_claims.expiresAt - m_ports.provider.clockOffset().value_or(Milliseconds{0});
    return m_base ? std::max(m_base->expiresAt, ofIdToken) : ofIdToken;
}

void Renewal::exchange(const Secret& subject)
{
    m_working = m_ports.provider.exchangeFor(subject,
        *m_jobs.front()->want.exchange,
        [this](Result<AudienceToken> answer) { exchanged(std::move(answer)); });
}

/// Whether another base token may fare better: the provider may have revoked the one in hand, and
/// only a refresh says whether the session is over. One that was just had is refused for good, or
/// every question of a program that may not have it would cost a refresh.
bool Renewal::mayBeRefusedForItsAge() const
{
    return !m_jobs.front()->hasRefreshed && m_ports.clock.uptime() - m_baseAt >= TokenVault::fresh;
}

void Renewal::exchanged(Result<AudienceToken> answer)
{
    killPoint(KillPoint::ExchangeAnswered);
    if (answer) {
        audit(audit::Kind::TokenExchanged);
        finish(std::make_shared<const AudienceToken>(std::move(*answer)));
        return;
    }
    const Error error = std::move(answer).error();
    audit(audit::Kind::ExchangeFailed, error);
    if (error.code == "token.subject_refused" && mayBeRefusedForItsAge()) {
        m_base.reset();
        renew();
        return;
    }
    if (error.fault == Fault::ProviderBusy)
        m_busyAt = m_ports.clock.uptime();
    qCWarning(logSession) << "exchange failed:" << error.code << error.reference;
    finish(tl::unexpected<Error>(error));
}

} // namespace lanyard::session
