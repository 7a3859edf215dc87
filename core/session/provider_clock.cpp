// SPDX-License-Identifier: MIT
#include "core/session/provider_clock.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::hours longestQuiet{1};
constexpr Milliseconds halfSecond{500}; // A Date has lost half a second on average.

bool isWebPage(const net::HttpReply& reply)
{
    return reply.headers.value("content-type").trimmed().toLower().startsWith("text/html");
}

} // namespace

std::optional<Instant> readHttpDate(const QByteArray& text)
{
    QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::utc()); // Keeps the digits: they were Greenwich's all along.
    return Instant{Milliseconds{date.toMSecsSinceEpoch()}};
}

ProviderClock::ProviderClock(Clock& clock)
    : m_clock(clock)
{
}

void ProviderClock::note(const net::HttpReply& reply, Milliseconds sentAt)
{
    noteRetryAfter(reply);
    if (!isWebPage(reply))
        noteDate(reply, sentAt);
}

void ProviderClock::noteDate(const net::HttpReply& reply, Milliseconds sentAt)
{
    if (reply.headers.contains("age")) // From somebody's cache: that Date is of another hour.
        return;
    const auto date = readHttpDate(reply.headers.value("date"));
    if (!date)
        return;
    const Milliseconds received = m_clock.uptime();
    m_measure = Measure{*date + halfSecond, sentAt + (received - sentAt) / 2};
}

void ProviderClock::noteRetryAfter(const net::HttpReply& reply)
{
    if (reply.status != 429 && reply.status < 500)
        return;
    const QByteArray text = reply.headers.value("retry-after").trimmed();
    bool isNumber = false;
    std::chrono::seconds wait{text.toUInt(&isNumber)};
    if (!isNumber) {
        const auto until = readHttpDate(text);
        const auto theirs = readHttpDate(reply.headers.value("date"));
        wait = until ? std::chrono::duration_cast<std::chrono::seconds>(
                   *until - theirs.value_or(m_clock.now()))
                     : std::chrono::seconds{0};
    }
    const Milliseconds bounded =
        std::clamp<Milliseconds>(wait, Milliseconds{0}, Milliseconds{longestQuiet});
    m_quietUntil = m_clock.uptime() + bounded;
}

Instant ProviderClock::now() const
{
    return m_measure ? m_measure->theirs + (m_clock.uptime() - m_measure->at) : m_clock.now();
}

std::optional<Milliseconds> ProviderClock::offset() const
{
    return m_measure ? std::optional(now() - m_clock.now()) : std::nullopt;
}

Milliseconds ProviderClock::retryAfter() const
{
    return std::max(m_quietUntil - m_clock.uptime(), Milliseconds{0});
}

Result<> ProviderClock::check(std::chrono::minutes tolerated) const
{
    const auto off = offset();
    if (!off || std::chrono::abs(*off) <= tolerated + std::chrono::seconds{1})
        return {};
    const auto minutes = std::chrono::round<std::chrono::minutes>(std::chrono::abs(*off));
    return fail(Fault::Misconfigured,
        "clock.skew",
        u"this computer's clock is %1 minutes %2 the provider's"_s.arg(minutes.count())
            .arg(off->count() > 0 ? u"behind"_s : u"ahead of"_s),
        static_cast<int>(off->count() > 0 ? minutes.count() : -minutes.count()));
}

} // namespace lanyard::session
