// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/broker/answer.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::broker;

class TstAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAResult();
    void writesATokenPastJson();
    void writesAnError();
    void usesTheStandardNumberWhereThereIsOne();
    void saysWhenWaitingHelps();
    void turnsAnAnswerThatIsTooLongIntoAnError();
    void writesANotification();
    void knowsABearerToken_data();
    void knowsABearerToken();
    void mapsFailures_data();
    void mapsFailures();
};

namespace {

QJsonObject read(const Secret& line)
{
    return parseJsonObject(line.view().chopped(1)).value_or(QJsonObject());
}

} // namespace

void TstAnswer::writesAResult()
{
    const Secret line = lineOf(7, QJsonObject{{"a", 1}});

    QCOMPARE(line.view(), QByteArrayView("{\"id\":7,\"jsonrpc\":\"2.0\",\"result\":{\"a\":1}}\n"));
}

void TstAnswer::writesATokenPastJson()
{
    const auto token = std::make_shared<const Secret>("abc.def-ghi_j~k+l/m=");

    const Secret line = lineOf("x", Issued{token, {{"scope", "a b"}, {"token_type", "Bearer"}}});

    QCOMPARE(read(line),
        QJsonObject({{"id", "x"},
            {"jsonrpc", "2.0"},
            {"result",
                QJsonObject{{"access_token", "abc.def-ghi_j~k+l/m="},
                    {"scope", "a b"},
                    {"token_type", "Bearer"}}}}));
}

void TstAnswer::writesAnError()
{
    Refusal refusal = refuse(wire::ErrorCode::Denied, "app.unknown", "not for callers");

    const Secret line = lineOf(1, refusal);

    const QJsonObject error = read(line)[u"error"].toObject();
    QCOMPARE(error[u"code"].toInt(), -32005);
    QCOMPARE(error[u"data"][u"code"].toString(), "denied");
    QCOMPARE(error[u"data"][u"cause"].toString(), "app.unknown");
    QCOMPARE(error[u"data"][u"reference"].toString(), refusal.cause.reference);
    QVERIFY(!error[u"data"].toObject().contains("retry_after_ms"));
    QVERIFY(!line.view().contains(QByteArrayView("not for callers")));
}

void TstAnswer::usesTheStandardNumberWhereThereIsOne()
{
    const Secret line = lineOf(1, badParams("request.audience", {}));

    QCOMPARE(read(line)[u"error"][u"code"].toInt(), -32602);
    QCOMPARE(read(line)[u"error"][u"data"][u"code"].toString(), "bad_request");
}

void TstAnswer::saysWhenWaitingHelps()
{
    const Secret line = lineOf(1, refusalFor({Fault::Unreachable, "net.dns", {}, 0, "LY-1"}));

    QCOMPARE(read(line)[u"error"][u"data"][u"retry_after_ms"].toInt(), 5000);
}

void TstAnswer::turnsAnAnswerThatIsTooLongIntoAnError()
{
    const auto token = std::make_shared<const Secret>(QByteArray(70'000, 'x'));

    const Secret line = lineOf(1, Issued{token, {}});

    QCOMPARE(read(line)[u"error"][u"data"][u"cause"].toString(), "answer.too_long");
}

void TstAnswer::writesANotification()
{
    const Secret line = notificationLine("session.changed", {{"state", "paused"}});

    QCOMPARE(read(line),
        QJsonObject({{"jsonrpc", "2.0"},
            {"method", "session.changed"},
            {"params", QJsonObject{{"state", "paused"}}}}));
}

void TstAnswer::knowsABearerToken_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("isOne");
    QTest::newRow("a JWT") << QByteArray("eyJ.eyJ.c2ln-_") << true;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("a quotation mark: it would end the JSON string") << QByteArray("a\"b") << false;
    QTest::newRow("a backslash") << QByteArray("a\\b") << false;
    QTest::newRow("a line feed: it would end the line") << QByteArray("a\nb") << false;
    QTest::newRow("a blank") << QByteArray("a b") << false;
}

void TstAnswer::knowsABearerToken()
{
    QFETCH(const QByteArray, token);
    QFETCH(const bool, isOne);

    QCOMPARE(isBearerToken(token), isOne);
}

void TstAnswer::mapsFailures_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* title, Fault fault, const char* code, const char* name) {
        QTest::newRow(title) << static_cast<int>(fault) << QByteArray(code) << QByteArray(name);
    };
    row("nobody is signed in", Fault::System, "session.signed_out", "signed_out");
    row("paused", Fault::System, "session.paused", "paused");
    row("another context", Fault::System, "session.context_changed", "context_changed");
    row("an audience nobody maps", Fault::Misconfigured, "session.audience_unknown", "denied");
    row("no refresh token", Fault::System, "session.interaction_required", "interaction_required");
    row("another person came back", Fault::Untrusted, "session.another_person", "denied");
    row("the person closed it", Fault::Cancelled, "x", "cancelled");
    row("too slow", Fault::TimedOut, "x", "timed_out");
    row("no network", Fault::Unreachable, "x", "offline");
    row("a provider that says later", Fault::ProviderBusy, "x", "busy");
    row("a provider that says no", Fault::AccessDenied, "x", "denied");
    row("invalid_grant", Fault::GrantRevoked, "x", "signed_out");
    row("rubbish", Fault::Malformed, "x", "unavailable");
    row("a forgery", Fault::Untrusted, "x", "unavailable");
    row("a missing setting", Fault::Misconfigured, "x", "unavailable");
    row("a full disk", Fault::System, "audit.full", "unavailable");
}

void TstAnswer::mapsFailures()
{
    QFETCH(const int, fault);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, name);

    const auto refusal = refusalFor({static_cast<Fault>(fault), code, {}, 0, "LY-1"});

    const auto found = wire::nameOf(refusal.code);
    QCOMPARE(QByteArray(found.data(), std::ssize(found)), name);
    QCOMPARE(refusal.cause.reference, "LY-1");
    QVERIFY(!sentenceFor(refusal.code).isEmpty());
}

QTEST_APPLESS_MAIN(TstAnswer)
#include "tst_answer.moc"
