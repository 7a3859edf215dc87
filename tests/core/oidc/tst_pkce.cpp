// SPDX-License-Identifier: MIT
#include "core/oidc/pkce.h"

#include <QTest>

using namespace lanyard::oidc;

class TstPkce : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesTheChallengeOfAppendixB();
};

// RFC 7636 appendix B.
void TstPkce::makesTheChallengeOfAppendixB()
{
    QCOMPARE(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

QTEST_APPLESS_MAIN(TstPkce)
#include "tst_pkce.moc"
