// SPDX-License-Identifier: MIT
#include "core/base/error.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace lanyard;
using namespace Qt::StringLiterals;

class TstError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEveryFaultDifferently();
    void knowsWhatHappensNext();
    void makesReferencesForTheTelephone();
    void makesANewReferenceEveryTime();

private:
    static constexpr int faults = static_cast<int>(Fault::System) + 1;
};

void TstError::namesEveryFaultDifferently()
{
    static const QRegularExpression word(u"^[a-z]+(_[a-z]+)*$"_s);
    QSet<QByteArray> names;
    for (int i = 0; i < faults; ++i) {
        const QByteArray name = nameOf(static_cast<Fault>(i));
        QVERIFY2(word.match(QString::fromLatin1(name)).hasMatch(), name.constData());
        names.insert(name);
    }
    QCOMPARE(names.size(), faults);
}

void TstError::knowsWhatHappensNext()
{
    QCOMPARE(recoveryFor(Fault::Cancelled), Recovery::Nothing);
    QCOMPARE(recoveryFor(Fault::TimedOut), Recovery::RetryLater);
    QCOMPARE(recoveryFor(Fault::Unreachable), Recovery::RetryLater);
    QCOMPARE(recoveryFor(Fault::ProviderBusy), Recovery::RetryLater);
    QCOMPARE(recoveryFor(Fault::AccessDenied), Recovery::SignInAgain);
    QCOMPARE(recoveryFor(Fault::GrantRevoked), Recovery::SignInAgain);
    QCOMPARE(recoveryFor(Fault::Malformed), Recovery::TellAdministrator);
    QCOMPARE(recoveryFor(Fault::Untrusted), Recovery::TellAdministrator);
    QCOMPARE(recoveryFor(Fault::Misconfigured), Recovery::TellAdministrator);
    QCOMPARE(recoveryFor(Fault::System), Recovery::TellAdministrator);
    QSet<QByteArray> names;
    for (int i = 0; i <= static_cast<int>(Recovery::TellAdministrator); ++i)
        names.insert(nameOf(static_cast<Recovery>(i)));
    QCOMPARE(names.size(), 4);
}

void TstError::makesReferencesForTheTelephone()
{
    // Crockford's alphabet: no I, L, O or U.
    static const QRegularExpression form(u"^LY-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$"_s);
    for (int i = 0; i < 200; ++i) {
        const QString reference = newReference();
        QVERIFY2(form.match(reference).hasMatch(), qPrintable(reference));
    }
}

void TstError::makesANewReferenceEveryTime()
{
    QSet<QString> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(newReference());
    QCOMPARE(seen.size(), 1000);
}

QTEST_APPLESS_MAIN(TstError)
#include "tst_error.moc"
