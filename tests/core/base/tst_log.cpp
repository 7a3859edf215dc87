// SPDX-License-Identifier: MIT
#include "core/base/log.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

using namespace lanyard;
using namespace Qt::StringLiterals;

namespace {

const QString logArgument = u"--log"_s;

} // namespace

class TstLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void removesSecrets_data();
    void removesSecrets();
    void keepsWhatSupportNeeds_data();
    void keepsWhatSupportNeeds();
    void writesOneScrubbedLine();
};

void TstLog::removesSecrets_data()
{
    QTest::addColumn<QString>("line");

    const auto row = [](const char* name, const QString& line) { QTest::newRow(name) << line; };
    row("a redirect", u"GET /cb?code=hunter2&state=hunter2 HTTP/1.1"_s);
    row("a token answer", uR"({"access_token":"hunter2","expires_in":60})"_s);
    row("a token answer with spaces", uR"({ "refresh_token" : "hunter2" })"_s);
    row("a token answer inside a string", uR"("{\"id_token\":\"hunter2\"}")"_s);
    row("a value with a space", uR"("password":"correct hunter2")"_s);
    row("an open quote", uR"("password":"hunter2)"_s);
    row("a form", u"grant_type=refresh_token&refresh_token=hunter2&client_secret=hunter2"_s);
    row("an assertion", u"client_assertion=hunter2"_s);
    row("a verifier", u"code_verifier: hunter2"_s);
    row("a nonce", u"nonce=hunter2;"_s);
    row("a bearer header", u"Authorization: Bearer hunter2"_s);
    row("a basic header", u"authorization: Basic hunter2"_s);
    row("a bearer without its header", u"sent Bearer abc.def-hunter2"_s);
    row("an escaped redirect", u"next=https%3A%2F%2Fa%2F%3Fcode%3Dhunter2"_s);
    row("capitals", u"CODE=hunter2"_s);
    row("a JWT", u"got eyJhbGciOiJub25lIn0.eyJzdWIiOiJodW50ZXIyIn0.hunter2 there"_s);
    row("half a JWT", u"got eyJhbGciOiJub25lIn0hunter2"_s);
    row("a long opaque token", u"got hunter2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa there"_s);
}

void TstLog::removesSecrets()
{
    QFETCH(const QString, line);

    const QString text = scrubbed(line);

    QVERIFY2(!text.contains("hunter2"_L1), qPrintable(text));
    QVERIFY2(text.contains("[removed]"_L1), qPrintable(text));
}

void TstLog::keepsWhatSupportNeeds_data()
{
    QTest::addColumn<QString>("line");

    const auto row = [](const char* name, const QString& line) { QTest::newRow(name) << line; };
    row("a sentence", u"the provider answered 503; trying again in 30 s"_s);
    row("a reference", u"id_token.nonce LY-4K7D-9QXM"_s);
    row("an identifier", u"context 3b241101-e2bb-4255-8caf-4136c566a962"_s);
    row("a path", u"/home/a/.config/lanyard/policy.json is writable by others"_s);
    row("an address", u"https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk:443/openam/oauth2"_s);
    row("words that look like schemes",
        u"Basic configuration loaded; Bearer authentication next"_s);
}

void TstLog::keepsWhatSupportNeeds()
{
    QFETCH(const QString, line);

    QCOMPARE(scrubbed(line), line);
}

void TstLog::writesOneScrubbedLine()
{
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {logArgument});
    QVERIFY(program.waitForFinished(30'000));

    const QByteArray text = program.readAllStandardError().replace("\r\n", "\n");

    QVERIFY2(text.endsWith("Z warning lanyard.oidc: first second  [2Jthird code=[removed]\n"),
        text.constData());
    QCOMPARE(text.count('\n'), 1);
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == logArgument) {
        installLogHandler();
        qCWarning(logOidc).noquote()
            << u"first\nsecond\r\x1b[2Jthird%1code=hunter2"_s.arg(QChar(0));
        return 0;
    }
    TstLog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_log.moc"
