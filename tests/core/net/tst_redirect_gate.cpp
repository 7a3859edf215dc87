// SPDX-License-Identifier: MIT
#include "core/net/redirect_gate.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;

namespace {

RequestHead get(QByteArrayView path, QByteArrayView query = {})
{
    return {.method = "GET", .path = path, .query = query, .host = "127.0.0.1:28471"};
}

/// A gate, and how often its judge was asked. The judge knows three queries.
struct Scene {
    int asked = 0;
    RedirectGate gate{{.authority = "127.0.0.1:28471", .path = "/callback"},
        [this](QByteArrayView query) -> Result<Secret> {
            ++asked;
            if (query == "good")
                return Secret("the-code");
            if (query == "denied")
                return fail(Fault::AccessDenied, "redirect.access_denied");
            if (query == "broken")
                return fail(Fault::Malformed, "redirect.no_code");
            return fail(Fault::Untrusted, "redirect.state");
        }};
};

} // namespace

class TstRedirectGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsTheRedirectThroughOnce();
    void sendsTheBrowserToAPageWithoutTheCode();
    void endsTheWaitWithAnErrorOfOurOwnState();
    void goesOnWaitingAfter_data();
    void goesOnWaitingAfter();
    void answersReplaysWithTheSamePageUnread();
    void showsNoResultPageBeforeThereIsAResult();
    void refusesAnotherHostEvenForTheResultPage();
    void usesAnotherResultPageEachTime();
};

void TstRedirectGate::letsTheRedirectThroughOnce()
{
    Scene scene;

    const auto answer = scene.gate.answer(get("/callback", "good"));

    QCOMPARE(answer.status, 303);
    auto result = scene.gate.takeResult();
    QVERIFY(result && *result);
    QCOMPARE((*result)->view(), QByteArrayView("the-code"));
    QVERIFY(!scene.gate.takeResult());
}

void TstRedirectGate::sendsTheBrowserToAPageWithoutTheCode()
{
    Scene scene;

    const auto answer = scene.gate.answer(get("/callback", "good"));

    QVERIFY(answer.location.startsWith("/done/"));
    QVERIFY(!answer.location.contains('?'));
    const auto page = scene.gate.answer(get(answer.location));
    QCOMPARE(page.status, 200);
    QCOMPARE(page.page, std::optional(Page::SignedIn));
}

void TstRedirectGate::endsTheWaitWithAnErrorOfOurOwnState()
{
    Scene scene;

    const auto answer = scene.gate.answer(get("/callback", "denied"));

    QCOMPARE(answer.status, 303);
    const auto page = scene.gate.answer(get(answer.location));
    QCOMPARE(page.page, std::optional(Page::NotSignedIn));
    const auto result = scene.gate.takeResult();
    QVERIFY(result && !*result);
    QCOMPARE(result->error().code, QByteArray("redirect.access_denied"));
}

void TstRedirectGate::goesOnWaitingAfter_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    const QByteArray ours = "127.0.0.1:28471";
    const auto row = [](const char* name,
                         const char* method,
                         const char* path,
                         const char* query,
                         const QByteArray& host,
                         int status) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(query) << host
                            << status;
    };
    row("another request's state (P9)", "GET", "/callback", "forged", ours, 400);
    row("a redirect that does not parse (P9)", "GET", "/callback", "broken", ours, 400);
    row("no query at all (P9)", "GET", "/callback", "", ours, 400);
    row("the right redirect for another host", "GET", "/callback", "good", "evil.example", 400);
    row("the right redirect for another port", "GET", "/callback", "good", "127.0.0.1:1", 400);
    row("the right redirect by another name", "GET", "/callback", "good", "localhost:28471", 400);
    row("a favicon (P7)", "GET", "/favicon.ico", "", ours, 204);
    row("a HEAD of the redirect (P7)", "HEAD", "/callback", "good", ours, 405);
    row("a POST of the redirect (P16)", "POST", "/callback", "good", ours, 405);
    row("a preflight (P17)", "OPTIONS", "/callback", "good", ours, 405);
    row("a method in lower case", "get", "/callback", "good", ours, 405);
    row("another path", "GET", "/", "good", ours, 404);
    row("the path in another case", "GET", "/Callback", "good", ours, 404);
    row("the path and more", "GET", "/callback/", "good", ours, 404);
    row("the path escaped", "GET", "/%63allback", "good", ours, 404);
    row("a guessed result page", "GET", "/done/", "", ours, 404);
}

void TstRedirectGate::goesOnWaitingAfter()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, host);
    Scene scene;

    const auto answer =
        scene.gate.answer({.method = method, .path = target, .query = query, .host = host});

    QTEST(answer.status, "status");
    QVERIFY(!scene.gate.takeResult());
    QCOMPARE(scene.gate.answer(get("/callback", "good")).status, 303);
    QVERIFY(scene.gate.takeResult());
}

void TstRedirectGate::answersReplaysWithTheSamePageUnread()
{
    Scene scene;
    const auto first = scene.gate.answer(get("/callback", "good"));
    QVERIFY(scene.gate.takeResult());
    QCOMPARE(scene.asked, 1);

    for (const auto* query : {"good", "forged", "denied", ""}) { // P8
        const auto again = scene.gate.answer(get("/callback", query));
        QCOMPARE(again.status, 303);
        QCOMPARE(again.location, first.location);
    }

    QCOMPARE(scene.asked, 1);
    QVERIFY(!scene.gate.takeResult());
}

void TstRedirectGate::showsNoResultPageBeforeThereIsAResult()
{
    Scene scene;
    const auto answer = scene.gate.answer(get("/callback", "good"));
    Scene other;

    QCOMPARE(other.gate.answer(get(answer.location)).status, 404);
}

void TstRedirectGate::refusesAnotherHostEvenForTheResultPage()
{
    Scene scene;
    const auto answer = scene.gate.answer(get("/callback", "good"));

    auto request = get(answer.location);
    request.host = "evil.example:28471";

    QCOMPARE(scene.gate.answer(request).status, 400);
}

void TstRedirectGate::usesAnotherResultPageEachTime()
{
    Scene one;
    Scene two;

    QVERIFY(one.gate.answer(get("/callback", "good")).location
        != two.gate.answer(get("/callback", "good")).location);
}

QTEST_APPLESS_MAIN(TstRedirectGate)
#include "tst_redirect_gate.moc"
