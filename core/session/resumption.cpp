// SPDX-License-Identifier: MIT
#include "core/session/resumption.h"

#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/session/moment.h"
#include "core/session/owed.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds longestDelay = std::chrono::seconds{60};

/// The limits passed while the provider was asked.
Error tooLate(DiscardReason reason)
{
    return fail(Fault::TimedOut,
        reason == DiscardReason::IdleTooLong ? "session.idle_limit" : "session.absolute_limit",
        u"the session's time was over before it could go on"_s)
        .value();
}

/// Trying again may help. What only ends a session is decided by the same words as in Renewal.
bool mayPass(const Error& error)
{
    return error.fault != Fault::GrantRevoked && error.fault != Fault::Untrusted
        && error.fault != Fault::AccessDenied;
}

} // namespace

Resumption::Resumption(Ports ports)
    : m_ports(std::move(ports))
{
}

Resumption::~Resumption() = default;

/// A sign-out that was cut short: it is owed already, and its own record was about to go.
void Resumption::forgetEnded(std::vector<TokenRecord>& records)
{
    QSet<QByteArray> ended;
    for (const TokenRecord& record : records) {
        if (isOwed(record.logon))
            ended.insert(record.sessionId);
    }
    std::erase_if(records, [&](const TokenRecord& record) {
        const bool isOver = !isOwed(record.logon) && ended.contains(record.sessionId);
        if (isOver)
            m_ports.ending.erase(record.logon);
        return isOver;
    });
}

void Resumption::look(std::function<void(bool found)> found)
{
    m_looking = m_ports.store.load([this, found = std::move(found)](
                                       std::vector<TokenRecord> records) {
        const auto now = Moment::of(m_ports.clock);
        forgetEnded(records);
        for (TokenRecord& record : records) {
            const auto reason = discardReason(record, m_ports.logon, m_ports.limits(), now);
            if (!reason && !m_found)
                m_found = std::move(record);
            else
                discard(std::move(record), nameOf(reason.value_or(DiscardReason::AnotherLogon)));
        }
        killPoint(KillPoint::StoredFound);
        found(m_found.has_value());
    });
}

void Resumption::discardFound()
{
    if (m_found)
        discard(std::move(*std::exchange(m_found, std::nullopt)), "superseded");
}

void Resumption::discard(TokenRecord record, const QByteArray& because)
{
    audit::Event event;
    event.kind = audit::Kind::SessionDiscarded;
    event.subject.sessionId = record.sessionId;
    event.facts.insert(u"because"_s, QString::fromLatin1(because));
    if (const auto written = m_ports.trail.record(event); !written)
        qCWarning(logSession) << "audit:" << written.error().code << written.error().reference;
    const auto logon = record.logon;
    m_ports.ending.end(std::move(record), logon, event.subject);
}

void Resumption::resume(std::function<void(Result<Resumed>)> done)
{
    m_done = std::move(done);
    auto claims = oidc::readKeptIdToken(m_found->idToken);
    if (!claims) {
        discard(std::move(*std::exchange(m_found, std::nullopt)), "identity_unreadable");
        m_working = m_ports.clock.after(
            Milliseconds{0}, [this, error = std::move(claims).error()] { failed(error); });
        return;
    }
    const bool isOfAnotherLogon = m_found->logon != m_ports.logon;
    const platform::Logon was = m_found->logon;
    m_ports.renewal.begin(std::move(*m_found), std::move(*claims));
    m_found.reset();
    if (isOfAnotherLogon) { // ResumeAcrossLogon: under our own name first, then no longer there.
        m_saving = m_ports.renewal.save([] {});
        m_ports.ending.erase(was);
    }
    renew();
}

void Resumption::askAgain()
{
    if (!m_isWaiting || m_ports.provider.retryAfter() > Milliseconds{0})
        return;
    m_delay = firstDelay;
    m_working = m_ports.clock.after(Milliseconds{0}, [this] { renew(); });
}

void Resumption::abandon()
{
    m_isWaiting = false;
    m_working = {};
    m_done = nullptr;
}

void Resumption::renew()
{
    m_isWaiting = false;
    m_working =
        m_ports.renewal.request({}, [this](const Result<Renewal::Token>& base) { renewed(base); });
}

void Resumption::renewed(const Result<Renewal::Token>& base)
{
    if (!base) {
        failed(base.error());
        return;
    }
    const auto subject = m_ports.renewal.record()->subject;
    m_working = m_ports.provider.userinfo(
        (*base)->accessToken, subject, [this](Result<QJsonObject> userinfo) {
            if (!userinfo && userinfo.error().code != "userinfo.unsupported") {
                failed(std::move(userinfo).error());
                return;
            }
            const auto& record = m_ports.renewal.record();
            if (const auto reason = discardReason(
                    *record, m_ports.logon, m_ports.limits(), Moment::of(m_ports.clock))) {
                failed(tooLate(*reason));
                return;
            }
            if (const auto done = std::exchange(m_done, nullptr))
                done(Resumed{m_ports.renewal.claims(), userinfo.value_or(QJsonObject())});
        });
}

void Resumption::failed(Error error)
{
    const auto& record = m_ports.renewal.record();
    const bool mayWait = mayPass(error) && record
        && !discardReason(*record, m_ports.logon, m_ports.limits(), Moment::of(m_ports.clock));
    if (mayWait) {
        qCInfo(logSession) << "resuming waits:" << error.code << error.reference;
        const auto delay = std::max(m_delay, m_ports.provider.retryAfter());
        m_delay = std::min(m_delay * 2, longestDelay);
        m_isWaiting = true;
        m_working = m_ports.clock.after(delay, [this] { renew(); });
        return;
    }
    if (const auto done = std::exchange(m_done, nullptr))
        done(tl::unexpected<Error>(std::move(error)));
}

} // namespace lanyard::session
