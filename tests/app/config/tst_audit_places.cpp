// SPDX-License-Identifier: MIT
#include "app/config/audit_places.h"

#include <QFileInfo>
#include <QTest>

using namespace lanyard;
using namespace lanyard::config;

class TstAuditPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsThePolicy();
    void sharesNoFolderBetweenUsers();
};

void TstAuditPlaces::followsThePolicy()
{
    policy::Policy policy;
    policy.auditDirectory = "/var/log/lanyard";

    const AuditPlaces places = auditPlaces(policy, "1000");

    QCOMPARE(places.directory, "/var/log/lanyard");
    QCOMPARE(places.journal, "/var/log/lanyard/1000");
    QCOMPARE(places.heads, "/var/log/lanyard-heads/1000/heads.jsonl");
}

// Each user's agent accepts only a folder that is that user's alone: one for all would leave all
// but the first without a witness.
void TstAuditPlaces::sharesNoFolderBetweenUsers()
{
    policy::Policy policy;
    policy.auditDirectory = "/var/log/lanyard";

    const AuditPlaces one = auditPlaces(policy, "1000");
    const AuditPlaces other = auditPlaces(policy, "1001");

    QVERIFY(one.journal != other.journal);
    QVERIFY(QFileInfo(one.heads).path() != QFileInfo(other.heads).path());
}

QTEST_GUILESS_MAIN(TstAuditPlaces)
#include "tst_audit_places.moc"
