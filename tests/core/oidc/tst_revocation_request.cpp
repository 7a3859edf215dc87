// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/oidc/revocation_request.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;

class TstRevocationRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheTokenAndItsKind();
    void reads_data();
    void reads();
};

void TstRevocationRequest::namesTheTokenAndItsKind()
{
    const auto form = revocationForm(Secret("r+1"), RevocationHint::RefreshToken);

    QCOMPARE(parseForm(form.encoded().view()).value(),
        (Form{{"token", "r+1"}, {"token_type_hint", "refresh_token"}}));
}

void TstRevocationRequest::reads_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, int status, const char* body, const char* code) {
        QTest::newRow(name) << status << QByteArray(body) << QByteArray(code);
    };
    row("done (2.2)", 200, "", "");
    row("done, with a body that nobody reads (2.2)", 200, "OK", "");
    row("done without content", 204, "", "");
    row("a portal's page (P29)", 200, "<html>", "revocation.not_json");
    row("a portal's redirect (P29)", 302, "", "revocation.not_json");
    row("an error word (2.2.1)",
        400,
        R"({"error":"unsupported_token_type"})",
        "revocation.refused");
    row("an outage (2.2.1)", 503, "", "revocation.busy");
}

void TstRevocationRequest::reads()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);

    QCOMPARE(codeOf(readRevocationResponse({status, "application/json", body})), code);
}

QTEST_APPLESS_MAIN(TstRevocationRequest)
#include "tst_revocation_request.moc"
