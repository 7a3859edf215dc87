// SPDX-License-Identifier: MIT
#include "core/platform/memory_secret_store.h"
#include "core/platform/pieced_secret_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_secret_store.h"

#include <QTest>

#include <optional>

using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype pieceSize = 2'000;

/// A value that is nowhere like itself.
QByteArray valueOf(qsizetype size)
{
    QByteArray value;
    for (qsizetype i = 0; i < size; ++i)
        value += static_cast<char>((i * 7919) >> 5);
    return value;
}

struct Scene {
    FakeClock clock;
    Disk disk = std::make_shared<QMap<QString, QByteArray>>();
    FaultySecretStore* inner = nullptr;
    std::unique_ptr<PiecedSecretStore> store;
    Pending pending;

    Scene() { restart(); }

    void restart()
    {
        auto pieces = std::make_unique<FaultySecretStore>(clock, disk);
        inner = pieces.get();
        store = std::make_unique<PiecedSecretStore>(std::move(pieces), pieceSize);
    }

    std::optional<Result<>> write(const QByteArray& value)
    {
        std::optional<Result<>> answer;
        pending = store->write(
            u"n"_s, Secret(value), [&](const Result<>& result) { answer.emplace(result); });
        settle();
        return answer;
    }

    std::optional<Result<>> remove()
    {
        std::optional<Result<>> answer;
        pending = store->remove(u"n"_s, [&](const Result<>& result) { answer.emplace(result); });
        settle();
        return answer;
    }

    /// "(nothing)", "(no answer)", the code of an error, or the value.
    QByteArray read()
    {
        QByteArray answer = "(no answer)";
        pending = store->read(u"n"_s, [&](const Result<std::optional<Secret>>& result) {
            answer = !result
                ? result.error().code
                : (*result ? (*result)->view().toByteArray() : QByteArray("(nothing)"));
        });
        settle();
        return answer;
    }

    void settle()
    {
        for (int i = 0; i < 100; ++i)
            clock.advance(Milliseconds{0});
    }
};

} // namespace

class TstPiecedSecretStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverySize_data();
    void keepsEverySize();
    void leavesNoPieceBehind_data();
    void leavesNoPieceBehind();
    void readsNothingWhereNothingIs();
    void refusesWhatIsTooLarge();
    void passesOnEveryTrouble_data();
    void passesOnEveryTrouble();
    void isNeverTakenForWholeWhenItIsTorn();
    void neverAnswersOnceWithdrawn();
};

void TstPiecedSecretStore::keepsEverySize_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size :
        {0, 1, 1279, 1280, 1281, 1975, 1976, 1977, 2559, 2560, 2561, 3976, 3977, 18'900, 20'000})
        QTest::addRow("%lld bytes", static_cast<long long>(size)) << size;
}

void TstPiecedSecretStore::keepsEverySize() // P37
{
    QFETCH(const qsizetype, size);
    Scene scene;

    QVERIFY(scene.write(valueOf(size))->has_value());

    QCOMPARE(scene.read(), valueOf(size));
    for (const QByteArray& entry : std::as_const(*scene.disk))
        QVERIFY(entry.size() <= pieceSize);
}

void TstPiecedSecretStore::leavesNoPieceBehind_data()
{
    QTest::addColumn<qsizetype>("next");
    QTest::addColumn<qsizetype>("entries");
    QTest::newRow("when a shorter one follows") << qsizetype{2'500} << qsizetype{2};
    QTest::newRow("when one of one piece follows") << qsizetype{10} << qsizetype{1};
    QTest::newRow("when it is removed") << qsizetype{-1} << qsizetype{0};
}

void TstPiecedSecretStore::leavesNoPieceBehind()
{
    QFETCH(const qsizetype, next);
    Scene scene;
    QVERIFY(scene.write(valueOf(9'000))->has_value());
    QCOMPARE(scene.disk->size(), 5);

    QVERIFY((next < 0 ? scene.remove() : scene.write(valueOf(next)))->has_value());

    QTEST(qsizetype{scene.disk->size()}, "entries");
    QCOMPARE(scene.read(), next < 0 ? QByteArray("(nothing)") : valueOf(next));
}

void TstPiecedSecretStore::readsNothingWhereNothingIs()
{
    Scene scene;

    QCOMPARE(scene.read(), QByteArray("(nothing)"));
    QVERIFY(scene.remove()->has_value());
}

void TstPiecedSecretStore::refusesWhatIsTooLarge()
{
    FakeClock clock;
    PiecedSecretStore store(std::make_unique<MemorySecretStore>(clock), pieceSize);
    QByteArray code;

    const auto pending = store.write(u"n"_s,
        Secret(valueOf(SecretStore::maxValue + 1)),
        [&](const Result<>& result) { code = result ? QByteArray() : result.error().code; });
    clock.advance(Milliseconds{0});

    QCOMPARE(code, QByteArray("store.too_large"));
}

void TstPiecedSecretStore::passesOnEveryTrouble_data()
{
    QTest::addColumn<int>("step");
    for (int step = 1; step <= 6; ++step)
        QTest::addRow("in step %d", step) << step;
}

void TstPiecedSecretStore::passesOnEveryTrouble()
{
    QFETCH(const int, step);
    Scene scene;
    scene.inner->failFrom(step, "store.failed"); // A read, and five pieces.

    const auto written = scene.write(valueOf(9'000));

    QVERIFY(written && !*written);
    QCOMPARE(written->error().code, QByteArray("store.failed"));
}

void TstPiecedSecretStore::isNeverTakenForWholeWhenItIsTorn() // P26
{
    const QByteArray before = valueOf(9'000);
    const QByteArray after = valueOf(7'000).replace('\0', 'x');
    bool isFinished = false;
    for (int step = 2; !isFinished; ++step) {
        for (const Remains remains : {Remains::Nothing, Remains::Half, Remains::All}) {
            Scene scene;
            QVERIFY(scene.write(before)->has_value());
            scene.inner->dieAt(scene.inner->steps() + step, remains);
            isFinished = scene.write(after).has_value();
            scene.restart();

            const QByteArray found = scene.read();

            // The old one while nothing was changed, the new one once its head is there; otherwise
            // something that no seal of either opens. Never an error, never no answer.
            QVERIFY(found != "(no answer)" && found != "(nothing)" && found != "store.failed");
            QVERIFY(scene.write(after)->has_value());
            QCOMPARE(scene.read(), after);
        }
    }
}

void TstPiecedSecretStore::neverAnswersOnceWithdrawn()
{
    Scene scene;
    scene.inner->failFrom(3, "store.timed_out"); // The second piece waits for its answer.
    bool isAnswered = false;
    {
        const auto pending = scene.store->write(
            u"n"_s, Secret(valueOf(9'000)), [&](const Result<>&) { isAnswered = true; });
        scene.settle();
        QCOMPARE(scene.inner->steps(), 3);
    }

    scene.clock.advance(std::chrono::minutes{1});

    QVERIFY(!isAnswered);
    QCOMPARE(scene.clock.timers(), 0U);
}

QTEST_APPLESS_MAIN(TstPiecedSecretStore)
#include "tst_pieced_secret_store.moc"
