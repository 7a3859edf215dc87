// SPDX-License-Identifier: MIT
#include "core/net/loopback_answer.h"
#include "tests/support/net_raw_client.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lanyard::net;
using lanyard::test::netHeader;

class TstLoopbackAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysOnEveryAnswer_data();
    void saysOnEveryAnswer();
    void tellsTheLengthOfThePage();
    void sendsNoBodyToHead();
    void sendsNoLengthWithNothing();
    void namesTheOnlyMethod();
    void pagesNeedNothingElse_data();
    void pagesNeedNothingElse();
    void policyLetsThroughTheStyleOfThePageAndNoOther();
};

void TstLoopbackAnswer::saysOnEveryAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 204, 303, 400, 404, 405, 414, 431, 505})
        QTest::addRow("status %d", status) << status;
}

void TstLoopbackAnswer::saysOnEveryAnswer()
{
    QFETCH(const int, status);

    const QByteArray text =
        toHttp({.status = status, .page = Page::WrongRequest, .location = {}}, false);

    QVERIFY(text.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '));
    QCOMPARE(netHeader(text, "Content-Type"), QByteArray("text/html; charset=utf-8")); // P13
    QCOMPARE(netHeader(text, "Cache-Control"), QByteArray("no-store")); // P19
    QCOMPARE(netHeader(text, "Pragma"), QByteArray("no-cache"));
    QCOMPARE(netHeader(text, "X-Content-Type-Options"), QByteArray("nosniff"));
    QCOMPARE(netHeader(text, "Referrer-Policy"), QByteArray("no-referrer"));
    QCOMPARE(netHeader(text, "X-Frame-Options"), QByteArray("DENY"));
    QCOMPARE(netHeader(text, "Connection"), QByteArray("close"));
    const QByteArray policy = netHeader(text, "Content-Security-Policy");
    QVERIFY(policy.startsWith("default-src 'none'; "));
    QVERIFY(policy.contains("frame-ancestors 'none'"));
    QVERIFY(!policy.contains("unsafe"));
    QVERIFY(netHeader(text, "Access-Control-Allow-Origin").isEmpty());
    QVERIFY(netHeader(text, "Set-Cookie").isEmpty());
}

void TstLoopbackAnswer::tellsTheLengthOfThePage()
{
    const QByteArray text = toHttp({.status = 200, .page = Page::SignedIn, .location = {}}, false);

    const QByteArray body = text.mid(text.indexOf("\r\n\r\n") + 4);
    QCOMPARE(body, pageHtml(Page::SignedIn));
    QCOMPARE(netHeader(text, "Content-Length").toLongLong(), body.size());
}

void TstLoopbackAnswer::sendsNoBodyToHead()
{
    const QByteArray text =
        toHttp({.status = 405, .page = Page::WrongRequest, .location = {}}, true);

    QVERIFY(text.endsWith("\r\n\r\n"));
}

void TstLoopbackAnswer::sendsNoLengthWithNothing()
{
    const QByteArray text = toHttp({.status = 204, .page = {}, .location = {}}, false);

    QVERIFY(netHeader(text, "Content-Length").isEmpty());
    QVERIFY(text.endsWith("\r\n\r\n"));
}

void TstLoopbackAnswer::namesTheOnlyMethod()
{
    QCOMPARE(netHeader(toHttp({.status = 405, .page = {}, .location = {}}, false), "Allow"),
        QByteArray("GET"));
}

void TstLoopbackAnswer::pagesNeedNothingElse_data()
{
    QTest::addColumn<Page>("page");
    QTest::addColumn<QByteArray>("heading");
    QTest::newRow("signed in") << Page::SignedIn
                               << QByteArray("You can close this page and go back to your work");
    QTest::newRow("not signed in") << Page::NotSignedIn << QByteArray("You are not signed in");
    QTest::newRow("wrong request")
        << Page::WrongRequest << QByteArray("There is nothing to do here");
}

void TstLoopbackAnswer::pagesNeedNothingElse()
{
    QFETCH(const Page, page);
    QFETCH(const QByteArray, heading);

    const QByteArray html = pageHtml(page);

    QVERIFY(html.contains("<h1>" + heading + "</h1>"));
    QVERIFY(html.contains("<html lang=\"en-GB\">"));
    QVERIFY(html.contains("charset=utf-8"));
    QVERIFY(html.size() < 4096);
    // Nothing that runs, and nothing that is fetched (P17).
    QVERIFY(!html.toLower().contains("<script"));
    static const QRegularExpression fetching(
        u"\\b(src|href|srcset|action|style)\\s*=|url\\(|@import|\\son\\w+="_s,
        QRegularExpression::CaseInsensitiveOption);
    QVERIFY(!QString::fromUtf8(html).contains(fetching));
}

void TstLoopbackAnswer::policyLetsThroughTheStyleOfThePageAndNoOther()
{
    const QByteArray html = pageHtml(Page::SignedIn);
    static const QRegularExpression element(
        u"<style[^>]*>(.*)</style>"_s, QRegularExpression::DotMatchesEverythingOption);
    const QByteArray style = element.match(QString::fromUtf8(html)).captured(1).toUtf8();
    QVERIFY(style.size() > 100);

    const QByteArray policy = contentSecurityPolicy(html);

    QVERIFY(policy.contains("style-src 'sha256-"
        + QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64() + "'"));
}

QTEST_APPLESS_MAIN(TstLoopbackAnswer)
#include "tst_loopback_answer.moc"
