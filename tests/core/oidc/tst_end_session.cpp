// SPDX-License-Identifier: MIT
#include "core/oidc/end_session.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;

namespace {

Endpoint endpoint(const QByteArray& text)
{
    return {text, QUrl::fromEncoded(text, QUrl::StrictMode)};
}

} // namespace

class TstEndSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksWithTheHint();
    void asksForTheWayBack();
    void leavesOutAMissingHint();
};

void TstEndSession::asksWithTheHint()
{
    const QUrl url = endSessionUrl(
        endpoint("https://idp.example:443/end?x=1"), Secret("i.d-_.t"), {"c", {}, {}});

    QCOMPARE(url.toEncoded(),
        QByteArray("https://idp.example:443/end?x=1&id_token_hint=i.d-_.t&client_id=c"));
}

void TstEndSession::asksForTheWayBack()
{
    const QUrl url = endSessionUrl(
        endpoint("https://idp.example/end"), Secret("t"), {"c", "http://localhost:21000/out", "s"});

    QCOMPARE(url.toEncoded(),
        QByteArray("https://idp.example/end?id_token_hint=t&client_id=c"
                   "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A21000%2Fout&state=s"));
}

void TstEndSession::leavesOutAMissingHint()
{
    const QUrl url = endSessionUrl(endpoint("https://idp.example/end"), Secret(), {"c", {}, {}});

    QCOMPARE(url.toEncoded(), QByteArray("https://idp.example/end?client_id=c"));
}

QTEST_APPLESS_MAIN(TstEndSession)
#include "tst_end_session.moc"
