// SPDX-License-Identifier: MIT
#include "core/oidc/authorization_response.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;

Q_DECLARE_METATYPE(lanyard::Fault)

namespace {

AuthorizationExpectation expectation()
{
    return {.state = "s-123", .issuer = "https://idp.example:443", .issuerPromised = false};
}

} // namespace

class TstAuthorizationResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsTheCodeOfAnHonestAnswer();
    void decodesTheCodeExactlyOnce();
    void demandsIssuerOnceTheProviderPromisesIt();
    void refuses_data();
    void refuses();
    void matchesNothingWithoutAState();
    void keepsTheCodeOutOfErrors();
    void keepsControlCharactersOutOfErrors();
};

void TstAuthorizationResponse::returnsTheCodeOfAnHonestAnswer()
{
    const auto code = readAuthorizationCode("code=abc&state=s-123", expectation());

    QVERIFY(code);
    QCOMPARE(code->view(), QByteArrayView("abc"));
}

// P11.
void TstAuthorizationResponse::decodesTheCodeExactlyOnce()
{
    const auto code = readAuthorizationCode("code=a%252Bb+c&state=s-123", expectation());

    QVERIFY(code);
    QCOMPARE(code->view(), QByteArrayView("a%2Bb c"));
}

void TstAuthorizationResponse::demandsIssuerOnceTheProviderPromisesIt()
{
    auto promised = expectation();
    promised.issuerPromised = true;

    const auto without = readAuthorizationCode("code=abc&state=s-123", promised);
    const auto with =
        readAuthorizationCode("code=abc&state=s-123&iss=https%3A%2F%2Fidp.example%3A443", promised);

    QCOMPARE(codeOf(without), QByteArray("redirect.issuer"));
    QVERIFY(with);
}

void TstAuthorizationResponse::refuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* query, Fault fault, const char* code) {
        QTest::newRow(name) << QByteArray(query) << fault << QByteArray(code);
    };
    row("an empty query", "", Fault::Untrusted, "redirect.state");
    row("a repeated parameter (3.1, P11)",
        "code=a&code=b&state=s-123",
        Fault::Malformed,
        "form.repeated");
    row("a broken percent escape", "code=%4&state=s-123", Fault::Malformed, "form.escape");
    row("a missing state (4.1.2)", "code=a", Fault::Untrusted, "redirect.state");
    row("another request's state (10.12)",
        "code=a&state=s-124",
        Fault::Untrusted,
        "redirect.state");
    row("a prefix of our state", "code=a&state=s-12", Fault::Untrusted, "redirect.state");
    row("another issuer (RFC 9207 2.4)",
        "code=a&state=s-123&iss=https%3A%2F%2Fidp.example",
        Fault::Untrusted,
        "redirect.issuer");
    row("an error under a stranger's state (P9)",
        "error=access_denied&state=x",
        Fault::Untrusted,
        "redirect.state");
    row("access_denied (4.1.2.1)",
        "error=access_denied&state=s-123",
        Fault::AccessDenied,
        "redirect.access_denied");
    row("login_required (Core 3.1.2.6)",
        "error=login_required&state=s-123",
        Fault::AccessDenied,
        "redirect.interaction");
    row("server_error (4.1.2.1)",
        "error=server_error&state=s-123",
        Fault::ProviderBusy,
        "redirect.busy");
    row("temporarily_unavailable (4.1.2.1)",
        "error=temporarily_unavailable&state=s-123",
        Fault::ProviderBusy,
        "redirect.busy");
    row("invalid_scope (4.1.2.1)",
        "error=invalid_scope&state=s-123",
        Fault::Misconfigured,
        "redirect.refused");
    row("an error that also carries a code",
        "error=access_denied&code=a&state=s-123",
        Fault::AccessDenied,
        "redirect.access_denied");
    row("neither a code nor an error", "state=s-123", Fault::Malformed, "redirect.no_code");
    row("an empty code", "code=&state=s-123", Fault::Malformed, "redirect.no_code");
}

void TstAuthorizationResponse::refuses()
{
    QFETCH(const QByteArray, query);
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, code);

    const auto answer = readAuthorizationCode(query, expectation());

    QVERIFY(!answer);
    QCOMPARE(answer.error().fault, fault);
    QCOMPARE(answer.error().code, code);
}

void TstAuthorizationResponse::matchesNothingWithoutAState()
{
    const auto answer = readAuthorizationCode("code=a&state=", {});

    QCOMPARE(codeOf(answer), QByteArray("redirect.state"));
}

void TstAuthorizationResponse::keepsTheCodeOutOfErrors()
{
    const auto code = readAuthorizationCode("code=hunter2&state=wrong", expectation());

    QVERIFY(!code);
    QVERIFY2(!code.error().detail.contains("hunter2"), qPrintable(code.error().detail));
}

void TstAuthorizationResponse::keepsControlCharactersOutOfErrors()
{
    const auto code = readAuthorizationCode("error=x%0D%0AFAKE&state=s-123", expectation());

    QVERIFY(!code);
    QVERIFY2(!code.error().detail.contains("FAKE"), qPrintable(code.error().detail));
}

QTEST_APPLESS_MAIN(TstAuthorizationResponse)
#include "tst_authorization_response.moc"
