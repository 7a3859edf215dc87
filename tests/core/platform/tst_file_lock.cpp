// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"
#include "tests/support/fake_clock.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <optional>

using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;
using namespace std::chrono_literals;

namespace {

const QString holdArgument = QStringLiteral("--hold");

/// The other process: holds the lock, says so, and waits to be killed.
int hold(const QString& path)
{
    const auto lock = FileLock::tryAcquire(path);
    std::puts(lock ? "held" : "refused");
    std::fflush(stdout);
    return std::getchar() == EOF ? 0 : 1;
}

} // namespace

class TstFileLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isHeldOnce();
    void isFreeWhenItsHolderIsKilled(); // P26
    void waitsUntilItIsFree();
    void givesUpAtItsDeadline();
    void answersFromTheEventLoopOnly();
    void neverAnswersOnceWithdrawn();
    void saysWhenThereIsNoSuchDirectory();
    void doesNotFollowALink();

private:
    QTemporaryDir m_directory;
    QString m_path = m_directory.filePath(QStringLiteral("lock"));
};

void TstFileLock::isHeldOnce()
{
    auto first = FileLock::tryAcquire(m_path);
    QVERIFY(first);

    const auto second = FileLock::tryAcquire(m_path);

    QVERIFY(!second);
    QCOMPARE(second.error().code, QByteArray("lock.held"));
    first = fail(Fault::System, "test.released");
    QVERIFY(FileLock::tryAcquire(m_path));
}

void TstFileLock::isFreeWhenItsHolderIsKilled()
{
    QProcess holder;
    holder.start(QCoreApplication::applicationFilePath(), {holdArgument, m_path});
    QVERIFY(holder.waitForReadyRead(20'000));
    QCOMPARE(holder.readAll().trimmed(), QByteArray("held"));
    QVERIFY(!FileLock::tryAcquire(m_path));

    holder.kill();
    QVERIFY(holder.waitForFinished(20'000));

    QVERIFY(FileLock::tryAcquire(m_path));
}

void TstFileLock::waitsUntilItIsFree()
{
    FakeClock clock;
    std::optional<FileLock> holder(std::move(*FileLock::tryAcquire(m_path)));
    std::optional<Result<FileLock>> answer;
    const auto pending = FileLock::acquire(
        m_path, clock, 5s, [&](auto result) { answer.emplace(std::move(result)); });

    clock.advance(1s);
    QVERIFY(!answer);
    holder.reset();
    clock.advance(20ms);

    QVERIFY(answer && *answer);
    QVERIFY(!FileLock::tryAcquire(m_path));
    QCOMPARE(clock.timers(), 0U);
}

void TstFileLock::givesUpAtItsDeadline()
{
    FakeClock clock;
    const auto holder = FileLock::tryAcquire(m_path);
    std::optional<Result<FileLock>> answer;
    const auto pending = FileLock::acquire(
        m_path, clock, 5s, [&](auto result) { answer.emplace(std::move(result)); });

    clock.advance(4990ms);
    QVERIFY(!answer);
    clock.advance(20ms);

    QVERIFY(answer && !*answer);
    QCOMPARE(answer->error().fault, Fault::TimedOut);
    QCOMPARE(answer->error().code, QByteArray("lock.timed_out"));
}

void TstFileLock::answersFromTheEventLoopOnly()
{
    FakeClock clock;
    bool isAnswered = false;

    const auto pending =
        FileLock::acquire(m_path, clock, 5s, [&](const auto&) { isAnswered = true; });

    QVERIFY(!isAnswered);
    clock.advance(0ms);
    QVERIFY(isAnswered);
}

void TstFileLock::neverAnswersOnceWithdrawn()
{
    FakeClock clock;
    const auto holder = FileLock::tryAcquire(m_path);
    bool isAnswered = false;

    {
        const auto pending =
            FileLock::acquire(m_path, clock, 5s, [&](const auto&) { isAnswered = true; });
        clock.advance(1s);
    }
    clock.advance(10s);

    QVERIFY(!isAnswered);
    QCOMPARE(clock.timers(), 0U);
}

void TstFileLock::saysWhenThereIsNoSuchDirectory()
{
    const auto lock = FileLock::tryAcquire(m_directory.filePath(QStringLiteral("none/lock")));

    QVERIFY(!lock);
    QCOMPARE(lock.error().code, QByteArray("lock.failed"));
}

void TstFileLock::doesNotFollowALink()
{
    if (QSysInfo::productType() == QLatin1String("windows"))
        QSKIP("there Qt's links are files for the shell");
    const auto link = m_directory.filePath(QStringLiteral("link"));
    QVERIFY(QFile::link(m_directory.filePath(QStringLiteral("elsewhere")), link));

    QVERIFY(!FileLock::tryAcquire(link));
    QVERIFY(!QFile::exists(m_directory.filePath(QStringLiteral("elsewhere"))));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == holdArgument)
        return hold(arguments.value(2));
    TstFileLock test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_file_lock.moc"
