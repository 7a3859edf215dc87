// SPDX-License-Identifier: MIT
#include "core/net/network_thread.h"

#include <QTest>
#include <QThread>

#include <future>
#include <optional>

using namespace lanyard;
using namespace lanyard::net;

class TstNetworkThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksElsewhereAndAnswersHere();
    void doesWhatItWasGivenBeforeItEnds();
    void givesItsObjectsAnEventLoop();
    void isNotWaitedForWhereASystemCallHangs();
    void saysNothingAfterItsEnd();
};

void TstNetworkThread::worksElsewhereAndAnswersHere()
{
    NetworkThread thread;
    const QThread* there = nullptr;
    const QThread* here = nullptr;

    thread.runThere([&, box = thread.here()](QObject& object) {
        const QThread* const at = QThread::currentThread();
        const bool isOwn = object.thread() == at;
        box->put([&, at, isOwn] {
            there = isOwn ? at : nullptr;
            here = QThread::currentThread();
        });
    });

    QTRY_COMPARE(here, QThread::currentThread());
    QVERIFY(there != nullptr && there != here);
}

void TstNetworkThread::doesWhatItWasGivenBeforeItEnds()
{
    std::optional<NetworkThread> thread(std::in_place);
    int done = 0;
    for (int i = 0; i < 10; ++i)
        thread->runThere([&done](QObject&) { ++done; });

    thread.reset();

    QCOMPARE(done, 10); // Joined: no other thread is left to write it.
}

void TstNetworkThread::givesItsObjectsAnEventLoop()
{
    NetworkThread thread;
    bool isHeard = false;

    thread.runThere([&isHeard, box = thread.here()](QObject& there) {
        QMetaObject::invokeMethod(
            &there,
            [&isHeard, box] { box->put([&isHeard] { isHeard = true; }); },
            Qt::QueuedConnection);
    });

    QTRY_VERIFY(isHeard);
}

void TstNetworkThread::isNotWaitedForWhereASystemCallHangs()
{
    auto letGo = std::make_shared<std::promise<void>>();
    auto isHanging = std::make_shared<std::promise<void>>();
    auto hasEnded = std::make_shared<std::promise<void>>();
    const auto ended = hasEnded->get_future();
    bool isHeard = false;
    {
        NetworkThread thread(Milliseconds{50});
        thread.runThere([letGo, isHanging, &isHeard, box = thread.here()](QObject&) {
            isHanging->set_value();
            letGo->get_future().wait(); // Schannel, say.
            box->put([&isHeard] { isHeard = true; });
        });
        thread.runThere([hasEnded](QObject&) { hasEnded->set_value(); });
        isHanging->get_future().wait();
    } // Comes back: without a bound this test would hang.

    letGo->set_value();
    ended.wait(); // What was given it is still done: connections are closed in their own thread.
    QCoreApplication::processEvents();
    QVERIFY(!isHeard);
}

void TstNetworkThread::saysNothingAfterItsEnd()
{
    std::optional<NetworkThread> thread(std::in_place);
    bool isHeard = false;
    thread->runThere(
        [&isHeard, box = thread->here()](QObject&) { box->put([&isHeard] { isHeard = true; }); });

    thread.reset();

    QCoreApplication::processEvents();
    QVERIFY(!isHeard);
}

QTEST_GUILESS_MAIN(TstNetworkThread)
#include "tst_network_thread.moc"
