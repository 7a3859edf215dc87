// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;
using namespace std::chrono_literals;

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
    std::array<int, 2> channel{};
    QCOMPARE(pipe(channel.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto lock = FileLock::tryAcquire(m_path);
        const char isHeld = lock ? 'y' : 'n';
        if (write(channel[1], &isHeld, 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    char isHeld = 0;
    QCOMPARE(read(channel[0], &isHeld, 1), ssize_t{1});
    QCOMPARE(isHeld, 'y');
    QVERIFY(!FileLock::tryAcquire(m_path));

    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);

    QVERIFY(FileLock::tryAcquire(m_path));
    close(channel[0]);
    close(channel[1]);
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
    const auto link = m_directory.filePath(QStringLiteral("link"));
    QVERIFY(QFile::link(m_directory.filePath(QStringLiteral("elsewhere")), link));

    QVERIFY(!FileLock::tryAcquire(link));
    QVERIFY(!QFile::exists(m_directory.filePath(QStringLiteral("elsewhere"))));
}

QTEST_APPLESS_MAIN(TstFileLock)
#include "tst_file_lock.moc"
