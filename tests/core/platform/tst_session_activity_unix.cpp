// SPDX-License-Identifier: MIT
#include "core/platform/session_activity.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

class TstSessionActivity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsNothingWithoutADisplay();
    void knowsNothingWithABrokenDisplay();
    void knowsNothingUnderWayland();
    void countsFromTheLastInput();
    void knowsNothingOnceTheServerIsGone();

private:
    /// Starts an X server on a display that it chooses, and points DISPLAY at it.
    static bool start(QProcess& server);
};

bool TstSessionActivity::start(QProcess& server)
{
    server.setReadChannel(QProcess::StandardOutput);
    server.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s, u"-noreset"_s});
    if (!server.waitForReadyRead(20'000))
        return false;
    qputenv("DISPLAY", ":" + server.readLine().trimmed());
    qunsetenv("WAYLAND_DISPLAY");
    return true;
}

void TstSessionActivity::knowsNothingWithoutADisplay()
{
    qunsetenv("DISPLAY");

    QVERIFY(!SessionActivity().sinceLastInput());
}

void TstSessionActivity::knowsNothingWithABrokenDisplay()
{
    qputenv("DISPLAY", ":4711");

    QVERIFY(!SessionActivity().sinceLastInput());
}

void TstSessionActivity::knowsNothingUnderWayland()
{
    qputenv("DISPLAY", ":0");
    qputenv("WAYLAND_DISPLAY", "wayland-0");

    QVERIFY(!SessionActivity().sinceLastInput());
}

void TstSessionActivity::countsFromTheLastInput()
{
    if (QStandardPaths::findExecutable(u"Xvfb"_s).isEmpty())
        QSKIP("no Xvfb here");
    QProcess server;
    QVERIFY(start(server));
    const SessionActivity activity;

    const auto first = activity.sinceLastInput();

    QVERIFY(first);
    QVERIFY(*first >= Milliseconds{0});
    QTRY_VERIFY(*activity.sinceLastInput() > *first); // Nobody touches this one.
    server.kill();
    server.waitForFinished();
}

void TstSessionActivity::knowsNothingOnceTheServerIsGone()
{
    if (QStandardPaths::findExecutable(u"Xvfb"_s).isEmpty())
        QSKIP("no Xvfb here");
    QProcess server;
    QVERIFY(start(server));
    const SessionActivity activity;
    QVERIFY(activity.sinceLastInput());

    server.kill();
    server.waitForFinished();

    QVERIFY(!activity.sinceLastInput());
    QVERIFY(!activity.sinceLastInput());
}

QTEST_GUILESS_MAIN(TstSessionActivity)
#include "tst_session_activity_unix.moc"
