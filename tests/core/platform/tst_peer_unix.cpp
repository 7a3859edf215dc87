// SPDX-License-Identifier: MIT
#include "core/platform/peer.h"
#include "core/platform/peer_executable.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::platform;

class TstPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsAProcess();
    void knowsThatAProcessHasEnded();
    void knowsThatAProcessBecameAnotherProgram();
    void refusesAProcessOfAnotherUser();
    void refusesAProcessThatIsNotThere();
    void noticesAnExecutableThatWasReplaced();
    void hashesWhatRunsEvenWhenItWasDeleted();
    void hashesAFileOnceForEachVersion();
    void trustsOnlyWhatAdministratorsAloneCanWrite();
};

namespace {

QByteArray self()
{
    return QByteArray::number(::geteuid());
}

/// A copy of /bin/sleep that runs until it is destroyed.
struct Sleeper {
    Sleeper()
    {
        program = folder.filePath("sleeper");
        QFile::copy(QStandardPaths::findExecutable("sleep"), program);
        QFile::setPermissions(program, QFile::Permissions(0x7755));
        process.start(program, {"60"});
        isRunning = process.waitForStarted(5000);
    }

    ~Sleeper()
    {
        process.kill();
        process.waitForFinished(5000);
    }

    Q_DISABLE_COPY_MOVE(Sleeper)

    QTemporaryDir folder;
    QString program;
    QProcess process;
    bool isRunning = false;
};

} // namespace

void TstPeer::knowsAProcess()
{
    const Sleeper sleeper;
    QVERIFY(sleeper.isRunning);

    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), self());

    QVERIFY(process);
    QTRY_VERIFY(PeerProcess::ofProcess(sleeper.process.processId(), self())->peer().executable
        == QFileInfo(sleeper.program).canonicalFilePath());
    QCOMPARE(process->peer().userId, self());
    QVERIFY(process->peer().startTime > 0);
    QVERIFY(!process->peer().executableReplaced);
    QVERIFY(process->stillTheSame());
}

void TstPeer::knowsThatAProcessHasEnded() // P48
{
    Sleeper sleeper;
    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), self());
    QVERIFY(process);

    sleeper.process.kill();
    QVERIFY(sleeper.process.waitForFinished(5000));

    QVERIFY(!process->stillTheSame());
}

void TstPeer::knowsThatAProcessBecameAnotherProgram() // P48
{
    QProcess shell;
    shell.start("/bin/sh", {"-c", "echo ready; read line; exec sleep 60"});
    QVERIFY(shell.waitForReadyRead(5000));
    const auto process = PeerProcess::ofProcess(shell.processId(), self());
    QVERIFY(process);
    QVERIFY(process->stillTheSame());

    shell.write("go\n");

    QTRY_VERIFY(!process->stillTheSame()); // The number and the start time are the same.
    shell.kill();
    QVERIFY(shell.waitForFinished(5000));
}

void TstPeer::refusesAProcessOfAnotherUser()
{
    const auto process = PeerProcess::ofProcess(::getpid(), "4294967294");

    QVERIFY(!process);
    QCOMPARE(process.error().code, QByteArray("peer.other_user"));
}

void TstPeer::refusesAProcessThatIsNotThere()
{
    const auto process = PeerProcess::ofProcess(0, self());

    QVERIFY(!process);
    QCOMPARE(process.error().code, QByteArray("peer.gone"));
}

void TstPeer::noticesAnExecutableThatWasReplaced()
{
    const Sleeper sleeper;
    QTRY_VERIFY(PeerProcess::ofProcess(sleeper.process.processId(), self())->peer().executable
        == QFileInfo(sleeper.program).canonicalFilePath());
    QVERIFY(QFile::remove(sleeper.program));
    QVERIFY(QFile::copy(QStandardPaths::findExecutable("true"), sleeper.program));

    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), self());

    QVERIFY(process);
    QVERIFY(process->peer().executableReplaced);
    QVERIFY(!process->peer().executable.contains("(deleted)"));
}

void TstPeer::hashesWhatRunsEvenWhenItWasDeleted()
{
    const Sleeper sleeper;
    QTRY_VERIFY(PeerProcess::ofProcess(sleeper.process.processId(), self())->peer().executable
        == QFileInfo(sleeper.program).canonicalFilePath());
    QFile original(QStandardPaths::findExecutable("sleep"));
    QVERIFY(original.open(QIODevice::ReadOnly));
    const QByteArray expected =
        QCryptographicHash::hash(original.readAll(), QCryptographicHash::Sha256).toHex();
    QVERIFY(QFile::remove(sleeper.program));
    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), self());
    QVERIFY(process);
    ExecutableHashes hashes;

    QCOMPARE(process->executableHash(hashes).value_or(QByteArray()), expected);
}

void TstPeer::hashesAFileOnceForEachVersion()
{
    const QByteArray settled = QFile::encodeName(QStandardPaths::findExecutable("sleep"));
    const int file = ::open(settled.constData(), O_RDONLY | O_CLOEXEC);
    ExecutableHashes hashes;

    QVERIFY(hashes.of(file));
    QVERIFY(hashes.of(file));
    QCOMPARE(hashes.computed(), 1);
    ::close(file);

    // A file changed a moment ago may change again within one tick of its clock.
    const QTemporaryDir folder;
    QFile fresh(folder.filePath("fresh"));
    QVERIFY(fresh.open(QIODevice::ReadWrite));
    QVERIFY(hashes.of(fresh.handle()));
    QVERIFY(hashes.of(fresh.handle()));
    QCOMPARE(hashes.computed(), 3);
}

void TstPeer::trustsOnlyWhatAdministratorsAloneCanWrite()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath("program");
    QVERIFY(QFile::copy(QStandardPaths::findExecutable("true"), file));
    ::chmod(QFile::encodeName(file).constData(), 0777);

    QVERIFY(!onlyAdministratorsCanWrite(file));
    QVERIFY(!onlyAdministratorsCanWrite("relative/path"));
    QVERIFY(!onlyAdministratorsCanWrite("/no/such/file"));
    QVERIFY(onlyAdministratorsCanWrite(
        QFileInfo(QStandardPaths::findExecutable("sleep")).canonicalFilePath()));
}

QTEST_GUILESS_MAIN(TstPeer)
#include "tst_peer_unix.moc"
