// SPDX-License-Identifier: MIT
#include "core/platform/executable_desk.h"
#include "tests/support/code_of.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <optional>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

namespace {

Publisher signedBy(const QByteArray& name)
{
    return {.name = name, .product = {}, .problem = {}};
}

Publisher tooLate()
{
    return {.name = {}, .product = {}, .problem = "too late"};
}

/// Looks that do not end before they are let.
struct SlowLook {
    std::shared_ptr<QSemaphore> gate = std::make_shared<QSemaphore>();

    PublisherDesk::Look look()
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
    void delaysNoHashByASlowSignature();
    void saysThatASignatureWasNotJudgedInTime();
    void saysThatAFileWasNotReadInTime();
    void answersOnceOnly();
    void answersNobodyWhoWithdrew();
    void goesWhileALookIsUnderWay();
    void looksIntoSoManyAndNoMore();
};

void TstExecutableDesk::looksOnAnotherThread()
{
    QThread* thread = nullptr;
    PublisherDesk desk(
        [&thread](const ExecutableQuestion&) {
            thread = QThread::currentThread();
            return signedBy("Ward");
        },
        ages,
        tooLate);
    QByteArray name;

    const auto pending = desk.ask({}, [&](const Publisher& publisher) {
        QCOMPARE(QThread::currentThread(), qApp->thread());
        name = publisher.name;
    });

    QTRY_COMPARE(name, QByteArray("Ward"));
    QVERIFY(thread != nullptr && thread != QThread::currentThread());
}

void TstExecutableDesk::answersEachWithItsOwn()
{
    SlowLook slow;
    slow.gate->release(3);
    PublisherDesk desk(slow.look(), ages, tooLate);
    QByteArrayList names;
    const auto done = [&](const Publisher& publisher) { names << publisher.name; };

    const auto one = desk.ask({.path = u"one"_s}, done);
    const auto two = desk.ask({.path = u"two"_s}, done);
    const auto three = desk.ask({.path = u"three"_s}, done);

    QTRY_COMPARE(names, QByteArrayList({"one", "two", "three"}));
}

void TstExecutableDesk::answersInTimeWhileALookGoesOn()
{
    SlowLook slow;
    PublisherDesk desk(slow.look(), std::chrono::milliseconds{1}, tooLate);
    std::optional<Publisher> found;

    const auto pending =
        desk.ask({}, [&](const Publisher& publisher) { found.emplace(publisher); });

    QTRY_VERIFY(found.has_value());
    QVERIFY(found->name.isEmpty());
    QCOMPARE(found->problem, QByteArray("too late"));
}

void TstExecutableDesk::delaysNoHashByASlowSignature()
{
    SlowLook slow;
    PublisherDesk publishers(slow.look(), ages, tooLate);
    const auto hashes = makeHashDesk([](const ExecutableQuestion&) { return QByteArray("hash"); });
    std::optional<Result<QByteArray>> hash;
    bool isJudged = false;
    const auto judging = publishers.ask({}, [&](const Publisher&) { isJudged = true; });

    const auto hashing =
        hashes->ask({}, [&](const Result<QByteArray>& found) { hash.emplace(found); });

    QTRY_VERIFY(hash.has_value());
    QCOMPARE(hash->value_or(QByteArray()), QByteArray("hash"));
    QVERIFY(!isJudged);
}

void TstExecutableDesk::saysThatASignatureWasNotJudgedInTime()
{
    SlowLook slow;
    const auto desk = makePublisherDesk(slow.look(), std::chrono::milliseconds{1});
    std::optional<Publisher> found;

    const auto pending = desk->ask({}, [&](const Publisher& publisher) { found = publisher; });

    QTRY_VERIFY(found.has_value());
    QVERIFY(found->name.isEmpty());
    QCOMPARE(found->problem, QByteArray("publisher.timed_out"));
}

void TstExecutableDesk::saysThatAFileWasNotReadInTime()
{
    const auto gate = std::make_shared<QSemaphore>();
    const auto desk = makeHashDesk(
        [gate](const ExecutableQuestion&) {
            gate->acquire();
            return QByteArray("hash");
        },
        std::chrono::milliseconds{1});
    std::optional<Result<QByteArray>> found;

    const auto pending =
        desk->ask({}, [&](const Result<QByteArray>& hash) { found.emplace(hash); });

    QTRY_VERIFY(found.has_value());
    QCOMPARE(test::codeOf(*found), QByteArray("peer.timed_out"));
    gate->release();
}

void TstExecutableDesk::answersOnceOnly()
{
    SlowLook slow;
    PublisherDesk desk(slow.look(), std::chrono::milliseconds{1}, tooLate);
    int late = 0;
    const auto pending = desk.ask({}, [&](const Publisher&) { ++late; });
    QTRY_COMPARE(late, 1);
    slow.gate->release(2); // What is found later is for nobody.
    bool isNextDone = false;
    const auto next = desk.ask({}, [&](const Publisher&) { isNextDone = true; });

    QTRY_VERIFY(isNextDone);
    QCOMPARE(late, 1);
}

void TstExecutableDesk::answersNobodyWhoWithdrew()
{
    SlowLook slow;
    PublisherDesk desk(slow.look(), ages, tooLate);
    bool isCalled = false;
    auto withdrawn = desk.ask({}, [&](const Publisher&) { isCalled = true; });
    bool isDone = false;
    const auto kept = desk.ask({}, [&](const Publisher&) { isDone = true; });

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
        PublisherDesk desk(slow.look(), ages, tooLate);
        const auto pending = desk.ask({}, [&](const Publisher&) { isCalled = true; });
    }
    slow.gate->release(1);

    QCoreApplication::processEvents();
    QVERIFY(!isCalled);
}

void TstExecutableDesk::looksIntoSoManyAndNoMore()
{
    SlowLook slow;
    PublisherDesk desk(slow.look(), ages, tooLate);
    std::vector<Pending> pending;
    int late = 0;
    for (std::size_t i = 0; i < PublisherDesk::mostWaiting + 2; ++i) {
        pending.push_back(desk.ask({},
            [&](const Publisher& publisher) { late += publisher.problem == "too late" ? 1 : 0; }));
    }

    QTRY_VERIFY(late >= 1); // The first may have been taken already, or not.
    QVERIFY(late <= 2);
}

QTEST_GUILESS_MAIN(TstExecutableDesk)
#include "tst_executable_desk.moc"
