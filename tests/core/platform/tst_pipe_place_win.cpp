// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/pipe_listener.h"
#include "core/wire/endpoint.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/code_of.h"
#include "tests/support/under_wine.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <aclapi.h>
#include <sddl.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;
using lanyard::test::PipeName;
using lanyard::test::RawClient;

namespace {

Handle openPipe(const QString& path, DWORD access, DWORD flags = 0)
{
    return Handle(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        access,
        0,
        nullptr,
        OPEN_EXISTING,
        flags,
        nullptr));
}

/// The descriptor as the system keeps it.
QByteArray descriptorOf(HANDLE object, SECURITY_INFORMATION parts)
{
    PSECURITY_DESCRIPTOR raw = nullptr;
    if (GetSecurityInfo(object, SE_KERNEL_OBJECT, parts, nullptr, nullptr, nullptr, nullptr, &raw)
        != ERROR_SUCCESS)
        return {};
    const LocalMemory<void> descriptor(raw);
    char* text = nullptr;
    if (!ConvertSecurityDescriptorToStringSecurityDescriptorA(
            raw, SDDL_REVISION_1, parts, &text, nullptr))
        return {};
    const LocalMemory<char> owned(text);
    return text;
}

} // namespace

/// What the pipe is called, and who may come near it.
class TstPipePlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void belongsToThisUser();
    void letsOnlyThisUserIn();
    void keepsWhatHasLessIntegrityAway();
    void hearsNobodyFromAnotherComputer();
    void doesNotListenWhereSomebodyElseDoes();
    void isPublishedForThisSession();
    void isCalledByAnotherNameEachTime();
    void goesWhenItCloses();
    void admitsSeveralAtOnce();
    void refusesAProgramThatHidesItsUser();
};

void TstPipePlace::belongsToThisUser() // P51
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    const Handle client = openPipe(name.path(), GENERIC_READ | GENERIC_WRITE);
    QVERIFY(client.isOpen());

    QCOMPARE(descriptorOf(client.get(), OWNER_SECURITY_INFORMATION), "O:" + currentUserSid());
}

void TstPipePlace::letsOnlyThisUserIn() // R1
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    const Handle client = openPipe(name.path(), GENERIC_READ | GENERIC_WRITE);
    QVERIFY(client.isOpen());

    const QByteArray rights = descriptorOf(client.get(), DACL_SECURITY_INFORMATION);

    const QByteArray user = currentUserSid();
    const QByteArray expected = "D:P(A;;0x12019f;;;" + user + ")(A;;RC;;;OW)";
    QVERIFY2(rights == expected || rights == QByteArray(expected).replace("0x12019f", "FRFW")
            || rights == QByteArray(expected).replace("0x12019f", "FWFR"),
        rights.constData());
}

void TstPipePlace::keepsWhatHasLessIntegrityAway() // R1, P50
{
    if (test::isUnderWine())
        QSKIP("Wine does not keep the integrity label of a pipe");
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    const Handle client = openPipe(name.path(), GENERIC_READ | GENERIC_WRITE);
    QVERIFY(client.isOpen());
    PACL labels = nullptr;
    PSECURITY_DESCRIPTOR raw = nullptr;
    QCOMPARE(GetSecurityInfo(client.get(),
                 SE_KERNEL_OBJECT,
                 LABEL_SECURITY_INFORMATION,
                 nullptr,
                 nullptr,
                 nullptr,
                 &labels,
                 &raw),
        DWORD{ERROR_SUCCESS});
    const LocalMemory<void> descriptor(raw);

    void* entry = nullptr;
    QVERIFY(labels != nullptr && GetAce(labels, 0, &entry));
    auto* const label = static_cast<SYSTEM_MANDATORY_LABEL_ACE*>(entry);
    QCOMPARE(label->Header.AceType, BYTE{SYSTEM_MANDATORY_LABEL_ACE_TYPE});
    QCOMPARE(label->Mask,
        ACCESS_MASK{SYSTEM_MANDATORY_LABEL_NO_WRITE_UP | SYSTEM_MANDATORY_LABEL_NO_READ_UP
            | SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP});
    QCOMPARE(sidText(&label->SidStart), QByteArray("S-1-16-8192"));
}

/// This computer by its name in the network counts as another one.
void TstPipePlace::hearsNobodyFromAnotherComputer() // P47
{
    const auto fromAfar = [](const PipeName& name) {
        return RawClient(name.path().replace(u"\\\\."_s, u"\\\\localhost"_s)).error;
    };
    const PipeName open;
    const Handle control(CreateNamedPipeW(reinterpret_cast<const wchar_t*>(open.path().utf16()),
        PIPE_ACCESS_DUPLEX,
        PIPE_TYPE_BYTE,
        1,
        4096,
        4096,
        0,
        nullptr));
    QVERIFY(control.isOpen());
    if (fromAfar(open) != 0)
        QSKIP("no pipe is reached over the network here; Wine's never are");
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));

    QVERIFY(fromAfar(name) != 0);
}

void TstPipePlace::doesNotListenWhereSomebodyElseDoes() // P45
{
    const PipeName name;
    const Handle squatter(CreateNamedPipeW(reinterpret_cast<const wchar_t*>(name.path().utf16()),
        PIPE_ACCESS_DUPLEX,
        PIPE_TYPE_BYTE,
        1, // One instance, and no more: Wine enforces that, though not a first instance.
        4096,
        4096,
        0,
        nullptr));
    QVERIFY(squatter.isOpen());

    const auto listening = makePipeListener()->listen(name.path());

    QCOMPARE(test::codeOf(listening), QByteArray("pipe.in_use"));
}

void TstPipePlace::isPublishedForThisSession()
{
    const auto name = wire::newAgentEndpoint();
    QVERIFY(name);

    QVERIFY(wire::publishAgentEndpoint(*name));
    QCOMPARE(wire::agentEndpoint().value_or(std::string()), *name);
    wire::withdrawAgentEndpoint(*name);

    QVERIFY(!wire::agentEndpoint());
}

void TstPipePlace::isCalledByAnotherNameEachTime() // P45
{
    const auto one = wire::newAgentEndpoint();
    const auto other = wire::newAgentEndpoint();

    QVERIFY(one && other);
    QVERIFY(*one != *other);
    QVERIFY(one->starts_with(R"(\\.\pipe\lanyard-)"));
    QVERIFY(one->size() >= std::string_view(R"(\\.\pipe\lanyard-)").size() + 32);
}

void TstPipePlace::goesWhenItCloses() // P53
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));

    listener->close();

    QCOMPARE(RawClient(name.path()).error, ERROR_FILE_NOT_FOUND);
    QVERIFY(listener->listen(name.path()));
}

/// A program that opens the pipe as a file cannot wait for a free instance.
void TstPipePlace::admitsSeveralAtOnce()
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    std::vector<RawClient> clients;

    for (int i = 0; i < 5; ++i) // The event loop does not turn meanwhile.
        clients.emplace_back(name.path());

    for (const RawClient& client : clients)
        QCOMPARE(client.error, 0);
    std::vector<std::unique_ptr<PipeConnection>> taken;
    const auto takeAll = [&] {
        while (auto connection = listener->take())
            taken.push_back(std::move(connection));
        return taken.size();
    };
    QTRY_COMPARE(takeAll(), std::size_t{5});
}

void TstPipePlace::refusesAProgramThatHidesItsUser() // P46
{
    if (test::isUnderWine())
        QSKIP("Wine shows a server who its client is, whatever the client permits");
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    const Handle client = openPipe(
        name.path(), GENERIC_READ | GENERIC_WRITE, SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS);
    QVERIFY(client.isOpen());
    std::unique_ptr<PipeConnection> connection;
    QVERIFY(QTest::qWaitFor([&] { return (connection = listener->take()) != nullptr; }));
    QByteArray why;
    QByteArray received;
    connect(connection.get(), &PipeConnection::refused, this, [&](const Error& error) {
        why = error.code;
    });
    connect(connection.get(), &PipeConnection::received, this, [&](const QByteArray& bytes) {
        received += bytes;
    });
    QSignalSpy closed(connection.get(), &PipeConnection::closed);

    DWORD count = 0;
    QVERIFY(WriteFile(client.get(), "{}\n", 3, &count, nullptr));

    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(why, QByteArray("peer.anonymous"));
    QVERIFY(received.isEmpty());
}

QTEST_GUILESS_MAIN(TstPipePlace)
#include "tst_pipe_place_win.moc"
