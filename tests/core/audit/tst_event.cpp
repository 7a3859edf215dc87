// SPDX-License-Identifier: MIT
#include "core/audit/event.h"
#include "core/audit/reserve.h"

#include <QTest>

using namespace lanyard::audit;

class TstEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreTheKindsInSnakeCase();
    void whatChangesAuthorityIsOnDiskFirst();
    void whatRaisesAuthorityHasNoClaimOnTheReserve();
};

void TstEvent::namesAreTheKindsInSnakeCase()
{
    QCOMPARE(nameOf(Kind::AgentStarted), QByteArray("agent_started"));
    QCOMPARE(nameOf(Kind::TokenIssued), QByteArray("token_issued"));
    QCOMPARE(nameOf(Kind::SignedIn), QByteArray("signed_in"));
    QCOMPARE(nameOf(Kind::DesktopLocked), QByteArray("desktop_locked"));
}

void TstEvent::whatChangesAuthorityIsOnDiskFirst()
{
    for (const auto kind : {Kind::SignedIn,
             Kind::SessionResumed,
             Kind::SignedOut,
             Kind::SessionEnded,
             Kind::PolicyLoaded})
        QCOMPARE(durabilityOf(kind), Durability::OnDiskFirst);
    for (const auto kind :
        {Kind::TokenIssued, Kind::TokenDenied, Kind::IdentityRead, Kind::DesktopLocked})
        QCOMPARE(durabilityOf(kind), Durability::WrittenFirst);
}

void TstEvent::whatRaisesAuthorityHasNoClaimOnTheReserve()
{
    QCOMPARE(claimOf(Kind::SignedIn), Claim::None);
    QCOMPARE(claimOf(Kind::SessionResumed), Claim::None);
    QCOMPARE(claimOf(Kind::NetworkChanged), Claim::None); // Nobody's: leaves the reserve to theirs.
    QCOMPARE(claimOf(Kind::TokenIssued), Claim::Shared);
    QCOMPARE(claimOf(Kind::SignedOut), Claim::Last);
}

QTEST_APPLESS_MAIN(TstEvent)
#include "tst_event.moc"
