// SPDX-License-Identifier: MIT
#include "core/platform/session_activity.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

class TstSessionActivity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsFromTheLastInput();
};

void TstSessionActivity::countsFromTheLastInput()
{
    const SessionActivity activity;

    const auto first = activity.sinceLastInput();

    QVERIFY(first);
    QVERIFY(*first >= Milliseconds{0});
    QTRY_VERIFY(*activity.sinceLastInput() > *first); // Nobody touches this desktop.
}

QTEST_GUILESS_MAIN(TstSessionActivity)
#include "tst_session_activity_win.moc"
