// SPDX-License-Identifier: MIT

/// Desktop events that any program can feign (pitfalls P55).

#include "core/platform/return_check.h"

#include <QList>
#include <QTest>

using namespace lanyard::platform;
using namespace std::chrono_literals;
using Word = ReturnCheck::Word;

namespace {

/// A system, what it says, and what is told in the end.
struct Scene {
    explicit Scene(Word said, std::chrono::milliseconds patience = 20s)
        : word(said)
        , check(
              [this](DesktopEvent) {
                  ++asked;
                  return word;
              },
              [this](DesktopEvent event) { told.append(event); },
              1ms,
              patience)
    {
    }

    Word word;
    int asked = 0;
    QList<DesktopEvent> told;
    ReturnCheck check;
};

} // namespace

class TstReturnCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfAReturnThatIsSo();
    void believesWhereTheSystemDoesNotSay();
    void asksOnlyOfReturns();
    void waitsForASystemThatKnowsItLater();
    void dropsWhatIsNeverSo();
    void dropsAReturnThatIsUndone_data();
    void dropsAReturnThatIsUndone();
    void keepsAReturnOfAnotherKind();
};

void TstReturnCheck::tellsOfAReturnThatIsSo()
{
    Scene scene(Word::Yes);

    scene.check.heard(DesktopEvent::Unlocked);

    QCOMPARE(scene.told, QList{DesktopEvent::Unlocked});
}

void TstReturnCheck::believesWhereTheSystemDoesNotSay()
{
    Scene scene(Word::Unknown);

    scene.check.heard(DesktopEvent::RemoteConnected);

    QCOMPARE(scene.told, QList{DesktopEvent::RemoteConnected});
}

void TstReturnCheck::asksOnlyOfReturns()
{
    for (const DesktopEvent event : allDesktopEvents) {
        Scene scene(Word::No);

        scene.check.heard(event);

        QCOMPARE(scene.asked > 0, isReturn(event));
        QCOMPARE(scene.told.isEmpty(), isReturn(event));
    }
}

void TstReturnCheck::waitsForASystemThatKnowsItLater()
{
    Scene scene(Word::No);
    scene.check.heard(DesktopEvent::Unlocked);
    QTRY_VERIFY(scene.asked > 2);
    QVERIFY(scene.told.isEmpty());

    scene.word = Word::Yes;

    QTRY_COMPARE(scene.told, QList{DesktopEvent::Unlocked});
}

void TstReturnCheck::dropsWhatIsNeverSo()
{
    Scene scene(Word::No, 5ms);
    scene.check.heard(DesktopEvent::ConsoleConnected);
    QTRY_COMPARE(scene.asked, 6);

    scene.word = Word::Yes;
    scene.check.heard(DesktopEvent::Unlocked);

    QCOMPARE(scene.told, QList{DesktopEvent::Unlocked});
    QCOMPARE(scene.asked, 7);
}

void TstReturnCheck::dropsAReturnThatIsUndone_data()
{
    QTest::addColumn<DesktopEvent>("back");
    QTest::addColumn<DesktopEvent>("away");

    QTest::newRow("lock") << DesktopEvent::Unlocked << DesktopEvent::Locked;
    QTest::newRow("console") << DesktopEvent::ConsoleConnected << DesktopEvent::ConsoleDisconnected;
    QTest::newRow("remote") << DesktopEvent::RemoteConnected << DesktopEvent::RemoteDisconnected;
    QTest::newRow("console, then remote")
        << DesktopEvent::ConsoleConnected << DesktopEvent::RemoteDisconnected;
}

void TstReturnCheck::dropsAReturnThatIsUndone()
{
    QFETCH(const DesktopEvent, back);
    QFETCH(const DesktopEvent, away);
    Scene scene(Word::No);
    scene.check.heard(back);

    scene.check.heard(away);
    scene.word = Word::Yes;
    scene.check.heard(DesktopEvent::CardInserted); // Told after what was to be told before it.

    QCOMPARE(scene.told, (QList{away, DesktopEvent::CardInserted}));
    const int asked = scene.asked;
    Scene other(Word::No);
    other.check.heard(back);
    QTRY_VERIFY(other.asked > 4); // Rounds of a timer as the first one's, if that ran.
    QCOMPARE(scene.asked, asked);
}

void TstReturnCheck::keepsAReturnOfAnotherKind()
{
    Scene scene(Word::No);
    scene.check.heard(DesktopEvent::Unlocked);

    scene.check.heard(DesktopEvent::RemoteDisconnected);
    scene.word = Word::Yes;

    QTRY_COMPARE(scene.told, (QList{DesktopEvent::RemoteDisconnected, DesktopEvent::Unlocked}));
}

QTEST_GUILESS_MAIN(TstReturnCheck)
#include "tst_return_check.moc"
