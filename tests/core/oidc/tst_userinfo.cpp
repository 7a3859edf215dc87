// SPDX-License-Identifier: MIT
#include "core/oidc/userinfo.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_provider.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;
using lanyard::test::FakeProvider;

namespace {

constexpr qint64 nowSeconds = 1'790'000'000;

UserinfoExpectation expectation(UserinfoForm form)
{
    return {{FakeProvider::issuer, FakeProvider::clientId}, FakeProvider::subject, form};
}

} // namespace

class TstUserinfo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPlainClaims();
    void readsSignedClaimsThoughPlainWouldDo();
    void readsSignedClaims_data();
    void readsSignedClaims();
    void refusesUnsignedClaimsWhereSignedAreDue();
    void refusesAForgedSignature();
    void refuses_data();
    void refuses();
    void refusesEverythingWithoutAnExpectedSubject();

private:
    [[nodiscard]] Result<QJsonObject> read(const QByteArray& body,
        const QByteArray& type,
        UserinfoForm form = UserinfoForm::Plain,
        int status = 200) const
    {
        return readUserinfo({status, type, body},
            m_provider.keySet(),
            expectation(form),
            Instant{std::chrono::seconds{nowSeconds}});
    }

    FakeProvider m_provider;
};

void TstUserinfo::readsPlainClaims()
{
    const auto claims = read(R"({"sub":"555000111222","name":"A"})", "application/json");

    QCOMPARE(codeOf(claims), QByteArray());
    QCOMPARE(claims->value("name").toString(), "A");
}

void TstUserinfo::readsSignedClaimsThoughPlainWouldDo()
{
    const auto claims = read(m_provider.sign({{"sub", "555000111222"}}), "application/jwt");

    QCOMPARE(codeOf(claims), QByteArray());
}

void TstUserinfo::readsSignedClaims_data()
{
    QTest::addColumn<QJsonObject>("more");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const QJsonObject& more, const char* code) {
        QTest::newRow(name) << more << QByteArray(code);
    };
    row("without an audience, as CIS2's", {{"iss", "https://idp.example:443/realms/care"}}, "");
    row("for us", {{"aud", "client-1"}}, "");
    row("for us among others", {{"aud", QJsonArray{"x", "client-1"}}}, "");
    row("not expired", {{"exp", nowSeconds + 1}}, "");
    row("of another issuer", {{"iss", "https://idp.example/realms/care"}}, "userinfo.issuer");
    row("for another client", {{"aud", "client-2"}}, "userinfo.audience");
    row("for nobody", {{"aud", QJsonArray{}}}, "userinfo.audience");
    row("expired", {{"exp", nowSeconds - 300}}, "userinfo.expired");
    row("expiring at no time", {{"exp", "soon"}}, "userinfo.expired");
    row("of another person", {{"sub", "555000111223"}}, "userinfo.subject");
}

void TstUserinfo::readsSignedClaims()
{
    QFETCH(const QJsonObject, more);
    QFETCH(const QByteArray, code);
    QJsonObject claims{{"sub", "555000111222"}};
    for (auto claim = more.begin(); claim != more.end(); ++claim)
        claims.insert(claim.key(), claim.value());

    const auto read =
        this->read(m_provider.sign(claims), "application/jwt;charset=UTF-8", UserinfoForm::Signed);

    QCOMPARE(codeOf(read), code);
}

void TstUserinfo::refusesUnsignedClaimsWhereSignedAreDue()
{
    const auto claims = read(R"({"sub":"555000111222"})", "application/json", UserinfoForm::Signed);

    QCOMPARE(codeOf(claims), QByteArray("userinfo.unsigned"));
}

void TstUserinfo::refusesAForgedSignature()
{
    FakeProvider forger;

    const auto claims = read(forger.sign({{"sub", "555000111222"}}), "application/jwt");

    QCOMPARE(codeOf(claims), QByteArray("jws.signature"));
}

void TstUserinfo::refuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, int status, const char* body, const char* code) {
        QTest::newRow(name) << status << QByteArray(body) << QByteArray(code);
    };
    row("another person's (5.3.2, P24)", 200, R"({"sub":"555000111223"})", "userinfo.subject");
    row("nobody's (5.3.2)", 200, R"({"name":"A"})", "userinfo.subject");
    row("a sub that is a number", 200, R"({"sub":555000111222})", "userinfo.subject");
    row("broken JSON", 200, R"({"sub":)", "userinfo.malformed");
    row("sub twice", 200, R"({"sub":"555000111222","sub":"x"})", "userinfo.malformed");
    row("a web page (P29)", 200, "<html>", "userinfo.not_json");
    row("a redirect (P29)", 302, "", "userinfo.not_json");
    row("the token is refused", 401, "<html>", "userinfo.refused");
    row("the scope is refused", 403, "{}", "userinfo.refused");
    row("no such place", 404, "{}", "userinfo.status");
    row("claims under a status that is none", 203, R"({"sub":"555000111222"})", "userinfo.status");
    row("too many requests", 429, "", "userinfo.busy");
    row("an outage", 503, "", "userinfo.busy");
}

void TstUserinfo::refuses()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);

    QCOMPARE(codeOf(read(body, "application/json", UserinfoForm::Plain, status)), code);
}

void TstUserinfo::refusesEverythingWithoutAnExpectedSubject()
{
    auto expected = expectation(UserinfoForm::Plain);
    expected.subject.clear();

    const auto claims =
        readUserinfo({200, "application/json", "{}"}, m_provider.keySet(), expected, {});

    QCOMPARE(codeOf(claims), QByteArray("userinfo.subject"));
}

QTEST_APPLESS_MAIN(TstUserinfo)
#include "tst_userinfo.moc"
