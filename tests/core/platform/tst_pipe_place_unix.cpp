// SPDX-License-Identifier: MIT
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::platform;
using lanyard::test::RawClient;

namespace {

struct Place {
    QTemporaryDir folder;
    QString inside = folder.filePath("lanyard-1");
    QString path = inside + "/agent.sock";
    QByteArray file = QFile::encodeName(path);
};

} // namespace

/// Where the socket lies, and who may come near it.
class TstPipePlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAFolderForThisUserAlone();
    void refusesAFolderOthersCanEnter();
    void refusesAFolderThatIsALink();
    void replacesTheSocketOfADeadAgent();
    void leavesALiveSocketAlone();
    void leavesWhatIsNoSocketAlone();
    void removesItsSocketWhenItCloses();
};

void TstPipePlace::makesAFolderForThisUserAlone()
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

void TstPipePlace::refusesAFolderOthersCanEnter() // P45
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0755);
    ::chmod(QFile::encodeName(place.inside).constData(), 0755);

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.folder"));
}

void TstPipePlace::refusesAFolderThatIsALink() // P45
{
    const Place place;
    const QTemporaryDir elsewhere;
    QVERIFY(QFile::link(elsewhere.path(), place.inside));

    const auto done = makePipeListener()->listen(place.path);

    QVERIFY(!done);
    QCOMPARE(done.error().code, QByteArray("pipe.folder"));
}

void TstPipePlace::replacesTheSocketOfADeadAgent()
{
    const Place place;
    ::mkdir(QFile::encodeName(place.inside).constData(), 0700);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrcpy(address.sun_path, place.file.constData());
    QCOMPARE(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(dead);
    QCOMPARE(RawClient(place.path).error, ECONNREFUSED);

    const auto listener = makePipeListener();

    QVERIFY(listener->listen(place.path));
    QCOMPARE(RawClient(place.path).error, 0);
}

void TstPipePlace::leavesALiveSocketAlone() // P45
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

void TstPipePlace::leavesWhatIsNoSocketAlone()
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

void TstPipePlace::removesItsSocketWhenItCloses() // P53
{
    const Place place;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(place.path));

    listener->close();

    QCOMPARE(RawClient(place.path).error, ENOENT);
    QVERIFY(listener->listen(place.path));
}

QTEST_GUILESS_MAIN(TstPipePlace)
#include "tst_pipe_place_unix.moc"
