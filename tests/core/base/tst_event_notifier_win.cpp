// SPDX-License-Identifier: MIT
#include "core/base/event_notifier_win.h"
#include "core/base/handle_win.h"

#include <QDeadlineTimer>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

using namespace lanyard;

namespace {

Handle makeEvent()
{
    return Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
}

} // namespace

class TstEventNotifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfEachSetting();
    void tellsAgainWhileItIsSet();
    void tellsNothingOnceStopped();
    void tellsNothingOfWhatIsOver();
    void tellsAgainOnceStarted();
    void mayBeDestroyedByWhatItTells();
    void mayBeDestroyedWhileThreadsSetTheEvent();
};

void TstEventNotifier::tellsOfEachSetting()
{
    const Handle event = makeEvent();
    int told = 0;
    const EventNotifier notifier(event.get(), [&] {
        ResetEvent(event.get());
        ++told;
    });

    for (int i = 1; i <= 3; ++i) {
        SetEvent(event.get());
        QTRY_COMPARE(told, i);
    }
}

void TstEventNotifier::tellsAgainWhileItIsSet()
{
    const Handle event = makeEvent();
    int told = 0;
    const EventNotifier notifier(event.get(), [&] {
        if (++told == 5)
            ResetEvent(event.get());
    });

    SetEvent(event.get());

    QTRY_COMPARE(told, 5);
}

void TstEventNotifier::tellsNothingOnceStopped()
{
    const Handle event = makeEvent();
    const Handle later = makeEvent();
    bool isTold = false;
    EventNotifier notifier(event.get(), [&isTold] { isTold = true; });
    SetEvent(event.get()); // A thread of the pool may have told of it already.

    notifier.stop();

    bool isOver = false;
    EventNotifier other(later.get(), [&] {
        isOver = true;
        other.stop();
    });
    SetEvent(later.get());
    QTRY_VERIFY(isOver);
    QVERIFY(!isTold);
}

void TstEventNotifier::tellsNothingOfWhatIsOver()
{
    const Handle event = makeEvent();
    int told = 0;
    EventNotifier notifier(event.get(), [&] {
        ResetEvent(event.get());
        ++told;
    });
    SetEvent(event.get());
    notifier.stop(); // Waits for a thread that is about to tell.
    notifier.start(); // And may have told.
    ResetEvent(event.get());

    const Handle later = makeEvent();
    bool isOver = false;
    EventNotifier other(later.get(), [&] {
        isOver = true;
        other.stop();
    });
    SetEvent(later.get());

    QTRY_VERIFY(isOver);
    QCOMPARE(told, 0);
}

void TstEventNotifier::tellsAgainOnceStarted()
{
    const Handle event = makeEvent();
    int told = 0;
    EventNotifier notifier(event.get(), [&] {
        ResetEvent(event.get());
        ++told;
    });
    notifier.stop();
    SetEvent(event.get());

    notifier.start();

    QTRY_COMPARE(told, 1);
}

void TstEventNotifier::mayBeDestroyedByWhatItTells()
{
    const Handle event = makeEvent();
    std::optional<EventNotifier> notifier;
    notifier.emplace(event.get(), [&notifier] { notifier.reset(); });

    SetEvent(event.get());

    QTRY_VERIFY(!notifier.has_value());
}

/// Threads of the pool are at every point of their telling when their notifier goes.
void TstEventNotifier::mayBeDestroyedWhileThreadsSetTheEvent()
{
    constexpr int enough = 500;
    const Handle event = makeEvent();
    std::atomic<bool> isOver = false;
    std::thread setter([&] {
        while (!isOver)
            SetEvent(event.get());
    });
    int told = 0;

    const QDeadlineTimer patience(30'000);
    while (told < enough && !patience.hasExpired()) {
        const EventNotifier notifier(event.get(), [&] {
            ResetEvent(event.get());
            ++told;
        });
        QCoreApplication::processEvents();
    }
    isOver = true;
    setter.join();

    QCOMPARE_GE(told, enough);
}

QTEST_GUILESS_MAIN(TstEventNotifier)
#include "tst_event_notifier_win.moc"
