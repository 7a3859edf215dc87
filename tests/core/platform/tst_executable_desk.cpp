// SPDX-License-Identifier: MIT
#include "core/platform/executable_desk.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <optional>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

namespace {

ExecutableReport signedBy(const QByteArray& name)
{
    return {QByteArray("hash"), {.name = name, .product = {}, .problem = {}}};
}

/// Looks that do not end before they are let.
struct SlowLook {
    std::shared_ptr<QSemaphore> gate = std::make_shared<QSemaphore>();

    LookIntoExecutable look()
    {
        return [gate = gate](const ExecutableQuestion& question) {
            gate->acquire();
            return signedBy(question.path.toUtf8());
        };
    }

    ~SlowLook() { gate->release(1000); } // No thread is left waiting.
};

constexpr std::chrono::milliseconds ages{60'000};

} // namespace

class TstExecutableDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksOnAnotherThread();
    void answersEachWithItsOwn();
    void answersInTimeWhileALookGoesOn();
    void answersOnceOnly();
    void answersNobodyWhoWithdrew();
    void goesWhileALookIsUnderWay();
    void looksIntoSoManyAndNoMore();
};

void TstExecutableDesk::looksOnAnotherThread()
{
    QThread* thread = nullptr;
    ExecutableDesk desk(
        [&thread](const ExecutableQuestion&) {
            thread = QThread::currentThread();
            return signedBy("Ward");
        },
        ages);
    QByteArray name;

    const auto pending = desk.ask({}, [&](const ExecutableReport& report) {
        QCOMPARE(QThread::currentThread(), qApp->thread());
        name = report.publisher.name;
    });

    QTRY_COMPARE(name, QByteArray("Ward"));
    QVERIFY(thread != nullptr && thread != QThread::currentThread());
}

void TstExecutableDesk::answersEachWithItsOwn()
{
    SlowLook slow;
    slow.gate->release(3);
    ExecutableDesk desk(slow.look(), ages);
    QByteArrayList names;
    const auto done = [&](const ExecutableReport& report) { names << report.publisher.name; };

    const auto one = desk.ask({.path = u"one"_s}, done);
    const auto two = desk.ask({.path = u"two"_s}, done);
    const auto three = desk.ask({.path = u"three"_s}, done);

    QTRY_COMPARE(names, QByteArrayList({"one", "two", "three"}));
}

void TstExecutableDesk::answersInTimeWhileALookGoesOn()
{
    SlowLook slow;
    ExecutableDesk desk(slow.look(), std::chrono::milliseconds{1});
    std::optional<ExecutableReport> report;

    const auto pending =
        desk.ask({}, [&](ExecutableReport found) { report.emplace(std::move(found)); });

    QTRY_VERIFY(report.has_value());
    QVERIFY(report->publisher.name.isEmpty());
    QCOMPARE(report->publisher.problem, QByteArray("publisher.timed_out"));
    QVERIFY(!report->hash);
    QCOMPARE(report->hash.error().code, QByteArray("publisher.timed_out"));
}

void TstExecutableDesk::answersOnceOnly()
{
    SlowLook slow;
    ExecutableDesk desk(slow.look(), std::chrono::milliseconds{1});
    int late = 0;
    const auto pending = desk.ask({}, [&](const ExecutableReport&) { ++late; });
    QTRY_COMPARE(late, 1);
    slow.gate->release(2); // What is found later is for nobody.
    bool isNextDone = false;
    const auto next = desk.ask({}, [&](const ExecutableReport&) { isNextDone = true; });

    QTRY_VERIFY(isNextDone);
    QCOMPARE(late, 1);
}

void TstExecutableDesk::answersNobodyWhoWithdrew()
{
    SlowLook slow;
    ExecutableDesk desk(slow.look(), ages);
    bool isCalled = false;
    auto withdrawn = desk.ask({}, [&](const ExecutableReport&) { isCalled = true; });
    bool isDone = false;
    const auto kept = desk.ask({}, [&](const ExecutableReport&) { isDone = true; });

    withdrawn.withdraw();
    slow.gate->release(2);

    QTRY_VERIFY(isDone);
    QVERIFY(!isCalled);
}

void TstExecutableDesk::goesWhileALookIsUnderWay()
{
    SlowLook slow;
    bool isCalled = false;
    {
        ExecutableDesk desk(slow.look(), ages);
        const auto pending = desk.ask({}, [&](const ExecutableReport&) { isCalled = true; });
    }
    slow.gate->release(1);

    QCoreApplication::processEvents();
    QVERIFY(!isCalled);
}

void TstExecutableDesk::looksIntoSoManyAndNoMore()
{
    SlowLook slow;
    ExecutableDesk desk(slow.look(), ages);
    std::vector<Pending> pending;
    int timedOut = 0;
    for (std::size_t i = 0; i < ExecutableDesk::mostWaiting + 2; ++i) {
        pending.push_back(desk.ask({}, [&](const ExecutableReport& report) {
            timedOut += report.publisher.problem == "publisher.timed_out" ? 1 : 0;
        }));
    }

    QTRY_VERIFY(timedOut >= 1); // The first may have been taken already, or not.
    QVERIFY(timedOut <= 2);
}

QTEST_GUILESS_MAIN(TstExecutableDesk)
#include "tst_executable_desk.moc"
