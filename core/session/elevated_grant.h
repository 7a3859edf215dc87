// SPDX-License-Identifier: MIT
#pragma once

/// What a step-up brought: an authentication and tokens of its own, beside the session's and never
/// instead of them (P34). In memory only: an agent that starts again has none.
///
/// Main thread only.

#include "core/audit/event.h"
#include "core/base/health.h"
#include "core/identity/context.h"
#include "core/platform/memory_secret_store.h"
#include "core/session/api_platform.h"
#include "core/session/moment.h"
#include "core/session/renewal.h"
#include "core/session/session.h"
#include "core/session/token_store.h"
#include "core/session/token_vault.h"

#include <functional>

namespace lanyard::session {

/// Who an elevation is for, how the person authenticated for it, and until when it counts.
struct ElevatedBy {
    Elevation elevation;
    identity::Assurance assurance;
    Deadline endsAt;
    audit::Subject subject; ///< Of the session when it began.
};

class ElevatedGrant
{
public:
    struct Ports {
        Provider& provider;
        net::HttpClient& http;
        audit::Trail& trail;
        Clock& clock;
        std::function<void(Error)> lost; ///< As Renewal::Ports has it; may destroy this.
    };

    ElevatedGrant(Ports ports, ElevatedBy by, Renewal::Replacement grant);
    ~ElevatedGrant();
    Q_DISABLE_COPY_MOVE(ElevatedGrant)

    [[nodiscard]] const ElevatedBy& by() const { return m_by; }

    [[nodiscard]] TokenVault& vault() { return m_vault; }

    [[nodiscard]] const oidc::IdTokenClaims& claims() const { return m_renewal.claims(); }

    /// As Renewal::request() and ApiPlatform::request(), from what the step-up brought.
    [[nodiscard]] Pending request(
        const Want& want, const QByteArray& contextId, Renewal::Completion done);

    /// Forgets all but what is still to be revoked, which it returns, and answers whoever waits.
    [[nodiscard]] Secret end(const Error& why);

private:
    ElevatedBy m_by;
    Health m_health; ///< Nobody's business: memory does not fail.
    platform::MemorySecretStore m_memory;
    TokenStore m_store;
    Renewal m_renewal;
    ApiPlatform m_platform;
    TokenVault m_vault;
    Pending m_telling;
};

} // namespace lanyard::session
