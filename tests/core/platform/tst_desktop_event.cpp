// SPDX-License-Identifier: MIT
/// The rules by which the system's words become events, on every platform.

#include "core/platform/card_readers.h"
#include "core/platform/network_state.h"
#include "core/platform/window_message.h"
#include "tests/support/replayed_desktop_events.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t ourSession = 3;

// As recorded by a window procedure.
constexpr std::uint32_t wmQueryEnd = 0x11;
constexpr std::uint32_t wmEndSession = 0x16;
constexpr std::uint32_t wmTimeChange = 0x1E;
constexpr std::uint32_t wmPower = 0x218;
constexpr std::uint32_t wmSession = 0x2B1;

QByteArray named(const std::optional<DesktopEvent>& event)
{
    return event ? nameOf(*event) : QByteArray("nothing");
}

QByteArray v6(const char* hex)
{
    return QByteArray::fromHex(hex);
}

} // namespace

class TstDesktopEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEventHasAName();
    void readsAWindowMessage_data();
    void readsAWindowMessage();
    void holdsALogoffOnlyForASignOut_data();
    void holdsALogoffOnlyForASignOut();
    void knowsAddressesThatOthersReach_data();
    void knowsAddressesThatOthersReach();
    void saysOnceThatTheNetworkChanged();
    void followsCards_data();
    void followsCards();
    void replaysWhatATestSays();
};

void TstDesktopEvent::everyEventHasAName()
{
    QByteArrayList names;
    for (const auto event : allDesktopEvents) {
        QVERIFY(nameOf(event) != "unknown");
        QVERIFY(!names.contains(nameOf(event)));
        names.append(nameOf(event));
    }
    QCOMPARE(names.size(), 14);
}

void TstDesktopEvent::readsAWindowMessage_data()
{
    QTest::addColumn<quint32>("message");
    QTest::addColumn<quint64>("wparam");
    QTest::addColumn<qint64>("lparam");
    QTest::addColumn<QByteArray>("event");

    const auto session = [](const char* row, quint64 code, const char* event) {
        QTest::newRow(row) << wmSession << code << qint64{ourSession} << QByteArray(event);
    };
    session("P55: another user leaves the screen to us", 1, "console_connected");
    session("P55: fast user switching", 2, "console_disconnected");
    session("P55: a remote desktop comes back", 3, "remote_connected");
    session("P55: a remote desktop is left without a lock", 4, "remote_disconnected");
    session("somebody logs on", 5, "nothing");
    session("somebody logs off", 6, "logging_off");
    session("P55: Windows key and L", 7, "locked");
    session("unlocked", 8, "unlocked");
    session("remote control begins", 9, "nothing");
    session("a code of a later Windows", 99, "nothing");
    QTest::newRow("another session's lock") << wmSession << quint64{7} << qint64{4} << "nothing"_ba;

    const auto power = [](const char* row, quint64 code, const char* event) {
        QTest::newRow(row) << wmPower << code << qint64{0} << QByteArray(event);
    };
    power("the lid is closed", 0x4, "suspending");
    power("P31: awake again", 0x12, "resumed");
    power("a person is there: said already", 0x7, "nothing");
    power("on battery now", 0xA, "nothing");
    power("a power setting", 0x8013, "nothing");

    const auto end = [](const char* row, quint64 isSure, qint64 how, const char* event) {
        QTest::newRow(row) << wmEndSession << isSure << how << QByteArray(event);
    };
    end("shutdown", 1, 0, "logging_off");
    end("logoff", 1, 0x80000000, "logging_off");
    end("forced logoff", 1, 0xC0000000, "logging_off");
    QTest::newRow("a logoff begins")
        << wmQueryEnd << quint64{0} << qint64{0x80000000} << "logging_off"_ba;
    QTest::newRow("a shutdown begins") << wmQueryEnd << quint64{0} << qint64{0} << "logging_off"_ba;
    QTest::newRow("setup asks for a file to be let go")
        << wmQueryEnd << quint64{0} << qint64{1} << "nothing"_ba;
    end("a logoff that was stopped", 0, 0x80000000, "nothing");
    end("setup wants a file replaced", 1, 1, "nothing");

    QTest::newRow("P32: the clock is set")
        << wmTimeChange << quint64{0} << qint64{0} << "clock_changed"_ba;
    QTest::newRow("paint") << quint32{0xF} << quint64{0} << qint64{0} << "nothing"_ba;
}

void TstDesktopEvent::readsAWindowMessage()
{
    QFETCH(quint32, message);
    QFETCH(quint64, wparam);
    QFETCH(qint64, lparam);
    QFETCH(QByteArray, event);

    QCOMPARE(named(eventOf({message, wparam, lparam}, ourSession)), event);
}

void TstDesktopEvent::holdsALogoffOnlyForASignOut_data()
{
    QTest::addColumn<qint64>("how");
    QTest::addColumn<bool>("isBusy");
    QTest::addColumn<bool>("waits");

    QTest::newRow("nothing to do") << qint64{0x80000000} << false << false;
    QTest::newRow("logoff in the midst of a sign-out") << qint64{0x80000000} << true << true;
    QTest::newRow("shutdown in the midst of a sign-out") << qint64{0} << true << true;
    QTest::newRow("forced") << qint64{0x40000000} << true << false;
    QTest::newRow("setup wants a file replaced") << qint64{1} << true << false;
}

void TstDesktopEvent::holdsALogoffOnlyForASignOut()
{
    QFETCH(qint64, how);
    QFETCH(bool, isBusy);
    QFETCH(bool, waits);

    QCOMPARE(answerTo({wmQueryEnd, 0, how}, isBusy) == LogoffAnswer::Wait, waits);
}

void TstDesktopEvent::knowsAddressesThatOthersReach_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("usable");

    QTest::newRow("a ward's") << QByteArray("\x0A\x01\x02\x03", 4) << true;
    QTest::newRow("its own") << QByteArray("\x7F\x00\x00\x01", 4) << false;
    QTest::newRow("no DHCP answered") << QByteArray("\xA9\xFE\x07\x08", 4) << false;
    QTest::newRow("169.253 is anybody's") << QByteArray("\xA9\xFD\x07\x08", 4) << true;
    QTest::newRow("none") << QByteArray(4, '\0') << false;
    QTest::newRow("v6: a global one") << v6("20010db8000000000000000000000001") << true;
    QTest::newRow("v6: its own") << v6("00000000000000000000000000000001") << false;
    QTest::newRow("v6: none") << v6("00000000000000000000000000000000") << false;
    QTest::newRow("v6: of one cable") << v6("fe800000000000000000000000000001") << false;
    QTest::newRow("v6: of one cable, too") << v6("febf0000000000000000000000000001") << false;
    QTest::newRow("v6: unique local") << v6("fd000000000000000000000000000001") << true;
    QTest::newRow("of no family we know") << QByteArray(5, 'a') << false;
    QTest::newRow("of nothing") << QByteArray() << false;
}

void TstDesktopEvent::knowsAddressesThatOthersReach()
{
    QFETCH(QByteArray, address);
    QFETCH(bool, usable);

    QCOMPARE(isUsable(address), usable);
}

void TstDesktopEvent::saysOnceThatTheNetworkChanged()
{
    NetworkState state({"ward"});

    QCOMPARE(named(state.update({"ward"})), "nothing"_ba);
    QCOMPARE(named(state.update({})), "network_lost"_ba);
    QCOMPARE(named(state.update({})), "nothing"_ba);
    QCOMPARE(named(state.update({"ward"})), "network_changed"_ba);
    QCOMPARE(named(state.update({"ward", "vpn"})), "network_changed"_ba); // P31: a VPN comes up.
    QCOMPARE(named(state.update({"ward", "vpn"})), "nothing"_ba);
}

void TstDesktopEvent::followsCards_data()
{
    QTest::addColumn<CardReaders>("before");
    QTest::addColumn<CardReaders>("now");
    QTest::addColumn<QByteArrayList>("events");

    const CardReaders none;
    const CardReaders empty{{L"A", false}};
    const CardReaders full{{L"A", true}};
    QTest::newRow("a card goes in") << empty << full << QByteArrayList{"card_inserted"};
    QTest::newRow("a card comes out") << full << empty << QByteArrayList{"card_removed"};
    QTest::newRow("nothing") << full << full << QByteArrayList{};
    QTest::newRow("the reader is pulled, card and all")
        << full << none << QByteArrayList{"card_removed"};
    QTest::newRow("an empty reader is pulled") << empty << none << QByteArrayList{};
    QTest::newRow("a reader comes with a card") << none << full << QByteArrayList{"card_inserted"};
    QTest::newRow("a reader comes") << none << empty << QByteArrayList{};
    QTest::newRow("a card changes readers")
        << CardReaders{{L"A", true}, {L"B", false}} << CardReaders{{L"A", false}, {L"B", true}}
        << QByteArrayList{"card_removed", "card_inserted"};
}

void TstDesktopEvent::followsCards()
{
    QFETCH(CardReaders, before);
    QFETCH(CardReaders, now);
    QFETCH(QByteArrayList, events);

    QByteArrayList seen;
    for (const auto event : cardEvents(before, now))
        seen.append(nameOf(event));
    QCOMPARE(seen, events);
}

void TstDesktopEvent::replaysWhatATestSays()
{
    test::ReplayedDesktopEvents desktop;
    QSignalSpy spy(&desktop, &DesktopEvents::happened);
    bool isBusy = false;
    QVERIFY(!desktop.holdsLogoff()); // Nobody has said what for.
    desktop.holdLogoffWhile([&isBusy] { return isBusy; });

    desktop.replay(DesktopEvent::Suspending);

    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.at(0).at(0).value<DesktopEvent>(), DesktopEvent::Suspending);
    QVERIFY(!desktop.holdsLogoff());
    isBusy = true;
    QVERIFY(desktop.holdsLogoff());
}

QTEST_APPLESS_MAIN(TstDesktopEvent)
#include "tst_desktop_event.moc"
