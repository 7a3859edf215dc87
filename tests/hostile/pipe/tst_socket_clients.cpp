// SPDX-License-Identifier: MIT
#include "tests/hostile/pipe/pipe_scene.h"

#include <QFileInfo>
#include <QTest>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;

namespace {

/// A socket that one process opens and another connects; or half of which is closed.
struct Socket {
    Socket() = default;
    Q_DISABLE_COPY_MOVE(Socket)

    ~Socket() { ::close(number); }

    [[nodiscard]] int connectTo(const QString& path) const
    {
        const QByteArray name = QFile::encodeName(path);
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
        const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
        return ::connect(number, generic, sizeof address) == 0 ? 0 : errno;
    }

    void write(const QByteArray& all) const
    {
        std::ignore = ::send(number, all.constData(), static_cast<std::size_t>(all.size()), 0);
    }

    /// What is there, without waiting.
    void read()
    {
        std::array<char, 65536> buffer = {};
        const ssize_t count = ::recv(number, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count > 0)
            bytes.append(buffer.data(), count);
        isClosed = count == 0 || (count < 0 && errno != EAGAIN);
    }

    int number = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    QByteArray bytes;
    bool isClosed = false;
};

/// Runs `play` in another process, which ends with its answer; waits for that.
template <class Play>
int inAnotherProcess(Play play)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(play());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

/// What only the programs of a Unix system can do.
class TstSocketClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closeTheirHalfAndStillGetTheirAnswer();
    void endBeforeTheyAreLookedAt();
    void endWhileAnotherHoldsTheirSocket();
    void comeFromAnotherUser();
};

void TstSocketClients::closeTheirHalfAndStillGetTheirAnswer()
{
    PipeScene scene;
    Socket client;
    QCOMPARE(client.connectTo(scene.path), 0);
    client.write(meds);
    ::shutdown(client.number, SHUT_WR);
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    scene.session.finishTokens(scene.session.grant());

    QTRY_VERIFY((client.read(), client.isClosed));
    QVERIFY(client.bytes.contains("access_token"));
}

void TstSocketClients::endBeforeTheyAreLookedAt() // P48
{
    PipeScene scene;

    inAnotherProcess([&scene] {
        RawClient client(scene.path);
        client.write(meds);
        return 0;
    });

    QTRY_COMPARE(scene.lastRefusal(), QByteArray("peer.gone"));
    QCOMPARE(scene.broker.connections(), 0);
    QCOMPARE(scene.session.tokens, 0);
}

void TstSocketClients::endWhileAnotherHoldsTheirSocket() // P48
{
    PipeScene scene;
    Socket inherited;
    std::array<int, 2> leave = {};
    QCOMPARE(::pipe2(leave.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) { // Connects as itself, and lives until it is told to leave.
        char told = 0;
        const int failed = inherited.connectTo(scene.path);
        ::close(leave[1]);
        ::_exit(failed + static_cast<int>(::read(leave[0], &told, 1)));
    }
    QTRY_COMPARE(scene.broker.connections(), 1);
    inherited.write(meds);
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    ::close(leave[1]);
    ::close(leave[0]);
    ::waitpid(child, nullptr, 0);
    scene.session.finishTokens(scene.session.grant());

    QTRY_VERIFY((inherited.read(), inherited.isClosed));
    QVERIFY(!inherited.bytes.contains("access_token"));
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
    QCOMPARE(scene.lastRefusal(), QByteArray("peer.gone"));
}

void TstSocketClients::comeFromAnotherUser() // P46
{
    if (::geteuid() != 0)
        QSKIP("only root can play another user");
    PipeScene scene;
    constexpr uid_t nobody = 65534;
    const auto connectAsNobody = [&scene] {
        if (::setuid(nobody) != 0)
            return 99;
        const RawClient client(scene.path);
        return client.error;
    };

    QCOMPARE(inAnotherProcess(connectAsNobody), EACCES); // The folder is in the way.
    // Even with every door open, the peer's credentials are looked at.
    ::chmod(QFile::encodeName(scene.name.folder()).constData(), 0777);
    ::chmod(QFile::encodeName(QFileInfo(scene.path).path()).constData(), 0777);
    ::chmod(QFile::encodeName(scene.path).constData(), 0777);
    QCOMPARE(inAnotherProcess(connectAsNobody), 0);

    QTRY_COMPARE(scene.lastRefusal(), QByteArray("peer.other_user"));
    QCOMPARE(scene.broker.connections(), 0);
}

QTEST_GUILESS_MAIN(TstSocketClients)
#include "tst_socket_clients.moc"
