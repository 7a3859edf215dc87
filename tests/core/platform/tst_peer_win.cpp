// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/peer.h"
#include "core/platform/peer_executable.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

namespace {

const QString sleepArgument = u"--sleep"_s;

/// A copy of this program that runs until it is destroyed.
struct Sleeper {
    Sleeper()
    {
        program = folder.filePath(u"sleeper.exe"_s);
        QFile::copy(QCoreApplication::applicationFilePath(), program);
        process.start(program, {sleepArgument});
        isRunning = process.waitForReadyRead(30'000);
    }

    ~Sleeper() { end(); }

    Q_DISABLE_COPY_MOVE(Sleeper)

    void end()
    {
        process.kill();
        process.waitForFinished(30'000);
    }

    QTemporaryDir folder;
    QString program;
    QProcess process;
    bool isRunning = false;
};

Handle openFile(const QString& path)
{
    return Handle(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_READ,
        FILE_SHARE_READ,
        nullptr,
        OPEN_EXISTING,
        FILE_ATTRIBUTE_NORMAL,
        nullptr));
}

} // namespace

class TstPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsAProcess();
    void knowsThatAProcessHasEnded();
    void takesNobodyElseForOneThatHasEnded();
    void refusesAProcessOfAnotherUser();
    void refusesAProcessThatIsNotThere();
    void hashesWhatRuns();
    void hashesAFileOnceForEachVersion();
    void trustsOnlyWhatAdministratorsAloneCanWrite();
};

void TstPeer::knowsAProcess()
{
    const Sleeper sleeper;
    QVERIFY(sleeper.isRunning);

    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), currentUserSid());

    QVERIFY2(process, process ? "" : process.error().code.constData());
    QCOMPARE(QDir::cleanPath(process->peer().executable).toLower(),
        QFileInfo(sleeper.program).absoluteFilePath().toLower());
    QCOMPARE(process->peer().userId, currentUserSid());
    QVERIFY(process->peer().startTime > 0);
    QVERIFY(process->peer().publisher.isEmpty()); // Nobody signed it.
    QVERIFY(process->stillTheSame());
}

void TstPeer::knowsThatAProcessHasEnded() // P48
{
    Sleeper sleeper;
    const auto process = PeerProcess::ofProcess(sleeper.process.processId(), currentUserSid());
    QVERIFY(process);

    sleeper.end();

    QVERIFY(!process->stillTheSame());
}

/// While one is held, its number is given to no other.
void TstPeer::takesNobodyElseForOneThatHasEnded() // P48
{
    Sleeper sleeper;
    const qint64 pid = sleeper.process.processId();
    const auto held = PeerProcess::ofProcess(pid, currentUserSid());
    QVERIFY(held);
    sleeper.end();
    const Sleeper next;
    QVERIFY(next.isRunning);

    const auto process = PeerProcess::ofProcess(pid, currentUserSid());

    QVERIFY(next.process.processId() != pid);
    QVERIFY(!process);
    QCOMPARE(process.error().code, QByteArray("peer.gone"));
}

void TstPeer::refusesAProcessOfAnotherUser()
{
    const auto process =
        PeerProcess::ofProcess(QCoreApplication::applicationPid(), "S-1-5-21-1-2-3-4");

    QVERIFY(!process);
    QCOMPARE(process.error().code, QByteArray("peer.other_user"));
}

void TstPeer::refusesAProcessThatIsNotThere()
{
    const auto process = PeerProcess::ofProcess(0, currentUserSid());

    QVERIFY(!process);
    QCOMPARE(process.error().code, QByteArray("peer.gone"));
}

void TstPeer::hashesWhatRuns()
{
    const auto process =
        PeerProcess::ofProcess(QCoreApplication::applicationPid(), currentUserSid());
    QVERIFY(process);
    QFile own(QCoreApplication::applicationFilePath());
    QVERIFY(own.open(QIODevice::ReadOnly));
    QCryptographicHash expected(QCryptographicHash::Sha256);
    QVERIFY(expected.addData(&own));
    ExecutableHashes hashes;

    QCOMPARE(process->executableHash(hashes).value_or(QByteArray()), expected.result().toHex());
}

void TstPeer::hashesAFileOnceForEachVersion()
{
    const Handle settled = openFile(QCoreApplication::applicationFilePath());
    ExecutableHashes hashes;
    QVERIFY(hashes.of(reinterpret_cast<qintptr>(settled.get())));
    QVERIFY(hashes.of(reinterpret_cast<qintptr>(settled.get())));
    QCOMPARE(hashes.computed(), 1);

    // A file changed a moment ago may change again within one tick of its clock.
    const QTemporaryDir folder;
    QFile fresh(folder.filePath(u"fresh"_s));
    QVERIFY(fresh.open(QIODevice::WriteOnly));
    fresh.close();
    const Handle file = openFile(fresh.fileName());
    QVERIFY(hashes.of(reinterpret_cast<qintptr>(file.get())));
    QVERIFY(hashes.of(reinterpret_cast<qintptr>(file.get())));
    QCOMPARE(hashes.computed(), 3);
}

void TstPeer::trustsOnlyWhatAdministratorsAloneCanWrite()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"program.exe"_s);
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), file));
    const auto open = SecurityDescriptor::fromSddl(u"D:P(A;;FA;;;WD)"_s);
    QVERIFY(open);
    QVERIFY(SetFileSecurityW(reinterpret_cast<const wchar_t*>(file.utf16()),
        DACL_SECURITY_INFORMATION,
        open->attributes().lpSecurityDescriptor));

    QVERIFY(!onlyAdministratorsCanWrite(file));
    QVERIFY(!onlyAdministratorsCanWrite(u"relative/path"_s));
    QVERIFY(!onlyAdministratorsCanWrite(u"C:/no/such/file"_s));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == sleepArgument) {
        std::puts("asleep");
        std::fflush(stdout);
        return std::getchar() == EOF ? 0 : 1;
    }
    TstPeer test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_peer_win.moc"
