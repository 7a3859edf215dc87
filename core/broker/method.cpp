// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

#include <array>

namespace lanyard::broker {

using policy::Operation;

Caller::~Caller() = default;
Call::~Call() = default;

std::span<const Method> methods()
{
    static constexpr std::array table = {
        Method{wire::method::agentHello, true, {}, agentHello},
        Method{wire::method::agentShow, true, {}, agentShow},
        Method{wire::method::sessionGet, false, {}, sessionGet},
        Method{wire::method::sessionSignIn, false, Operation::SignIn, sessionSignIn},
        Method{wire::method::sessionSignOut, false, Operation::SignOut, sessionSignOut},
        Method{wire::method::tokenGet, false, Operation::Token, tokenGet},
        Method{wire::method::identityGet, false, Operation::Identity, identityGet},
        Method{wire::method::roleList, false, Operation::Role, roleList},
        Method{wire::method::roleSelect, false, Operation::Role, roleSelect},
        Method{wire::method::elevationRequest, false, Operation::Elevation, elevationRequest},
        Method{wire::method::elevationEnd, false, Operation::Elevation, elevationEnd},
        Method{wire::method::emergencyRequest, false, Operation::Emergency, emergencyRequest},
        Method{wire::method::emergencyEnd, false, Operation::Emergency, emergencyEnd},
        Method{wire::method::eventsSubscribe, false, Operation::Events, eventsSubscribe},
        Method{wire::method::diagnosticsGet, true, {}, diagnosticsGet},
        Method{wire::method::requestCancel, false, {}, requestCancel},
    };
    return table;
}

} // namespace lanyard::broker
