// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

namespace lanyard::broker {

/// Open to all programs of the login session, and reveals nothing: the person alone sees the window.
Outcome agentShow(const Request& /*request*/, Caller& /*caller*/, const Services& services)
{
    if (const auto wait = services.doorbell.press()) {
        Refusal refusal = refuse(wire::ErrorCode::Busy, "request.too_fast");
        refusal.retryAfter = *wait;
        return refusal;
    }
    return QJsonObject{};
}

} // namespace lanyard::broker
