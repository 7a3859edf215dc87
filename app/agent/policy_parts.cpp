// SPDX-License-Identifier: MIT
#include "app/agent/policy_parts.h"

namespace lanyard::agent {

ui::Environment shownAs(const policy::Environment& environment)
{
    return {environment.name, environment.live};
}

broker::Limits limitsOf(const policy::Policy& policy)
{
    broker::Limits limits;
    limits.connections = policy.maxConnections;
    limits.requestsPerSecond = policy.requestsPerSecond;
    return limits;
}

platform::Revocation revocationOf(const policy::Policy& policy)
{
    switch (policy.publisherRevocation) {
    case policy::PublisherRevocation::Off:
        return platform::Revocation::Off;
    case policy::PublisherRevocation::Online:
        return platform::Revocation::Online;
    case policy::PublisherRevocation::Cached:
        break;
    }
    return platform::Revocation::Cached;
}

} // namespace lanyard::agent
