// SPDX-License-Identifier: MIT
#include "core/audit/record.h"
#include "core/base/json.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard;
using namespace lanyard::audit;
using namespace Qt::StringLiterals;

namespace {

const Instant noon{std::chrono::milliseconds{1'790'000'000'123}};
constexpr char canary[] = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
constexpr char opaque[] = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";

} // namespace

class TstRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsEveryPartOfAnEvent();
    void leavesOutWhatIsNotKnown();
    void keepsSecretsOff_data();
    void keepsSecretsOff();
    void keepsRandomIdentifiersWhole();
    void keepsTextsToOneLine();
    void keepsFactsToTheirSize();
};

void TstRecord::holdsEveryPartOfAnEvent()
{
    const Event event{.kind = Kind::TokenDenied,
        .subject =
            {.sessionId = "s", .contextId = "c", .person = "p", .roleId = "r", .organisation = "o"},
        .app = "pas",
        .correlationId = "corr-1",
        .error = Error{Fault::AccessDenied, "broker.denied", u"no grant"_s, 5, u"LY-4K7D-9QXM"_s},
        .facts = {{u"audience"_s, u"spine"_s}, {u"count"_s, 3}}};

    QCOMPARE(toJsonLine(toRecord(event, noon)),
        QByteArray("{\"app\":\"pas\",\"context\":\"c\",\"correlation\":\"corr-1\","
                   "\"error\":{\"code\":\"broker.denied\",\"detail\":\"no grant\","
                   "\"fault\":\"access_denied\",\"native\":5,\"reference\":\"LY-4K7D-9QXM\"},"
                   "\"event\":\"token_denied\",\"facts\":{\"audience\":\"spine\",\"count\":3},"
                   "\"id\":301,\"organisation\":\"o\",\"person\":\"p\",\"role\":\"r\","
                   "\"session\":\"s\",\"time\":\"2026-09-21T14:13:20.123Z\"}"));
}

void TstRecord::leavesOutWhatIsNotKnown()
{
    QCOMPARE(toRecord({.kind = Kind::AgentStarted}, noon).keys(),
        QStringList({u"event"_s, u"id"_s, u"time"_s}));
}

void TstRecord::keepsSecretsOff_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QByteArray>("secret");
    const auto row = [](const char* name, const Event& event, const char* secret) {
        QTest::newRow(name) << event << QByteArray(secret);
    };
    const auto fact = [](const QString& name, const QJsonValue& value) {
        Event event;
        event.facts.insert(name, value);
        return event;
    };
    const auto text = [](const char* value) { return QString::fromLatin1(value); };
    Event event;
    row("a JWT as a fact", fact(u"x"_s, text(canary)), canary);
    row("a JWT inside a sentence", fact(u"x"_s, u"got %1."_s.arg(text(canary))), canary);
    row("an opaque token as a fact", fact(u"x"_s, text(opaque)), opaque);
    row("a short code by its name", fact(u"code"_s, u"hunter2"_s), "hunter2");
    row("a secret of two words by its name", fact(u"password"_s, u"two hunter2"_s), "hunter2");
    row("a token by its name", fact(u"refresh_token"_s, u"hunter2"_s), "hunter2");
    row("in an object in a list",
        fact(u"x"_s, QJsonArray{QJsonObject{{u"y"_s, text(canary)}}}),
        canary);
    row("in the list of a secret name", fact(u"code"_s, QJsonArray{u"hunter2"_s}), "hunter2");
    row("deeper than facts go",
        fact(u"x"_s,
            QJsonObject{{u"a"_s,
                QJsonObject{{u"a"_s,
                    QJsonObject{
                        {u"a"_s, QJsonObject{{u"a"_s, QJsonObject{{u"a"_s, u"hunter2"_s}}}}}}}}}}),
        "hunter2");
    row("as a fact's name", fact(text(canary), 1), canary);
    row("in a URL", fact(u"x"_s, u"http://127.0.0.1/cb?code=hunter2&state=s"_s), "hunter2");
    row("across the cut", fact(u"x"_s, QString(500, u' ') + text(canary)), "eyJhbGci");
    event.correlationId = canary;
    row("as a correlation id", event, canary);
    event = {};
    event.error = Error{Fault::Malformed, "x", u"code=hunter2"_s, 0, {}};
    row("in an error's detail", event, "hunter2");
    event = {};
    event.app = canary;
    row("as an app", event, canary);
    event = {};
    event.subject.sessionId = canary;
    row("as a session", event, canary);
}

void TstRecord::keepsSecretsOff()
{
    QFETCH(const Event, event);
    QFETCH(const QByteArray, secret);

    const auto line = toJsonLine(toRecord(event, noon));

    QVERIFY2(!line.contains(secret), line.constData());
}

void TstRecord::keepsRandomIdentifiersWhole()
{
    const QByteArray random(43, 'q');

    const auto record = toRecord({.subject = {.sessionId = random, .contextId = random}}, noon);

    QCOMPARE(record["session"_L1].toString().toLatin1(), random);
    QCOMPARE(record["context"_L1].toString().toLatin1(), random);
}

void TstRecord::keepsTextsToOneLine()
{
    const Event event{.app = "a\nb\x1b[2J", .facts = {{u"x"_s, u"a\r\nb"_s}}};

    const auto line = toJsonLine(toRecord(event, noon));

    QVERIFY(!line.contains("\\n") && !line.contains("\\r") && !line.contains("\\u001b"));
}

void TstRecord::keepsFactsToTheirSize()
{
    const auto words = QString(u"word "_s).repeated(200);
    QJsonObject many;
    for (int i = 0; i < 60; ++i)
        many.insert(QString::number(i), words);

    const auto one = toRecord({.facts = {{u"x"_s, words}}}, noon);
    const auto all = toRecord({.facts = many}, noon);

    QCOMPARE(one["facts"_L1]["x"_L1].toString().size(), maxFact);
    QCOMPARE(all["facts"_L1].toObject(), QJsonObject({{u"too_large"_s, true}}));
}

QTEST_APPLESS_MAIN(TstRecord)
#include "tst_record.moc"
