// SPDX-License-Identifier: MIT
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/under_wine.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;
using lanyard::test::PipeName;
using lanyard::test::RawClient;

class TstPipeListener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesToListenTwice();
    void carriesBytesBothWays();
    void keepsWhatThePeerHasNotReadWithinItsLimit();
    void tellsThatThePeerHasLeft();
    void tellsWhoIsThere();
};

namespace {

std::unique_ptr<PipeConnection> accepted(PipeListener& listener)
{
    QSignalSpy connected(&listener, &PipeListener::connected);
    auto connection = listener.take();
    if (!connection && connected.wait(5000))
        connection = listener.take();
    return connection;
}

} // namespace

void TstPipeListener::refusesToListenTwice()
{
    if (lanyard::test::isUnderWine())
        QSKIP("Wine does not enforce a pipe's first instance");
    const PipeName name;
    const auto first = makePipeListener();
    QVERIFY(first->listen(name.path()));

    const auto second = makePipeListener()->listen(name.path());

    QVERIFY(!second);
    QCOMPARE(second.error().code, QByteArray("pipe.in_use"));
    QCOMPARE(RawClient(name.path()).error, 0);
}

void TstPipeListener::carriesBytesBothWays()
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    RawClient client(name.path());
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
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    RawClient client(name.path());
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
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    RawClient client(name.path());
    const auto connection = accepted(*listener);
    QVERIFY(connection != nullptr);
    QSignalSpy closed(connection.get(), &PipeConnection::closed);

    client.close();

    QTRY_COMPARE(closed.count(), 1);
    QVERIFY(!connection->send("x"));
}

void TstPipeListener::tellsWhoIsThere() // R2
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    const RawClient client(name.path());

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
