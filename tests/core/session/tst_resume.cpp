// SPDX-License-Identifier: MIT
#include "core/session/resume.h"

#include <QTest>

#include <functional>

using namespace lanyard;
using namespace lanyard::session;
using namespace std::chrono_literals;

namespace {

const Instant start{std::chrono::seconds{1'790'000'000}};
const platform::Logon ours{.bootId = "boot", .logonId = "logon", .userId = "1000"};
constexpr ResumeLimits limits{.idleLimit = 15min, .absoluteLimit = 12h, .acrossLogon = false};

/// Signed in at `start`, and saved an hour later with the last activity a minute before.
TokenRecord sound()
{
    TokenRecord record;
    record.refreshToken = Secret(QByteArrayView("rt"));
    record.signedInAt = start;
    record.authenticatedAt = start;
    record.absoluteEnd = start + 12h;
    record.savedAt = start + 1h;
    record.lastActivity = start + 59min;
    record.savedUptime = 5h;
    record.logon = ours;
    return record;
}

Moment after(Milliseconds passed)
{
    return {.wall = start + 1h + passed, .uptime = 5h + passed};
}

} // namespace

Q_DECLARE_METATYPE(std::optional<lanyard::session::DiscardReason>)

class TstResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void countsByUptimeWhenTheClockWasSetBackALittle();
    void countsByTheWallClockAcrossBoots();
    void obeysAPolicyThatBecameStricter();
    void reasonsHaveNames();
};

void TstResume::decides_data()
{
    using Reason = std::optional<DiscardReason>;
    using Change = std::function<void(TokenRecord&, ResumeLimits&, Moment&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<Reason>("reason");
    const auto row = [](const char* name, Reason reason, const Change& change) {
        QTest::newRow(name) << change << reason;
    };
    row("nothing changed", std::nullopt, [](auto&, auto&, auto&) {});
    row("no refresh token", DiscardReason::NothingToRenew, [](auto& record, auto&, auto&) {
        record.refreshToken = {};
    });
    row("another user", DiscardReason::AnotherUser, [](auto& record, auto&, auto&) {
        record.logon.userId = "1001";
    });
    row("another user, even across logons",
        DiscardReason::AnotherUser,
        [](auto& record, auto& limit, auto&) {
            record.logon.userId = "1001";
            limit.acrossLogon = true;
        });
    row("another boot", DiscardReason::AnotherBoot, [](auto& record, auto&, auto&) {
        record.logon.bootId = "other";
    });
    row("another boot, where policy allows it", std::nullopt, [](auto& record, auto& limit, auto&) {
        record.logon.bootId = "other";
        limit.acrossLogon = true;
    });
    row("another logon of the same user",
        DiscardReason::AnotherLogon,
        [](auto& record, auto&, auto&) { record.logon.logonId = "other"; });
    row("another logon, where policy allows it",
        std::nullopt,
        [](auto& record, auto& limit, auto&) {
            record.logon.logonId = "other";
            limit.acrossLogon = true;
        });
    row("just before the idle limit", std::nullopt, [](auto&, auto&, auto& now) {
        now = after(14min - 1ms);
    });
    row("at the idle limit", DiscardReason::IdleTooLong, [](auto&, auto&, auto& now) {
        now = after(14min);
    });
    row("the idle limit passed in sleep, and the clock was set back to hide it",
        DiscardReason::IdleTooLong,
        [](auto&, auto&, auto& now) { now = {.wall = start + 1h, .uptime = 5h + 20min}; });
    row("just before the absolute end", std::nullopt, [](auto& record, auto&, auto&) {
        record.absoluteEnd = start + 1h + 1s + 1ms;
    });
    row("at the absolute end", DiscardReason::AbsoluteEndPassed, [](auto& record, auto&, auto&) {
        record.absoluteEnd = start + 1h + 1s;
    });
    row("the absolute end before the idle limit",
        DiscardReason::AbsoluteEndPassed,
        [](auto&, auto&, auto& now) { now = after(24h); });
    row("a clock set back by a minute", std::nullopt, [](auto&, auto&, auto& now) {
        now = {.wall = start + 59min, .uptime = 5h + 1s};
    });
    row("a clock set back by more", DiscardReason::ClockSetBack, [](auto&, auto&, auto& now) {
        now = {.wall = start + 59min - 1ms, .uptime = 5h + 1s};
    });
    row("activity in the future", DiscardReason::ClockSetBack, [](auto& record, auto&, auto&) {
        record.lastActivity = start + 2h;
    });
    row("a sign-in in the future", DiscardReason::ClockSetBack, [](auto& record, auto&, auto&) {
        record.signedInAt = start + 2h;
    });
}

void TstResume::decides()
{
    using Change = std::function<void(TokenRecord&, ResumeLimits&, Moment&)>;
    QFETCH(const Change, change);
    QFETCH(const std::optional<DiscardReason>, reason);
    auto record = sound();
    auto limit = limits;
    auto now = after(1s);
    change(record, limit, now);

    QVERIFY(discardReason(record, ours, limit, now) == reason);
}

void TstResume::countsByUptimeWhenTheClockWasSetBackALittle()
{
    const Moment now{.wall = start + 1h - 30s, .uptime = 5h + 14min};

    QVERIFY(discardReason(sound(), ours, limits, now) == DiscardReason::IdleTooLong);
}

void TstResume::countsByTheWallClockAcrossBoots()
{
    auto record = sound();
    record.logon.bootId = "other";
    auto across = limits;
    across.acrossLogon = true;
    const Moment now{.wall = start + 1h + 14min, .uptime = 10s}; // Uptime began anew.

    QVERIFY(discardReason(record, ours, across, now) == DiscardReason::IdleTooLong);
}

void TstResume::obeysAPolicyThatBecameStricter()
{
    auto stricter = limits;
    stricter.absoluteLimit = 1h;

    QVERIFY(discardReason(sound(), ours, stricter, after(1s)) == DiscardReason::AbsoluteEndPassed);
}

void TstResume::reasonsHaveNames()
{
    QCOMPARE(nameOf(DiscardReason::AnotherLogon), QByteArray("another_logon"));
    QCOMPARE(nameOf(DiscardReason::ClockSetBack), QByteArray("clock_set_back"));
}

QTEST_APPLESS_MAIN(TstResume)
#include "tst_resume.moc"
