// SPDX-License-Identifier: MIT
#include "app/agent/second_start.h"
#include "core/base/json.h"
#include "tests/support/scripted_agent.h"

#include <QTest>
#include <QThread>

#include <memory>
#include <optional>

using namespace lanyard;
using namespace std::chrono_literals;
using testing::OwnLogin;
using testing::ScriptedAgent;

class TstSecondStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksTheAgentThatRuns();
    void takesBusyForShown();
    void saysWhyNothingWasShown_data();
    void saysWhyNothingWasShown();
    void waitsForAnAgentThatHasOnlyJustStarted();
};

void TstSecondStart::asksTheAgentThatRuns()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    QVERIFY(agent.isReady());
    agent.playOnce("result {}");

    QVERIFY(agent::showTheOther(20s));

    QCOMPARE(parseJsonObject(agent.request())->value("method").toString(), "agent.show");
}

void TstSecondStart::takesBusyForShown()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(error {"code":-32011,"message":"","data":{"code":"busy"}})");

    QVERIFY(agent::showTheOther(20s));
}

void TstSecondStart::saysWhyNothingWasShown_data()
{
    QTest::addColumn<QByteArray>("script");

    QTest::newRow("an agent of a version before")
        << QByteArray(R"(error {"code":-32601,"message":"","data":{"code":"unsupported"}})");
    QTest::newRow("garbage") << QByteArray("line hello");
    QTest::newRow("silence") << QByteArray("half {");
}

void TstSecondStart::saysWhyNothingWasShown()
{
    QFETCH(const QByteArray, script);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(script);

    const auto shown = agent::showTheOther(script.startsWith("half") ? 200ms : Milliseconds{20s});

    QVERIFY(!shown);
    QCOMPARE(shown.error().code, QByteArray("agent.not_shown"));
}

void TstSecondStart::waitsForAnAgentThatHasOnlyJustStarted()
{
    const OwnLogin login;
    QVERIFY(!agent::showTheOther(60ms));

    // It listens while it is already being asked: the agent starts in the thread of the test, and
    // whoever asks waits in another.
    std::optional<Result<>> shown;
    const std::unique_ptr<QThread> asking(
        QThread::create([&shown] { shown = agent::showTheOther(20s); }));
    asking->start();
    ScriptedAgent agent(login);
    agent.playOnce("result {}");

    QVERIFY(asking->wait(ScriptedAgent::patience));
    QVERIFY(shown.has_value());
    QVERIFY(*shown);
}

QTEST_GUILESS_MAIN(TstSecondStart)
#include "tst_second_start.moc"
