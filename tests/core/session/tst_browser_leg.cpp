// SPDX-License-Identifier: MIT
#include "core/session/browser_leg.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"
#include "tests/support/session_edges.h"
#include "tests/support/session_provider.h"

#include <QTest>
#include <QUrlQuery>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::test;

namespace {

struct LegBench {
    Result<> listen() { return leg->listen(); }

    void prepare(SignInParameters parameters = {})
    {
        leg->prepare(
            std::move(parameters),
            [this](Result<> answer) { prepared = std::move(answer); },
            [this](Result<Secret> answer) {
                code = answer ? answer->view().toByteArray() : "error " + answer.error().code;
            },
            [this](const Error& why) { refused.append(why.code); });
        settle();
    }

    void settle()
    {
        for (int i = 0; i < 50; ++i)
            clock.advance(Milliseconds{0});
    }

    bool redirect(const QByteArray& query)
    {
        const bool counted = port->redirect(clock, query);
        settle();
        return counted;
    }

    [[nodiscard]] QByteArray state() const
    {
        return QUrlQuery(leg->link()).queryItemValue(QStringLiteral("state")).toLatin1();
    }

    static policy::Environment environment()
    {
        policy::Environment chosen;
        chosen.issuer = FakeProvider::issuer;
        chosen.clientId = FakeProvider::clientId;
        chosen.redirectUris = {"http://127.0.0.1:*/callback"};
        chosen.scope = "openid";
        return chosen;
    }

    FakeClock clock;
    SessionProvider http{clock};
    SessionBrowser browser{clock};
    std::shared_ptr<SessionPort> port = std::make_shared<SessionPort>();
    Provider provider{environment(), http, clock};
    std::optional<BrowserLeg> leg{std::in_place,
        provider,
        browser,
        [this](const QByteArrayList& uris) -> Result<std::unique_ptr<net::LoopbackListener>> {
            port->uris = uris;
            if (port->refusal)
                return tl::unexpected<Error>(*port->refusal);
            return std::make_unique<SessionListener>(port);
        }};
    std::optional<Result<>> prepared;
    QByteArray code;
    QByteArrayList refused;
};

} // namespace

class TstBrowserLeg : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bindsWhatPolicyLists();
    void saysWhyItCannotBind();
    void sendsTheUriThatWasBound();
    void saysWhyItCannotPrepare();
    void yieldsTheCode();
    void goesOnAfterARedirectThatIsNotOurs();
    void reportsNoFloodOfRedirectsThatAreNotOurs();
    void endsWithTheProvidersError();
    void opensTheBrowserAtTheLink();
    void handsOutItsRequestOnce();
    void freesThePortWhenItDies();
};

void TstBrowserLeg::bindsWhatPolicyLists()
{
    LegBench bench;

    QVERIFY(bench.listen());

    QCOMPARE(bench.port->uris, LegBench::environment().redirectUris);
    QVERIFY(bench.port->isBound);
    QVERIFY(bench.http.asked("/.well-known/openid-configuration").isEmpty()); // P3: before all.
}

void TstBrowserLeg::saysWhyItCannotBind()
{
    LegBench bench;
    bench.port->refusal = Error{Fault::System, "loopback.ports", {}, 0, {}};

    QCOMPARE(codeOf(bench.listen()), QByteArray("loopback.ports"));
}

void TstBrowserLeg::sendsTheUriThatWasBound()
{
    LegBench bench;
    QVERIFY(bench.listen());
    SignInParameters parameters;
    parameters.redirectUri = "http://127.0.0.1:1/elsewhere";
    parameters.scope = "openid profile";
    bench.prepare(std::move(parameters));

    QVERIFY(bench.prepared && *bench.prepared);
    const QUrlQuery asked(bench.leg->link());
    QCOMPARE(asked.queryItemValue("redirect_uri", QUrl::FullyDecoded),
        QStringLiteral("http://127.0.0.1:21000/callback"));
    QVERIFY(bench.port->judge);
}

void TstBrowserLeg::saysWhyItCannotPrepare()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.http.isOffline = true;

    bench.prepare();

    QVERIFY(bench.prepared);
    QCOMPARE(codeOf(*bench.prepared), QByteArray("http.unreachable"));
    QVERIFY(bench.leg->link().isEmpty());
    QVERIFY(!bench.port->judge); // There is nothing to judge a redirect by.
}

void TstBrowserLeg::yieldsTheCode()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();
    QVERIFY(!bench.leg->hasAnswered());

    QVERIFY(bench.redirect("code=code-1&state=" + bench.state()));

    QCOMPARE(bench.code, QByteArray("code-1"));
    QVERIFY(bench.leg->hasAnswered());
    QVERIFY(bench.refused.isEmpty());
    QVERIFY(bench.port->isBound); // For its last page.
}

// P9.
void TstBrowserLeg::goesOnAfterARedirectThatIsNotOurs()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();

    QVERIFY(!bench.redirect("code=evil&state=other"));
    QVERIFY(!bench.redirect("error=access_denied&state=other"));

    QCOMPARE(bench.refused, (QByteArrayList{"redirect.state", "redirect.state"}));
    QVERIFY(bench.code.isEmpty());
    QVERIFY(!bench.leg->hasAnswered());
    QVERIFY(bench.redirect("code=code-1&state=" + bench.state()));
    QCOMPARE(bench.code, QByteArray("code-1"));
}

/// Each report is a line of the audit trail, and the trail's disk is finite.
void TstBrowserLeg::reportsNoFloodOfRedirectsThatAreNotOurs()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();

    for (int i = 0; i < 50; ++i)
        QVERIFY(!bench.redirect("code=evil&state=other"));

    QCOMPARE(bench.refused.size(), BrowserLeg::mostRefusals);
    QVERIFY(bench.redirect("code=code-1&state=" + bench.state()));
    QCOMPARE(bench.code, QByteArray("code-1"));
}

void TstBrowserLeg::endsWithTheProvidersError()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();

    QVERIFY(bench.redirect("error=access_denied&state=" + bench.state()));

    QCOMPARE(bench.code, QByteArray("error redirect.access_denied"));
    QVERIFY(bench.leg->hasAnswered());
}

void TstBrowserLeg::opensTheBrowserAtTheLink()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();
    QVERIFY(bench.browser.opened.isEmpty());
    std::optional<Result<>> opened;

    bench.leg->open([&](Result<> answer) { opened = std::move(answer); });
    bench.settle();

    QCOMPARE(bench.browser.opened, QList<QUrl>{bench.leg->link()});
    QVERIFY(opened && *opened);
}

void TstBrowserLeg::handsOutItsRequestOnce()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();

    const SignInRequest request = bench.leg->takeRequest();

    QCOMPARE(request.url, bench.leg->link());
    QCOMPARE(request.redirectUri, QByteArray("http://127.0.0.1:21000/callback"));
    QVERIFY(!request.codeVerifier.isEmpty());
}

void TstBrowserLeg::freesThePortWhenItDies()
{
    LegBench bench;
    QVERIFY(bench.listen());
    bench.prepare();
    bench.leg->open([](const Result<>&) { QFAIL("withdrawn"); });

    bench.leg.reset();
    bench.settle();

    QVERIFY(!bench.port->isBound);
}

QTEST_GUILESS_MAIN(TstBrowserLeg)
#include "tst_browser_leg.moc"
