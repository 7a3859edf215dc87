// SPDX-License-Identifier: MIT
#include "core/session/presence.h"

#include <QTest>

using namespace lanyard::session;
using lanyard::platform::DesktopEvent;
using lanyard::policy::DesktopAction;
using lanyard::policy::DesktopRules;

namespace {

using Events = QList<DesktopEvent>;

constexpr DesktopRules keepAll{
    DesktopAction::Keep, DesktopAction::Keep, DesktopAction::Keep, DesktopAction::Keep};

} // namespace

class TstPresence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAwayWhileAnythingLasts_data();
    void isAwayWhileAnythingLasts();
    void asksForWhatPolicySays_data();
    void asksForWhatPolicySays();
    void knowsUnderOneRuleWhatItSawUnderAnother();
    void believesThatItWasLocked();
};

void TstPresence::isAwayWhileAnythingLasts_data()
{
    using enum DesktopEvent;
    QTest::addColumn<Events>("events");
    QTest::addColumn<bool>("isAway");
    QTest::newRow("nothing") << Events{} << false;
    QTest::newRow("locked") << Events{Locked} << true;
    QTest::newRow("unlocked") << Events{Locked, Unlocked} << false;
    QTest::newRow("unlocked twice") << Events{Locked, Unlocked, Unlocked} << false;
    QTest::newRow("P55: disconnected") << Events{RemoteDisconnected} << true;
    QTest::newRow("P55: disconnected and locked, reconnected")
        << Events{RemoteDisconnected, Locked, RemoteConnected} << true;
    QTest::newRow("P55: and unlocked")
        << Events{RemoteDisconnected, Locked, RemoteConnected, Unlocked} << false;
    QTest::newRow("P55: from the console to a remote desktop")
        << Events{ConsoleDisconnected, RemoteConnected} << false;
    QTest::newRow("P55: from a remote desktop to the console")
        << Events{RemoteDisconnected, ConsoleConnected} << false;
    QTest::newRow("another user") << Events{ConsoleDisconnected} << true;
    QTest::newRow("asleep") << Events{Suspending} << true;
    QTest::newRow("awake, and locked meanwhile") << Events{Suspending, Locked, Resumed} << true;
    QTest::newRow("awake") << Events{Suspending, Resumed} << false;
    QTest::newRow("the card") << Events{CardRemoved} << false;
    QTest::newRow("unlocked without a card") << Events{CardRemoved, Locked, Unlocked} << false;
    QTest::newRow("a card is no unlocking") << Events{Locked, CardInserted} << true;
    QTest::newRow("a network is no unlocking")
        << Events{Locked, NetworkLost, NetworkChanged, ClockChanged} << true;
}

void TstPresence::isAwayWhileAnythingLasts()
{
    QFETCH(const Events, events);
    QFETCH(const bool, isAway);
    Presence presence;
    Presence kept;
    for (const auto event : events) {
        QVERIFY(presence.take(event, {}) != DesktopAction::SignOut);
        QCOMPARE(kept.take(event, keepAll), DesktopAction::Keep);
    }
    QCOMPARE(presence.isAway({}), isAway);
    QVERIFY(!kept.isAway(keepAll));
}

void TstPresence::asksForWhatPolicySays_data()
{
    using enum DesktopEvent;
    QTest::addColumn<DesktopEvent>("event");
    QTest::addColumn<DesktopAction>("action");
    QTest::newRow("locked") << Locked << DesktopAction::Pause;
    QTest::newRow("unlocked") << Unlocked << DesktopAction::Keep;
    QTest::newRow("console left") << ConsoleDisconnected << DesktopAction::SignOut;
    QTest::newRow("remote desktop left") << RemoteDisconnected << DesktopAction::SignOut;
    QTest::newRow("asleep") << Suspending << DesktopAction::Keep;
    QTest::newRow("card") << CardRemoved << DesktopAction::Lock;
    QTest::newRow("card back") << CardInserted << DesktopAction::Keep;
    QTest::newRow("logging off") << LoggingOff << DesktopAction::Keep;
}

void TstPresence::asksForWhatPolicySays()
{
    QFETCH(const DesktopEvent, event);
    QFETCH(const DesktopAction, action);
    constexpr DesktopRules rules{
        DesktopAction::Pause, DesktopAction::SignOut, DesktopAction::Keep, DesktopAction::Lock};
    QCOMPARE(Presence().take(event, rules), action);
}

void TstPresence::knowsUnderOneRuleWhatItSawUnderAnother()
{
    Presence presence;
    QCOMPARE(presence.take(DesktopEvent::Locked, keepAll), DesktopAction::Keep);
    QVERIFY(presence.isAway({}));
    DesktopRules rules;
    rules.locked = DesktopAction::SignOut; // Nobody signs in at a locked desktop either.
    QVERIFY(presence.isAway(rules));
}

void TstPresence::believesThatItWasLocked()
{
    Presence presence;
    presence.assumeLocked();
    QVERIFY(presence.isAway({}));
    QCOMPARE(presence.take(DesktopEvent::Unlocked, {}), DesktopAction::Keep);
    QVERIFY(!presence.isAway({}));
}

QTEST_APPLESS_MAIN(TstPresence)
#include "tst_presence.moc"
