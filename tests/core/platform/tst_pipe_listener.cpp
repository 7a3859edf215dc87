// SPDX-License-Identifier: MIT
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace lanyard;
using namespace lanyard::platform;
using lanyard::test::RawClient;

class TstPipeListener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAFolderForThisUserAlone();
    void refusesAFolderOthersCanEnter();
    void refusesAFolderThatIsALink();
    void refusesToListenTwice();
    void replacesTheSocketOfADeadAgent();
    void leavesALiveSocketAlone();
    void leavesWhatIsNoSocketAlone();
    void removesItsSocketWhenItCloses();
    void carriesBytesBothWays();
    void keepsWhatThePeerHasNotReadWithinItsLimit();
    void tellsThatThePeerHasLeft();
    void tellsWhoIsThere();
};

namespace {

struct Place {
    QTemporaryDir folder;
    QString inside = folder.filePath("lanyard-1");
    QString path = inside + "/agent.sock";
    QByteArray file = QFile::encodeName(path);
};

std::unique_ptr<PipeConnection> accepted(PipeListener& listener)
{
    QSignalSpy connected(&listener, &PipeListener::connected);
    auto connection = listener.take();
    if (!connection && connected.wait(5000))
        connection = listener.take();
    return connection;
}

} // namespace

void TstPipeListener::makesAFolderForThisUserAlone()
{
    const Place place;
    const auto listener = makePipeListener();

    QVERIFY(listener->listen(place.path));

    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(place.inside).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
    QCOMPARE(::stat(place.file.constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
}

void TstPipeListener::refusesAFolderOthersCanEnter() // P45
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0755);
    ::chmod(QFile::encodeName(place.inside).constData(), 0755);

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.folder"));
}

void TstPipeListener::refusesAFolderThatIsALink() // P45
{
    const Place place;
    const QTemporaryDir elsewhere;
    QVERIFY(QFile::link(elsewhere.path(), place.inside));

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.folder"));
}

void TstPipeListener::refusesToListenTwice()
{
    const Place place;
    const auto first = makePipeListener();
    QVERIFY(first->listen(place.path));

    const auto second = makePipeListener()->listen(place.path);

    QVERIFY(!second);
    QCOMPARE(second.error().code, QByteArray("pipe.in_use"));
    QCOMPARE(RawClient(place.file).error, 0);
}

void TstPipeListener::replacesTheSocketOfADeadAgent()
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0700);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrcpy(address.sun_path, place.file.constData());
    QCOMPARE(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(dead);
    QCOMPARE(RawClient(place.file).error, ECONNREFUSED);

    const auto listener = makePipeListener();

    QVERIFY(listener->listen(place.path));
    QCOMPARE(RawClient(place.file).error, 0);
}

void TstPipeListener::leavesALiveSocketAlone() // P45
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0700);
    const int other = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrcpy(address.sun_path, place.file.constData());
    QCOMPARE(::bind(other, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    QCOMPARE(::listen(other, 1), 0); // Without our lock file.

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.in_use"));
    QVERIFY(QFileInfo::exists(place.path));
    ::close(other);
}

void TstPipeListener::leavesWhatIsNoSocketAlone()
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0700);
    QFile file(place.path);
    QVERIFY(file.open(QIODevice::WriteOnly));

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.listen"));
    QVERIFY(file.exists());
}

void TstPipeListener::removesItsSocketWhenItCloses() // P53
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));

    listener->close();

    QCOMPARE(RawClient(place.file).error, ENOENT);
    QVERIFY(listener->listen(place.path));
}

void TstPipeListener::carriesBytesBothWays()
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));
    RawClient client(place.file);
    const auto connection = accepted(*listener);
    QVERIFY(connection != nullptr);
    QByteArray received;
    connect(
        connection.get(), &PipeConnection::received, this, [&received](const QByteArray& bytes) {
            received += bytes;
        });

    client.write("to the agent");
    QTRY_COMPARE(received, QByteArray("to the agent"));
    QVERIFY(connection->send("to the program"));
    QTRY_COMPARE((client.poll(), client.read), QByteArray("to the program"));
}

void TstPipeListener::keepsWhatThePeerHasNotReadWithinItsLimit() // P52
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));
    RawClient client(place.file);
    const auto connection = accepted(*listener);
    QVERIFY(connection != nullptr);
    QSignalSpy drained(connection.get(), &PipeConnection::drained);
    const QByteArray piece(60'000, 'x');

    qsizetype taken = 0;
    while (taken < 10'000'000 && connection->send(piece))
        taken += piece.size();

    QVERIFY(taken < 10'000'000);
    QVERIFY(connection->unsent() > 0);
    QVERIFY(connection->unsent() <= PipeConnection::maxUnsent);
    QTRY_COMPARE((client.poll(), client.read.size()), taken);
    QTRY_COMPARE(drained.count(), 1);
    QCOMPARE(connection->unsent(), 0);
}

void TstPipeListener::tellsThatThePeerHasLeft()
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));
    RawClient client(place.file);
    const auto connection = accepted(*listener);
    QVERIFY(connection != nullptr);
    QSignalSpy closed(connection.get(), &PipeConnection::closed);

    client.close();

    QTRY_COMPARE(closed.count(), 1);
    QVERIFY(!connection->send("x"));
}

void TstPipeListener::tellsWhoIsThere() // R2
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));
    const RawClient client(place.file);

    const auto connection = accepted(*listener);

    QVERIFY(connection != nullptr);
    QCOMPARE(connection->peer().pid, QCoreApplication::applicationPid());
    QCOMPARE(connection->peer().executable,
        QFileInfo(QCoreApplication::applicationFilePath()).canonicalFilePath());
    QVERIFY(connection->peerIsStillTheSame());
    QCOMPARE(connection->executableHash()->size(), 64);
}

QTEST_GUILESS_MAIN(TstPipeListener)
#include "tst_pipe_listener.moc"
