// SPDX-License-Identifier: MIT
#include "app/admin/agent_probe.h"
#include "tests/support/scripted_agent.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::admin;
using namespace lanyard::testing;
using namespace Qt::StringLiterals;

class TstAgentProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheAgentsAnswer();
    void refuses_data();
    void refuses();
    void saysThatNoAgentRuns();
};

void TstAgentProbe::readsTheAgentsAnswer()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    QVERIFY(agent.isReady());
    agent.play({"accept", "read", R"(result {"state":"signed_out"})"});

    const auto answer = askAgent(Milliseconds(ScriptedAgent::patience));

    QVERIFY(answer);
    QCOMPARE(answer->value(u"state"_s).toString(), u"signed_out"_s);
    QVERIFY(agent.request().contains("agent.hello"));
}

void TstAgentProbe::refuses_data()
{
    QTest::addColumn<QByteArrayList>("script");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const QByteArray& answer, const char* code) {
        QTest::newRow(name) << QByteArrayList{"accept", "read", answer} << QByteArray(code);
    };
    row("half a line", R"(half {"result")", "agent.silent");
    row("garbage", "line hello", "agent.answer");
    row("an error", "error {}", "agent.answer");
    row("a line without end", "flood 131072", "agent.answer");
    row("hanging up", "close", "agent.answer");
}

void TstAgentProbe::refuses()
{
    QFETCH(const QByteArrayList, script);
    QFETCH(const QByteArray, code);
    const OwnLogin login;
    ScriptedAgent agent(login);
    QVERIFY(agent.isReady());
    agent.play(script);

    const auto patience = code == "agent.silent" ? 100 : ScriptedAgent::patience;
    const auto result = askAgent(Milliseconds(patience));

    QVERIFY(!result);
    QCOMPARE(result.error().code, code);
}

void TstAgentProbe::saysThatNoAgentRuns()
{
    const OwnLogin login;

    const auto result = askAgent(Milliseconds(ScriptedAgent::patience));

    QVERIFY(!result);
    QCOMPARE(result.error().code, "agent.not_running");
}

QTEST_GUILESS_MAIN(TstAgentProbe)
#include "tst_agent_probe.moc"
