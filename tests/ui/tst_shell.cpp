// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/ui/people.h"
#include "ui/shell.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

/// Offscreen there is none; Wine and Windows have one.
#define NEEDS_NO_TRAY()                                                                            \
    if (QSystemTrayIcon::isSystemTrayAvailable())                                                  \
    QSKIP("this desktop has a tray")

class TstShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheWindowWhereThereIsNoTray();
    void goesOnLookingForATray();
    void doesNotEndWithItsWindow();
    void passesQuitOnWithoutSigningOut();
    void offersQuitWhereThereIsNoTray();
};

void TstShell::showsTheWindowWhereThereIsNoTray()
{
    NEEDS_NO_TRAY();
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Shell shell({session, health, clock}, {u"Live"_s, true});

    shell.start();

    QVERIFY(shell.window().isVisible());
}

void TstShell::goesOnLookingForATray()
{
    NEEDS_NO_TRAY();
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Shell shell({session, health, clock}, {u"Live"_s, true});
    shell.start();
    const auto timers = clock.timers();

    clock.advance(1min);

    QCOMPARE(timers, std::size_t{1});
    QCOMPARE(clock.timers(), std::size_t{1});
}

void TstShell::doesNotEndWithItsWindow()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    const Shell shell({session, health, clock}, {u"Live"_s, true});

    QVERIFY(!QGuiApplication::quitOnLastWindowClosed());
}

void TstShell::passesQuitOnWithoutSigningOut()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Shell shell({session, health, clock}, {u"Live"_s, true});
    session.set(signedIn());
    clock.advance(1min);
    const QSignalSpy quits(&shell, &Shell::quitRequested);

    shell.presenter().act(Action::Quit);

    QCOMPARE(quits.count(), 1);
    QCOMPARE(session.signOuts, 0);
}

void TstShell::offersQuitWhereThereIsNoTray()
{
    NEEDS_NO_TRAY();
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Shell shell({session, health, clock}, {u"Live"_s, true});
    const QSignalSpy quits(&shell, &Shell::quitRequested);
    shell.start();
    QVERIFY(QTest::qWaitForWindowActive(&shell.window()));

    QTest::keyClick(&shell.window(), Qt::Key_Q, Qt::AltModifier);

    QTRY_COMPARE(quits.count(), 1); // Qt shows the button pressed for a moment.
    QCOMPARE(session.signOuts, 0);
}

QTEST_MAIN(TstShell)
#include "tst_shell.moc"
