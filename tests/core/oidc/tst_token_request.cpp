// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/oidc/token_request.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;

namespace {

Form fieldsOf(const FormBody& form)
{
    return parseForm(form.encoded().view()).value();
}

} // namespace

class TstTokenRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redeemsACode();
    void refreshes();
    void refreshesNarrowed();
    void exchanges();
    void exchangesAnIdToken();
};

void TstTokenRequest::redeemsACode()
{
    const auto form = codeExchangeForm(Secret("c/1+"), "http://localhost:21000/cb", Secret("v"));

    QCOMPARE(fieldsOf(form),
        (Form{{"grant_type", "authorization_code"},
            {"code", "c/1+"},
            {"redirect_uri", "http://localhost:21000/cb"},
            {"code_verifier", "v"}}));
}

void TstTokenRequest::refreshes()
{
    QCOMPARE(fieldsOf(refreshForm(Secret("r"), {})),
        (Form{{"grant_type", "refresh_token"}, {"refresh_token", "r"}}));
}

void TstTokenRequest::refreshesNarrowed()
{
    QCOMPARE(fieldsOf(refreshForm(Secret("r"), {"a b", "https://api.example"})),
        (Form{{"grant_type", "refresh_token"},
            {"refresh_token", "r"},
            {"scope", "a b"},
            {"resource", "https://api.example"}}));
}

void TstTokenRequest::exchanges()
{
    const auto form = tokenExchangeForm(
        Secret("t"), {TokenType::AccessToken, "records", "https://api.example", "read"});

    QCOMPARE(fieldsOf(form),
        (Form{{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
            {"subject_token", "t"},
            {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"},
            {"requested_token_type", "urn:ietf:params:oauth:token-type:access_token"},
            {"audience", "records"},
            {"resource", "https://api.example"},
            {"scope", "read"}}));
}

void TstTokenRequest::exchangesAnIdToken()
{
    const auto form = tokenExchangeForm(Secret("t"), {TokenType::IdToken, {}, {}, {}});

    QCOMPARE(fieldsOf(form).value("subject_token_type"),
        QByteArray("urn:ietf:params:oauth:token-type:id_token"));
}

QTEST_APPLESS_MAIN(TstTokenRequest)
#include "tst_token_request.moc"
