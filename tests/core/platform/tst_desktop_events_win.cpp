// SPDX-License-Identifier: MIT
/// Messages as Windows would send them, sent to the window that is to hear them.

#include "core/platform/card_watch_win.h"
#include "core/platform/desktop_events.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <windows.h>

#include <wtsapi32.h>

using namespace lanyard::platform;

namespace {

HWND eventWindow()
{
    return FindWindowW(L"Lanyard.DesktopEvents", nullptr);
}

/// What a logoff of that kind is answered.
LRESULT asked(DWORD how)
{
    return SendMessageW(eventWindow(), WM_QUERYENDSESSION, 0, qint64{how});
}

DWORD ownSession()
{
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    return session;
}

} // namespace

class TstDesktopEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void isATopLevelWindowThatNobodySees();
    void hearsWhatIsPosted_data();
    void hearsWhatIsPosted();
    void hearsWhatIsSent();
    void letsALogoffGoOn();
    void tellsOfALogoffOnce();
    void tellsOfALogoffBeforeItAsksWhetherToWait();
    void asksNobodyToWaitForAForcedLogoff();
    void takesNoCardEventThatNoWatchHasPosted();
    void endsWithItsWindow();

private:
    [[nodiscard]] QByteArray heard() const
    {
        QByteArrayList names;
        for (const auto& each : *m_spy)
            names.append(nameOf(each.at(0).value<DesktopEvent>()));
        return names.join(' ');
    }

    std::unique_ptr<DesktopEvents> m_events;
    std::unique_ptr<QSignalSpy> m_spy;
};

void TstDesktopEvents::init()
{
    m_events = makeDesktopEvents();
    m_spy = std::make_unique<QSignalSpy>(m_events.get(), &DesktopEvents::happened);
}

void TstDesktopEvents::cleanup()
{
    m_spy.reset();
    m_events.reset();
}

void TstDesktopEvents::isATopLevelWindowThatNobodySees()
{
    const HWND window = eventWindow(); // FindWindow finds top-level windows only.
    QVERIFY(window != nullptr);
    QVERIFY(!IsWindowVisible(window));
    QVERIFY(GetAncestor(window, GA_PARENT) == GetDesktopWindow());
}

void TstDesktopEvents::hearsWhatIsPosted_data()
{
    QTest::addColumn<quint32>("message");
    QTest::addColumn<quint64>("wparam");
    QTest::addColumn<qint64>("lparam");
    QTest::addColumn<QByteArray>("event");

    const auto session = qint64{ownSession()};
    QTest::newRow("locked") << quint32{WM_WTSSESSION_CHANGE} << quint64{WTS_SESSION_LOCK} << session
                            << QByteArray("locked");
    QTest::newRow("unlocked") << quint32{WM_WTSSESSION_CHANGE} << quint64{WTS_SESSION_UNLOCK}
                              << session << QByteArray("unlocked");
    QTest::newRow("P55: the remote desktop is left")
        << quint32{WM_WTSSESSION_CHANGE} << quint64{WTS_REMOTE_DISCONNECT} << session
        << QByteArray("remote_disconnected");
    QTest::newRow("P55: fast user switching")
        << quint32{WM_WTSSESSION_CHANGE} << quint64{WTS_CONSOLE_DISCONNECT} << session
        << QByteArray("console_disconnected");
    QTest::newRow("another session's lock")
        << quint32{WM_WTSSESSION_CHANGE} << quint64{WTS_SESSION_LOCK} << session + 1
        << QByteArray();
    QTest::newRow("suspending") << quint32{WM_POWERBROADCAST} << quint64{PBT_APMSUSPEND}
                                << qint64{0} << QByteArray("suspending");
    QTest::newRow("resumed") << quint32{WM_POWERBROADCAST} << quint64{PBT_APMRESUMEAUTOMATIC}
                             << qint64{0} << QByteArray("resumed");
    QTest::newRow("the clock is set")
        << quint32{WM_TIMECHANGE} << quint64{0} << qint64{0} << QByteArray("clock_changed");
    QTest::newRow("the session ends") << quint32{WM_ENDSESSION} << quint64{TRUE}
                                      << qint64{ENDSESSION_LOGOFF} << QByteArray("logging_off");
}

void TstDesktopEvents::hearsWhatIsPosted()
{
    QFETCH(quint32, message);
    QFETCH(quint64, wparam);
    QFETCH(qint64, lparam);
    QFETCH(QByteArray, event);

    QVERIFY(PostMessageW(eventWindow(), message, wparam, lparam));
    QVERIFY(m_spy->isEmpty()); // From the event loop, and not before.
    QCoreApplication::processEvents();

    QCOMPARE(heard(), event);
}

void TstDesktopEvents::hearsWhatIsSent()
{
    SendMessageW(eventWindow(), WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC, 0);

    QCOMPARE(heard(), QByteArray("resumed"));
}

void TstDesktopEvents::letsALogoffGoOn()
{
    QCOMPARE(asked(ENDSESSION_LOGOFF), LRESULT{TRUE});
    m_events->holdLogoffWhile([] { return false; });
    QCOMPARE(asked(ENDSESSION_LOGOFF), LRESULT{TRUE});
}

void TstDesktopEvents::tellsOfALogoffOnce()
{
    QCOMPARE(asked(ENDSESSION_LOGOFF), LRESULT{TRUE});
    SendMessageW(eventWindow(), WM_WTSSESSION_CHANGE, WTS_SESSION_LOGOFF, qint64{ownSession()});
    SendMessageW(eventWindow(), WM_ENDSESSION, TRUE, qint64{ENDSESSION_LOGOFF});
    QCOMPARE(heard(), QByteArray("logging_off"));

    SendMessageW(eventWindow(), WM_ENDSESSION, FALSE, 0); // Somebody else has stopped it.
    asked(ENDSESSION_LOGOFF);
    QCOMPARE(heard(), QByteArray("logging_off logging_off"));
}

/// What the event sets going, such as a sign-out, is worth waiting for.
void TstDesktopEvents::tellsOfALogoffBeforeItAsksWhetherToWait()
{
    QByteArray toldFirst;
    m_events->holdLogoffWhile([&] {
        toldFirst = heard();
        return false;
    });

    asked(ENDSESSION_LOGOFF);

    QCOMPARE(toldFirst, QByteArray("logging_off"));
}

void TstDesktopEvents::asksNobodyToWaitForAForcedLogoff()
{
    m_events->holdLogoffWhile([] { return true; });

    QCOMPARE(asked(ENDSESSION_CRITICAL), LRESULT{TRUE});
}

void TstDesktopEvents::takesNoCardEventThatNoWatchHasPosted()
{
    for (int code = 0; code < 300; ++code)
        SendMessageW(eventWindow(), WM_APP + 1, static_cast<WPARAM>(code), 0);

    QCOMPARE(heard(), QByteArray("card_inserted card_removed"));
}

void TstDesktopEvents::endsWithItsWindow()
{
    cleanup();

    QVERIFY(eventWindow() == nullptr);
}

QTEST_GUILESS_MAIN(TstDesktopEvents)
#include "tst_desktop_events_win.moc"
