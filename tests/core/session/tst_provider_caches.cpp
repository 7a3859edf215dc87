// SPDX-License-Identifier: MIT
#include "core/session/provider_document.h"
#include "tests/core/session/tst_provider_bench.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;
using lanyard::test::codeOf;

using namespace std::chrono_literals;

namespace {

using Metadata = Result<std::shared_ptr<const oidc::ProviderMetadata>>;

/// Asks for the metadata now, and says what came.
std::optional<Metadata> ask(ProviderBench& bench)
{
    std::optional<Metadata> answer;
    auto asking =
        bench.provider->metadata([&answer](Metadata metadata) { answer = std::move(metadata); });
    bench.settle();
    return answer;
}

const QByteArray place = FakeProvider::at("/.well-known/openid-configuration");

} // namespace

class TstProviderCaches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsHowLongAnAnswerIsFresh_data();
    void knowsHowLongAnAnswerIsFresh();
    void asksOnceAnHour();
    void asksOnceForManyCallers();
    void revalidatesByEtag();
    void bridgesAnOutageForADay_data();
    void bridgesAnOutageForADay();
    void doesNotBridgeAnotherIssuer();
    void refusesWhatIsNoMetadata_data();
    void refusesWhatIsNoMetadata();
    void refusesAnIssuerThatIsNoAddress();
    void usesChangedEndpoints();
    void answersTheOthersWhenOneGivesUp();
    void mayBeDestroyedByAnAnswer();
};

void TstProviderCaches::knowsHowLongAnAnswerIsFresh_data()
{
    QTest::addColumn<QByteArray>("cacheControl");
    QTest::addColumn<QByteArray>("age");
    QTest::addColumn<int>("seconds");

    const auto row = [](const char* name, const char* control, const char* age, int seconds) {
        QTest::newRow(name) << QByteArray(control) << QByteArray(age) << seconds;
    };
    row("nothing said", "", "", 3600);
    row("ten minutes", "public, Max-Age=600", "", 600);
    row("ten minutes, four of them gone", "max-age=600", "240", 360);
    row("a day: an hour at most", "max-age=86400", "", 3600);
    row("no-store: a minute all the same", "no-store, max-age=600", "", 60);
    row("nonsense", "max-age=soon", "", 3600);
}

void TstProviderCaches::knowsHowLongAnAnswerIsFresh()
{
    QFETCH(const QByteArray, cacheControl);
    QFETCH(const QByteArray, age);
    QFETCH(const int, seconds);
    net::HttpReply reply;
    reply.headers.insert("cache-control", cacheControl);
    reply.headers.insert("age", age);

    QCOMPARE(freshnessOf(reply), Milliseconds{std::chrono::seconds{seconds}});
}

void TstProviderCaches::asksOnceAnHour()
{
    ProviderBench bench;
    bench.expectMetadata();
    QVERIFY(ask(bench)->has_value());
    bench.clock.advance(1h - 1s);
    QVERIFY(ask(bench)->has_value());
    QCOMPARE(bench.http.askedFor(place), 1);

    bench.clock.advance(1s);
    bench.expectMetadata();
    QVERIFY(ask(bench)->has_value());

    QCOMPARE(bench.http.askedFor(place), 2);
}

void TstProviderCaches::asksOnceForManyCallers()
{
    ProviderBench bench;
    bench.expectMetadata();
    int answers = 0;

    std::vector<Pending> callers;
    callers.reserve(50);
    for (int i = 0; i < 50; ++i)
        callers.push_back(bench.provider->metadata([&answers](const Metadata&) { ++answers; }));
    bench.settle();

    QCOMPARE(answers, 50);
    QCOMPARE(bench.http.askedFor(place), 1);
}

void TstProviderCaches::revalidatesByEtag()
{
    ProviderBench bench;
    bench.expectMetadata({.headers = {{"etag", "\"v1\""}}}, {{"If-None-Match", ""}});
    const auto first = ask(bench);
    bench.clock.advance(1h);
    bench.expectMetadata({.status = 304, .body = "", .type = ""}, {{"If-None-Match", "\"v1\""}});

    const auto second = ask(bench);

    QCOMPARE(second->value()->token.text, first->value()->token.text);
    bench.clock.advance(30min);
    QVERIFY(ask(bench)->has_value()); // Fresh again: nobody is asked.
}

void TstProviderCaches::bridgesAnOutageForADay_data()
{
    QTest::addColumn<int>("status"); // 0: no answer.
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("no answer") << 0 << QByteArray("");
    QTest::newRow("an internal error") << 500 << QByteArray("");
    QTest::newRow("a captive portal (P29)") << 200 << QByteArray("<html>");
    QTest::newRow("a redirect (P29)") << 302 << QByteArray("");
    QTest::newRow("half a document") << 200 << QByteArray("{\"issuer\":");
}

void TstProviderCaches::bridgesAnOutageForADay()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    HttpAnswer outage{.status = status, .body = body};
    if (status == 0)
        outage.error = fail(Fault::Unreachable, "http.unreachable").value();
    ProviderBench bench;
    bench.expectMetadata();
    QVERIFY(ask(bench)->has_value());

    bench.clock.advance(23h);
    bench.expectMetadata(outage);
    QVERIFY(ask(bench)->has_value());
    QVERIFY(ask(bench)->has_value()); // A moment later nobody is asked again.
    QCOMPARE(bench.http.askedFor(place), 2);

    bench.clock.advance(1h);
    bench.expectMetadata(outage);
    QVERIFY(!ask(bench)->has_value());
}

void TstProviderCaches::doesNotBridgeAnotherIssuer()
{
    ProviderBench bench;
    bench.expectMetadata();
    QVERIFY(ask(bench)->has_value());
    QJsonObject changed = bench.idp.metadata();
    changed.insert("issuer", "https://idp.example/realms/care");
    bench.clock.advance(1h);
    bench.expectMetadata({.body = toJsonLine(changed)});

    const auto answer = ask(bench);

    QCOMPARE(codeOf(*answer), QByteArray("discovery.issuer"));
    QVERIFY(!bench.provider->endSessionUrl(Secret("t")));
}

void TstProviderCaches::refusesWhatIsNoMetadata_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, int status, const QByteArray& body, const char* code) {
        QTest::newRow(name) << status << body << QByteArray(code);
    };
    row("a web page (P29)", 200, "<html>", "discovery.not_json");
    row("a redirect (P29)", 302, "", "discovery.not_json");
    row("nothing changed, though we have nothing", 304, "", "discovery.not_json");
    row("nothing", 200, "", "discovery.not_json");
    row("a missing page", 404, "{}", "discovery.status");
    row("an outage", 503, "", "discovery.busy");
    row("half a document", 200, "{\"issuer\":", "discovery.malformed");
    row("too much", 200, "{\"issuer\":\"" + QByteArray(300 * 1024, 'x') + "\"}", "json.too_large");
}

void TstProviderCaches::refusesWhatIsNoMetadata()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    ProviderBench bench;
    bench.expectMetadata({.status = status, .body = body});

    QCOMPARE(codeOf(*ask(bench)), code);
}

void TstProviderCaches::refusesAnIssuerThatIsNoAddress()
{
    policy::Environment plain = environment();
    plain.issuer = "http://127.0.0.1:4000";
    plain.live = true; // Where it is not, loopback needs no TLS.
    ProviderBench bench(plain);

    QCOMPARE(codeOf(*ask(bench)), QByteArray("discovery.issuer_url"));
    QVERIFY(bench.http.asked().isEmpty());
}

void TstProviderCaches::usesChangedEndpoints()
{
    ProviderBench bench;
    bench.discover();
    QJsonObject moved = bench.idp.metadata();
    moved.insert("userinfo_endpoint", "https://new.example/userinfo");
    moved.insert("jwks_uri", "https://new.example/jwks");
    bench.clock.advance(1h);
    bench.expectMetadata({.body = toJsonLine(moved)});
    bench.http.expect({"https://new.example/jwks", {}, {}, {}, {}}, {.body = bench.idp.keys()});
    bench.http.expect({"https://new.example/userinfo", {}, {}, "access-1", {}},
        {.body = R"({"sub":"555000111222"})"});

    QByteArray code = "none";
    auto reading = bench.provider->userinfo(Secret("access-1"),
        FakeProvider::subject,
        [&code](const Result<QJsonObject>& claims) { code = codeOf(claims); });
    bench.settle();

    QCOMPARE(code, QByteArray());
    QCOMPARE(bench.http.unasked(), 0);
}

// P33.
void TstProviderCaches::answersTheOthersWhenOneGivesUp()
{
    ProviderBench bench;
    bench.expectMetadata();
    QStringList answered;
    Pending second;
    auto first = bench.provider->metadata([&](const Metadata&) {
        answered += "first";
        second.withdraw();
    });
    second = bench.provider->metadata([&](const Metadata&) { answered += "second"; });
    auto third = bench.provider->metadata([&](const Metadata&) { answered += "third"; });

    bench.settle();

    QCOMPARE(answered, (QStringList{"first", "third"}));
}

void TstProviderCaches::mayBeDestroyedByAnAnswer()
{
    ProviderBench bench;
    bench.expectMetadata();
    int answers = 0;
    auto first = bench.provider->metadata([&](const Metadata&) {
        ++answers;
        bench.provider.reset();
    });
    auto second = bench.provider->metadata([&](const Metadata&) { ++answers; });

    bench.settle();

    QCOMPARE(answers, 1);
}

QTEST_APPLESS_MAIN(TstProviderCaches)
#include "tst_provider_caches.moc"
