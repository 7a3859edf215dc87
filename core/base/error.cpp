// SPDX-License-Identifier: MIT
#include "core/base/error.h"

#include <QRandomGenerator>

#include <string_view>

namespace lanyard {

Recovery recoveryFor(Fault fault) noexcept
{
    switch (fault) { // No default: the compiler lists what a new Fault still needs.
    case Fault::Cancelled:
        return Recovery::Nothing;
    case Fault::TimedOut:
    case Fault::Unreachable:
    case Fault::ProviderBusy:
        return Recovery::RetryLater;
    case Fault::AccessDenied:
    case Fault::GrantRevoked:
        return Recovery::SignInAgain;
    case Fault::Malformed:
    case Fault::Untrusted:
    case Fault::Misconfigured:
    case Fault::System:
        return Recovery::TellAdministrator;
    }
    return Recovery::TellAdministrator;
}

QByteArray nameOf(Fault fault)
{
    switch (fault) {
    case Fault::Cancelled:
        return "cancelled";
    case Fault::TimedOut:
        return "timed_out";
    case Fault::Unreachable:
        return "unreachable";
    case Fault::ProviderBusy:
        return "provider_busy";
    case Fault::AccessDenied:
        return "access_denied";
    case Fault::GrantRevoked:
        return "grant_revoked";
    case Fault::Malformed:
        return "malformed";
    case Fault::Untrusted:
        return "untrusted";
    case Fault::Misconfigured:
        return "misconfigured";
    case Fault::System:
        return "system";
    }
    return "system";
}

QByteArray nameOf(Recovery recovery)
{
    switch (recovery) {
    case Recovery::Nothing:
        return "nothing";
    case Recovery::RetryLater:
        return "retry_later";
    case Recovery::SignInAgain:
        return "sign_in_again";
    case Recovery::TellAdministrator:
        return "tell_administrator";
    }
    return "tell_administrator";
}

QString newReference()
{
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    quint64 bits = QRandomGenerator::system()->generate64();
    QString text = QStringLiteral("LY-");
    for (int i = 0; i < 8; ++i, bits >>= 5U) {
        if (i == 4)
            text += u'-';
        text += QLatin1Char(alphabet[bits & 31U]);
    }
    return text;
}

} // namespace lanyard
