// SPDX-License-Identifier: MIT
#include "core/session/elevated_grant.h"

#include <utility>

namespace lanyard::session {

namespace {

/// Told from the event loop: whoever hears it may end the grant.
std::function<void(Error)> later(Clock& clock, Pending& telling, std::function<void(Error)> lost)
{
    return [&clock, &telling, lost = std::move(lost)](Error why) {
        telling = clock.after(Milliseconds{0}, [lost, why = std::move(why)] { lost(why); });
    };
}

/// Nobody else has this grant: its turns are its own.
Renewal::Acquire uncontested(Clock& clock)
{
    return [&clock](std::function<void(Result<Renewal::Hold>)> done) {
        return clock.after(
            Milliseconds{0}, [done = std::move(done)] { done(std::make_shared<bool>()); });
    };
}

} // namespace

ElevatedGrant::ElevatedGrant(Ports ports, ElevatedBy by, Renewal::Replacement grant)
    : m_by(std::move(by))
    , m_memory(ports.clock)
    , m_store({m_memory, ports.clock, m_health, [](const auto&) { return false; }, {}},
          {ports.provider.environment().issuer, ports.provider.environment().clientId, {}})
    , m_renewal({ports.provider,
          m_store,
          ports.trail,
          ports.clock,
          uncontested(ports.clock),
          [this] { return m_by.subject; },
          later(ports.clock, m_telling, std::move(ports.lost)),
          nullptr,
          [] { return 0.0; },
          {}})
    , m_platform({ports.http, ports.provider, m_renewal, ports.trail, ports.clock, [this] {
                      return m_by.subject;
                  }})
{
    m_renewal.begin(std::move(grant.record), std::move(grant.claims), std::move(grant.base));
}

ElevatedGrant::~ElevatedGrant() = default;

Pending ElevatedGrant::request(
    const Want& want, const QByteArray& contextId, Renewal::Completion done)
{
    return want.platform ? m_platform.request(want, contextId, std::move(done))
                         : m_renewal.request(want, std::move(done));
}

Secret ElevatedGrant::end(const Error& why)
{
    m_vault.clear();
    Secret toRevoke;
    if (m_renewal.record())
        toRevoke = Secret(m_renewal.record()->refreshToken.view());
    m_platform.clear(why);
    m_renewal.end(why);
    return toRevoke;
}

} // namespace lanyard::session
