// SPDX-License-Identifier: MIT
#include "core/session/claims_watch.h"

#include "core/base/log.h"
#include "core/session/renewal_plan.h"

#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds toldAfter = std::chrono::minutes{15};

const QByteArray condition = "session.claims_unread";

} // namespace

ClaimsWatch::ClaimsWatch(Ports ports)
    : m_ports(std::move(ports))
{
}

void ClaimsWatch::begin()
{
    end();
    plan(m_ports.renewal.base());
}

void ClaimsWatch::end()
{
    m_notBefore.reset();
    m_isReading = false;
    m_working = {};
    m_failingSince.reset();
    m_ports.health.clear(condition);
}

void ClaimsWatch::plan(const Renewal::Token& base)
{
    const Milliseconds lifetime = base ? base->expiresAt - m_ports.clock.now() : Milliseconds{0};
    m_notBefore = m_ports.clock.uptime() + renewalAfterSuccess(lifetime, 0);
}

void ClaimsWatch::renewed()
{
    if (!m_notBefore || m_isReading || m_ports.clock.uptime() < *m_notBefore
        || m_ports.provider.retryAfter() > Milliseconds{0})
        return;
    m_isReading = true;
    const auto& base = m_ports.renewal.base();
    if (base && base->expiresAt > m_ports.clock.now()) {
        ask(base);
        return;
    }
    m_working = m_ports.renewal.request({}, [this](const Result<Renewal::Token>& token) {
        m_isReading = token.has_value();
        if (token)
            ask(*token);
    });
}

void ClaimsWatch::ask(const Renewal::Token& base)
{
    plan(base);
    m_working = m_ports.provider.userinfo(base->accessToken,
        m_ports.renewal.record()->subject,
        [this, contextId = m_ports.contextId()](
            Result<QJsonObject> userinfo) { answered(contextId, std::move(userinfo)); });
}

void ClaimsWatch::answered(const QByteArray& contextId, Result<QJsonObject> userinfo)
{
    m_isReading = false;
    if (!userinfo && userinfo.error().code != "userinfo.unsupported") {
        failed(userinfo.error());
        return;
    }
    m_failingSince.reset();
    m_ports.health.clear(condition);
    m_ports.read({contextId, m_ports.renewal.claims(), userinfo.value_or(QJsonObject())});
}

/// Only what proves that it is somebody else's session ends it (P29).
void ClaimsWatch::failed(const Error& error)
{
    qCWarning(logSession) << "userinfo was not read:" << error.code << error.reference;
    if (error.code == "userinfo.subject") {
        m_ports.lost(error);
        return;
    }
    const auto now = m_ports.clock.uptime();
    if (!m_failingSince)
        m_failingSince = now;
    if (now - *m_failingSince >= toldAfter)
        m_ports.health.raise({condition,
            Severity::Warning,
            u"what the person may do could not be read again: %1"_s.arg(
                QString::fromLatin1(error.code)),
            u"Check the sign-in service: a role that it withdraws is not noticed until this is over."_s,
            {}});
}

} // namespace lanyard::session
