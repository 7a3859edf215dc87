// SPDX-License-Identifier: MIT
#include "core/base/health.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;

namespace {

HealthCondition condition(const char* code, Severity severity, const char* detail = "")
{
    HealthCondition made;
    made.code = code;
    made.severity = severity;
    made.detail = QString::fromLatin1(detail);
    return made;
}

QByteArrayList codes(const Health& health)
{
    QByteArrayList list;
    for (const auto& one : health.conditions())
        list.append(one.code);
    return list;
}

} // namespace

class TstHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsTheWorstFirstAndThenTheOldest();
    void keepsTheReferenceOfAConditionThatChanges();
    void saysNothingOfAConditionRaisedAgain();
    void givesANewReferenceWhenItComesBack();
    void clearsOnlyWhatIsThere();
};

void TstHealth::listsTheWorstFirstAndThenTheOldest()
{
    Health health;
    health.raise(condition("a", Severity::Warning));
    health.raise(condition("b", Severity::Information));
    health.raise(condition("c", Severity::Problem));
    health.raise(condition("d", Severity::Warning));

    QCOMPARE(codes(health), (QByteArrayList{"c", "a", "d", "b"}));
}

void TstHealth::keepsTheReferenceOfAConditionThatChanges()
{
    Health health;
    health.raise(condition("a", Severity::Warning));
    const QString reference = health.conditions().first().reference;
    const QSignalSpy changes(&health, &Health::changed);

    health.raise(condition("a", Severity::Problem, "worse"));

    QVERIFY(!reference.isEmpty());
    QCOMPARE(health.conditions().size(), 1);
    QCOMPARE(health.conditions().first().reference, reference);
    QCOMPARE(health.conditions().first().severity, Severity::Problem);
    QCOMPARE(changes.count(), 1);
}

void TstHealth::saysNothingOfAConditionRaisedAgain()
{
    Health health;
    health.raise(condition("a", Severity::Warning, "the same"));
    const QSignalSpy changes(&health, &Health::changed);

    health.raise(condition("a", Severity::Warning, "the same"));

    QCOMPARE(changes.count(), 0);
}

void TstHealth::givesANewReferenceWhenItComesBack()
{
    Health health;
    health.raise(condition("a", Severity::Warning));
    const QString first = health.conditions().first().reference;
    health.clear("a");
    health.raise(condition("a", Severity::Warning));

    QVERIFY(health.conditions().first().reference != first);
}

void TstHealth::clearsOnlyWhatIsThere()
{
    Health health;
    health.raise(condition("a", Severity::Warning));
    const QSignalSpy changes(&health, &Health::changed);

    health.clear("b");
    QCOMPARE(changes.count(), 0);
    health.clear("a");

    QCOMPARE(changes.count(), 1);
    QVERIFY(health.conditions().isEmpty());
}

QTEST_APPLESS_MAIN(TstHealth)
#include "tst_health.moc"
