// SPDX-License-Identifier: MIT
#include "core/broker/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using wire::ErrorCode;

namespace {

constexpr Milliseconds soon = std::chrono::seconds{5}; ///< Before a provider is asked again.

/// Conditions whose name says more than their fault does.
constexpr std::array named = {
    std::pair("session.signed_out", ErrorCode::SignedOut),
    std::pair("session.paused", ErrorCode::Paused),
    std::pair("session.context_changed", ErrorCode::ContextChanged),
    std::pair("session.audience_unknown", ErrorCode::Denied),
    std::pair("session.interaction_required", ErrorCode::InteractionRequired),
    std::pair("session.elevation_required", ErrorCode::ElevationRequired),
    std::pair("identity.permission_missing", ErrorCode::InsufficientPermission),
    std::pair("session.acr_unknown", ErrorCode::BadRequest),
    std::pair("session.another_person", ErrorCode::Denied),
    std::pair("session.scope", ErrorCode::Denied),
    std::pair("identity.role_unknown", ErrorCode::BadRequest),
    std::pair("emergency.permission", ErrorCode::InsufficientPermission),
    std::pair("emergency.reason", ErrorCode::BadRequest),
    std::pair("emergency.reason_code", ErrorCode::BadRequest),
};

ErrorCode codeFor(Fault fault)
{
    switch (fault) {
    case Fault::Cancelled:
        return ErrorCode::Cancelled;
    case Fault::TimedOut:
        return ErrorCode::TimedOut;
    case Fault::Unreachable:
        return ErrorCode::Offline;
    case Fault::ProviderBusy:
        return ErrorCode::Busy;
    case Fault::AccessDenied:
        return ErrorCode::Denied;
    case Fault::GrantRevoked:
        return ErrorCode::SignedOut;
    case Fault::Malformed:
    case Fault::Untrusted:
    case Fault::Misconfigured:
    case Fault::System:
        return ErrorCode::Unavailable;
    }
    return ErrorCode::Unavailable;
}

} // namespace

Refusal refusalFor(const Error& error)
{
    const auto* const row = std::find_if(
        named.begin(), named.end(), [&error](const auto& one) { return error.code == one.first; });
    if (row != named.end())
        return {row->second, error, {}, {}};
    Refusal refusal{codeFor(error.fault), error, {}, {}};
    if (recoveryFor(error.fault) == Recovery::RetryLater)
        refusal.retryAfter = soon;
    return refusal;
}

Refusal refuse(ErrorCode code, QByteArray cause, QString detail)
{
    const Fault fault = code == ErrorCode::Cancelled ? Fault::Cancelled
        : code == ErrorCode::TimedOut                ? Fault::TimedOut
                                                     : Fault::Untrusted;
    return {code, Error{fault, std::move(cause), std::move(detail), 0, newReference()}, {}, {}};
}

Refusal badParams(QByteArray cause, QString detail)
{
    Refusal refusal = refuse(ErrorCode::BadRequest, std::move(cause), std::move(detail));
    refusal.cause.fault = Fault::Malformed;
    refusal.standard = StandardError::InvalidParams;
    return refusal;
}

QString sentenceFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::SignedOut:
        return u"Nobody is signed in."_s;
    case ErrorCode::InteractionRequired:
        return u"Only a sign-in by the person can give this."_s;
    case ErrorCode::Paused:
        return u"The desktop is locked or disconnected."_s;
    case ErrorCode::Offline:
        return u"The sign-in service cannot be reached."_s;
    case ErrorCode::Denied:
        return u"Policy does not give this program what it asked for."_s;
    case ErrorCode::ContextChanged:
        return u"The person, role or organisation is no longer the one expected."_s;
    case ErrorCode::ElevationRequired:
        return u"The person must confirm this with a stronger sign-in."_s;
    case ErrorCode::InsufficientPermission:
        return u"The person's role does not permit this."_s;
    case ErrorCode::TimedOut:
        return u"There was no answer in time."_s;
    case ErrorCode::Cancelled:
        return u"The request was cancelled."_s;
    case ErrorCode::Busy:
        return u"Too much is asked at once."_s;
    case ErrorCode::Unavailable:
        return u"This cannot be served now; the reference tells support why."_s;
    case ErrorCode::BadRequest:
        return u"The request is not as the protocol has it."_s;
    case ErrorCode::Unsupported:
        return u"This agent does not know that."_s;
    }
    return {};
}

} // namespace lanyard::broker
