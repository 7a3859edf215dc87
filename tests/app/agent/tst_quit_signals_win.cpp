// SPDX-License-Identifier: MIT
#include "app/agent/quit_signals.h"
#include "app/start/control_event_win.h"
#include "core/base/security_win.h"

#include <QTest>

#include <aclapi.h>
#include <sddl.h>

using namespace lanyard;
using namespace lanyard::agent;
using start::Control;

namespace {

Handle open(Control control, DWORD rights = EVENT_MODIFY_STATE)
{
    return Handle(
        OpenEventW(rights, FALSE, start::controlEventName(GetCurrentProcessId(), control).c_str()));
}

} // namespace

class TstQuitSignals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followSetup();
    void goWithTheAgent();
    void areForItsUserAndAdministratorsAlone();
    void leaveSomebodyElsesEventAlone();
};

void TstQuitSignals::followSetup()
{
    int left = 0;
    int signedOut = 0;
    const QuitSignals signals({.leave = [&] { ++left; }, .signOutAndLeave = [&] { ++signedOut; }});

    QVERIFY(SetEvent(open(Control::SignOutAndLeave).get()));
    QTRY_COMPARE(signedOut, 1);
    QCOMPARE(left, 0);

    QVERIFY(SetEvent(open(Control::Leave).get()));
    QTRY_COMPARE(left, 1);
    QCOMPARE(signedOut, 1);
}

void TstQuitSignals::goWithTheAgent()
{
    {
        const QuitSignals signals({.leave = [] {}, .signOutAndLeave = [] {}});
        QVERIFY(open(Control::Leave).isOpen());
    }
    QVERIFY(!open(Control::Leave).isOpen());
}

void TstQuitSignals::areForItsUserAndAdministratorsAlone()
{
    const QuitSignals signals({.leave = [] {}, .signOutAndLeave = [] {}});

    for (const Control control : {Control::Leave, Control::SignOutAndLeave}) {
        const Handle event = open(control, READ_CONTROL);
        QVERIFY(event.isOpen());
        PSECURITY_DESCRIPTOR raw = nullptr;
        QCOMPARE(GetSecurityInfo(event.get(),
                     SE_KERNEL_OBJECT,
                     DACL_SECURITY_INFORMATION,
                     nullptr,
                     nullptr,
                     nullptr,
                     nullptr,
                     &raw),
            DWORD{ERROR_SUCCESS});
        const LocalMemory<void> owned(raw);
        wchar_t* text = nullptr;
        QVERIFY(ConvertSecurityDescriptorToStringSecurityDescriptorW(
            raw, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, &text, nullptr));
        const LocalMemory<wchar_t> ownedText(text);
        const QString sddl = QString::fromWCharArray(text);

        QVERIFY2(sddl.startsWith(QStringLiteral("D:P")), qPrintable(sddl));
        QCOMPARE(sddl.count(u'('), 3);
        for (const QString& who : {QStringLiteral(";SY)"),
                 QStringLiteral(";BA)"),
                 u';' + QString::fromLatin1(currentUserSid()) + u')'})
            QVERIFY2(sddl.contains(who), qPrintable(sddl));
    }
}

/// A program that guessed the name first would hear of the removal, and could have the agent leave.
void TstQuitSignals::leaveSomebodyElsesEventAlone()
{
    const Handle theirs(CreateEventW(nullptr,
        FALSE,
        FALSE,
        start::controlEventName(GetCurrentProcessId(), Control::Leave).c_str()));
    int left = 0;
    const QuitSignals signals({.leave = [&] { ++left; }, .signOutAndLeave = [] {}});

    SetEvent(theirs.get());

    QCOMPARE(WaitForSingleObject(theirs.get(), 0), DWORD{WAIT_OBJECT_0}); // Nobody took it.
    QCoreApplication::processEvents();
    QCOMPARE(left, 0);
}

QTEST_MAIN(TstQuitSignals)
#include "tst_quit_signals_win.moc"
