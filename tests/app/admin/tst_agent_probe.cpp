// SPDX-License-Identifier: MIT
#include "app/admin/agent_probe.h"
#include "core/wire/endpoint.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::admin;
using namespace Qt::StringLiterals;

namespace {

/// Takes one connection, reads once, writes `answer`, and holds on until destroyed.
class OneAnswer
{
public:
    OneAnswer(const QString& path, QByteArray answer)
        : m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
        , m_answer(std::move(answer))
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        const QByteArray bytes = QFile::encodeName(path);
        std::memcpy(address.sun_path, bytes.constData(), static_cast<std::size_t>(bytes.size()));
        m_listens =
            ::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0
            && ::listen(m_listener, 1) == 0;
        m_thread = std::thread([this] { serve(); });
    }

    ~OneAnswer()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        if (const int peer = m_peer.load(); peer >= 0)
            ::shutdown(peer, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }

    Q_DISABLE_COPY_MOVE(OneAnswer)

    [[nodiscard]] bool listens() const { return m_listens; }

private:
    void serve()
    {
        const int peer = ::accept(m_listener, nullptr, nullptr);
        if (peer < 0)
            return;
        m_peer = peer;
        std::array<char, 4096> question = {};
        static_cast<void>(::recv(peer, question.data(), question.size(), 0));
        static_cast<void>(::send(
            peer, m_answer.constData(), static_cast<std::size_t>(m_answer.size()), MSG_NOSIGNAL));
        static_cast<void>(::recv(peer, question.data(), question.size(), 0)); // Until hung up.
        m_peer = -1;
        ::close(peer);
    }

    int m_listener;
    QByteArray m_answer;
    bool m_listens = false;
    std::atomic<int> m_peer = -1;
    std::thread m_thread;
};

} // namespace

class TstAgentProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsTheAgentsAnswer();
    void refuses_data();
    void refuses();
    void saysThatNoAgentRuns();
    void needsAPrivateRuntimeDirectory();

private:
    std::unique_ptr<QTemporaryDir> m_runtime; // mkdtemp makes it private.
    QString m_path;
};

void TstAgentProbe::init()
{
    m_runtime = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_runtime->path().toLocal8Bit());
    qputenv("XDG_SESSION_ID", "7");
    const auto endpoint = wire::agentEndpoint();
    QVERIFY(endpoint);
    m_path = QString::fromStdString(*endpoint);
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
}

void TstAgentProbe::readsTheAgentsAnswer()
{
    const OneAnswer agent(
        m_path, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {\"state\": \"signed_out\"}}\r\n");
    QVERIFY(agent.listens());

    const auto answer = askAgent(std::chrono::seconds(10));

    QVERIFY(answer);
    QCOMPARE(answer->value(u"state"_s).toString(), u"signed_out"_s);
}

void TstAgentProbe::refuses_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("silence") << QByteArray() << QByteArray("agent.silent");
    QTest::newRow("half a line") << QByteArray("{\"result\"") << QByteArray("agent.silent");
    QTest::newRow("garbage") << QByteArray("hello\n") << QByteArray("agent.answer");
    QTest::newRow("an error") << QByteArray("{\"error\": {}}\n") << QByteArray("agent.answer");
    QTest::newRow("a line without end")
        << QByteArray(qsizetype{128} * 1024, 'x') << QByteArray("agent.answer");
}

void TstAgentProbe::refuses()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, code);
    const OneAnswer agent(m_path, answer);
    QVERIFY(agent.listens());

    const auto result = askAgent(code == "agent.silent" ? Milliseconds(100) : Milliseconds(10'000));

    QVERIFY(!result);
    QCOMPARE(result.error().code, code);
}

void TstAgentProbe::saysThatNoAgentRuns()
{
    const auto result = askAgent(std::chrono::seconds(10));

    QVERIFY(!result);
    QCOMPARE(result.error().code, "agent.not_running");
}

void TstAgentProbe::needsAPrivateRuntimeDirectory()
{
    QVERIFY(QFile::setPermissions(
        m_runtime->path(), QFile::permissions(m_runtime->path()) | QFileDevice::ReadOther));

    const auto result = askAgent(std::chrono::seconds(10));

    QVERIFY(!result);
    QCOMPARE(result.error().code, "agent.no_endpoint");
}

QTEST_APPLESS_MAIN(TstAgentProbe)
#include "tst_agent_probe.moc"
