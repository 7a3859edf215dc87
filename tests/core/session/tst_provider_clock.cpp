// SPDX-License-Identifier: MIT
#include "core/session/provider_clock.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using lanyard::test::codeOf;
using lanyard::test::FakeClock;

using namespace std::chrono_literals;

namespace {

// The fake clock starts at 1 790 000 000 s: Mon, 21 Sep 2026 14:13:20 GMT.
net::HttpReply reply(const QByteArray& date, int status = 200)
{
    net::HttpReply made;
    made.status = status;
    made.headers.insert("date", date);
    return made;
}

} // namespace

class TstProviderClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsHttpDates_data();
    void readsHttpDates();
    void believesItselfUntilToldBetter();
    void measuresFromTheMiddleOfTheRoundTrip();
    void followsAChangedWallClock();
    void countsSleep();
    void doesNotBelieveStrangers_data();
    void doesNotBelieveStrangers();
    void explainsALargeOffset_data();
    void explainsALargeOffset();
    void waitsAsLongAsAsked_data();
    void waitsAsLongAsAsked();
};

void TstProviderClock::readsHttpDates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("seconds"); // -1: no date.

    QTest::newRow("the form that may be sent (5.6.7)")
        << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << qint64{784111777};
    QTest::newRow("in British summer (P32)")
        << QByteArray("Mon, 21 Sep 2026 14:13:20 GMT") << qint64{1'790'000'000};
    QTest::newRow("an obsolete form") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << qint64{-1};
    QTest::newRow("another zone") << QByteArray("Sun, 06 Nov 1994 08:49:37 BST") << qint64{-1};
    QTest::newRow("a number") << QByteArray("784111777") << qint64{-1};
    QTest::newRow("nothing") << QByteArray() << qint64{-1};
}

void TstProviderClock::readsHttpDates()
{
    QFETCH(const QByteArray, text);
    QFETCH(const qint64, seconds);

    const auto date = readHttpDate(text);

    QCOMPARE(date.has_value(), seconds >= 0);
    if (date)
        QCOMPARE(*date, Instant{std::chrono::seconds{seconds}});
}

void TstProviderClock::believesItselfUntilToldBetter()
{
    FakeClock clock;
    const ProviderClock theirs(clock);

    QVERIFY(!theirs.offset());
    QCOMPARE(theirs.now(), clock.now());
    QVERIFY(theirs.check(5min));
}

void TstProviderClock::measuresFromTheMiddleOfTheRoundTrip()
{
    FakeClock clock;
    ProviderClock theirs(clock);
    const Milliseconds sent = clock.uptime();
    clock.advance(4s);

    theirs.note(reply("Mon, 21 Sep 2026 14:14:22 GMT"), sent);

    QCOMPARE(*theirs.offset(), Milliseconds{60'500}); // A Date has lost half a second on average.
}

// P32.
void TstProviderClock::followsAChangedWallClock()
{
    FakeClock clock;
    ProviderClock theirs(clock);
    theirs.note(reply("Mon, 21 Sep 2026 14:13:20 GMT"), clock.uptime());
    const Instant before = theirs.now();

    clock.setWallClock(clock.now() + 1h);

    QCOMPARE(theirs.now(), before);
    QCOMPARE(codeOf(theirs.check(20min)), QByteArray("clock.skew"));
}

void TstProviderClock::countsSleep()
{
    FakeClock clock;
    ProviderClock theirs(clock);
    theirs.note(reply("Mon, 21 Sep 2026 14:13:20 GMT"), clock.uptime());
    const Instant before = theirs.now();

    clock.advance(8h);

    QCOMPARE(theirs.now(), before + 8h);
}

void TstProviderClock::doesNotBelieveStrangers_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");

    QTest::newRow("a web page: a captive portal's clock")
        << QByteArray("content-type") << QByteArray("text/html; charset=utf-8");
    QTest::newRow("an answer from a cache") << QByteArray("age") << QByteArray("1200");
}

void TstProviderClock::doesNotBelieveStrangers()
{
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, value);
    FakeClock clock;
    ProviderClock theirs(clock);
    net::HttpReply stranger = reply("Mon, 21 Sep 2026 16:13:20 GMT");
    stranger.headers.insert(header, value);

    theirs.note(stranger, clock.uptime());

    QVERIFY(!theirs.offset());
}

// P32: from 20 minutes behind to 20 minutes ahead.
void TstProviderClock::explainsALargeOffset_data()
{
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<QString>("words"); // Empty: tolerated.

    QTest::newRow("20 minutes behind the provider")
        << QByteArray("Mon, 21 Sep 2026 14:33:20 GMT") << "20 minutes behind";
    QTest::newRow("6 minutes behind")
        << QByteArray("Mon, 21 Sep 2026 14:19:20 GMT") << "6 minutes behind";
    QTest::newRow("5 minutes behind") << QByteArray("Mon, 21 Sep 2026 14:18:20 GMT") << "";
    QTest::newRow("right") << QByteArray("Mon, 21 Sep 2026 14:13:20 GMT") << "";
    QTest::newRow("5 minutes ahead") << QByteArray("Mon, 21 Sep 2026 14:08:20 GMT") << "";
    QTest::newRow("6 minutes ahead")
        << QByteArray("Mon, 21 Sep 2026 14:07:20 GMT") << "6 minutes ahead";
    QTest::newRow("20 minutes ahead")
        << QByteArray("Mon, 21 Sep 2026 13:53:20 GMT") << "20 minutes ahead";
}

void TstProviderClock::explainsALargeOffset()
{
    QFETCH(const QByteArray, date);
    QFETCH(const QString, words);
    FakeClock clock;
    ProviderClock theirs(clock);

    theirs.note(reply(date), clock.uptime());

    const auto outcome = theirs.check(5min);
    QCOMPARE(codeOf(outcome), words.isEmpty() ? QByteArray() : QByteArray("clock.skew"));
    if (!outcome)
        QVERIFY2(outcome.error().detail.contains(words), qPrintable(outcome.error().detail));
}

void TstProviderClock::waitsAsLongAsAsked_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds");

    QTest::newRow("seconds") << 503 << QByteArray("120") << 120;
    QTest::newRow("a date (10.2.3)") << 429 << QByteArray("Mon, 21 Sep 2026 14:14:20 GMT") << 60;
    QTest::newRow("a date that is past") << 429 << QByteArray("Mon, 21 Sep 2026 14:12:20 GMT") << 0;
    QTest::newRow("a week") << 503 << QByteArray("604800") << 3600;
    QTest::newRow("words") << 503 << QByteArray("later") << 0;
    QTest::newRow("with a success") << 200 << QByteArray("120") << 0;
}

void TstProviderClock::waitsAsLongAsAsked()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, value);
    QFETCH(const int, seconds);
    FakeClock clock;
    ProviderClock theirs(clock);
    net::HttpReply later = reply("Mon, 21 Sep 2026 14:13:20 GMT", status);
    later.headers.insert("retry-after", value);

    theirs.note(later, clock.uptime());

    QCOMPARE(theirs.retryAfter(), Milliseconds{std::chrono::seconds{seconds}});
    clock.advance(std::chrono::seconds{seconds});
    QCOMPARE(theirs.retryAfter(), 0ms);
}

QTEST_APPLESS_MAIN(TstProviderClock)
#include "tst_provider_clock.moc"
