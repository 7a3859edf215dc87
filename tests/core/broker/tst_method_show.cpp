// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace std::chrono_literals;
using Scene = test::BrokerScene;
using broker::Broker;
using broker::Doorbell;

class TstMethodShow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheWindowToAnyProgramOfThisLogin_data();
    void showsTheWindowToAnyProgramOfThisLogin();
    void revealsNothingAboutThePerson();
    void showsItOnceInAPauseHoweverManyAsk();
};

void TstMethodShow::showsTheWindowToAnyProgramOfThisLogin_data()
{
    QTest::addColumn<QString>("program");

    QTest::newRow("one that policy knows") << "/opt/ward/ward";
    QTest::newRow("one that it does not") << "/usr/bin/lanyard-agent";
}

void TstMethodShow::showsTheWindowToAnyProgramOfThisLogin()
{
    QFETCH(const QString, program);
    Scene scene;
    const QSignalSpy shown(&scene.broker, &Broker::showRequested);
    const auto pipe = scene.listener.connectProgram(test::aPeer(program));

    const auto answer = Scene::ask(*pipe, "agent.show");

    QVERIFY(answer.contains("result"));
    QCOMPARE(shown.count(), 1);
}

void TstMethodShow::revealsNothingAboutThePerson()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "agent.show");

    QCOMPARE(answer[u"result"].toObject(), QJsonObject());
    QCOMPARE(scene.session.signIns, 0);
}

void TstMethodShow::showsItOnceInAPauseHoweverManyAsk()
{
    Scene scene;
    const QSignalSpy shown(&scene.broker, &Broker::showRequested);
    const auto one = scene.listener.connectProgram(test::aPeer("/tmp/one"));
    const auto two = scene.listener.connectProgram(test::aPeer("/tmp/two"));
    QVERIFY(Scene::ask(*one, "agent.show").contains("result"));

    scene.clock.advance(Doorbell::pause - 1ms);
    const auto refused = Scene::ask(*two, "agent.show");
    QCOMPARE(Scene::codeOf(refused), "busy");
    QCOMPARE(refused[u"error"][u"data"][u"retry_after_ms"].toInt(), 1);
    QCOMPARE(shown.count(), 1);

    scene.clock.advance(1ms);
    QVERIFY(Scene::ask(*two, "agent.show").contains("result"));
    QCOMPARE(shown.count(), 2);
}

QTEST_GUILESS_MAIN(TstMethodShow)
#include "tst_method_show.moc"
