// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/oidc/id_token.h"
#include "core/session/provider.h"
#include "core/session/renewal.h"

#include <QByteArray>
#include <QJsonObject>

#include <functional>
#include <optional>

namespace lanyard::session {

/// What the provider says of the person now.
struct ClaimsRead {
    QByteArray contextId; ///< In force when userinfo was asked for.
    oidc::IdTokenClaims claims; ///< Of the ID token in force.
    QJsonObject userinfo; ///< Empty where the provider has no such endpoint.
};

/// Reads userinfo again while somebody is signed in, so that a privilege that was withdrawn is
/// noticed. Has no time of its own: it comes after a renewal, once the base token that userinfo was
/// read with last is as old as one that is renewed ahead of time at the earliest (renewal_plan.h). So a
/// program that has many tokens refreshed causes no more of it.
///
/// What cannot be read changes nothing; after a quarter of an hour health says
/// "session.claims_unread". Main thread only.
class ClaimsWatch
{
public:
    struct Ports {
        Provider& provider;
        Renewal& renewal;
        Clock& clock;
        Health& health;
        std::function<QByteArray()> contextId; ///< In force.
        std::function<void(const ClaimsRead&)> read;
        std::function<void(Error)> lost; ///< Untrusted "userinfo.subject": it is somebody else's.
    };

    explicit ClaimsWatch(Ports ports);

    /// Somebody is signed in, and userinfo has just been read.
    void begin();

    void end();

    /// A refresh was had. For Renewal::Ports; nothing before begin().
    void renewed();

private:
    void ask(const Renewal::Token& base);
    void answered(const QByteArray& contextId, Result<QJsonObject> userinfo);
    void failed(const Error& error);
    void plan(const Renewal::Token& base);

    Ports m_ports;
    std::optional<Milliseconds> m_notBefore; ///< By uptime; nothing before begin().
    bool m_isReading = false;
    std::optional<Milliseconds> m_failingSince; ///< By uptime.
    Pending m_working; ///< Last: dies first.
};

} // namespace lanyard::session
