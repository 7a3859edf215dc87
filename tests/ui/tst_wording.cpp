// SPDX-License-Identifier: MIT
#include "core/base/result.h"
#include "ui/wording.h"

#include <QSet>
#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace Qt::StringLiterals;

class TstWording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHowFarTheClockIsOff();
    void hasWordsAndANextStepForEveryFault_data();
    void hasWordsAndANextStepForEveryFault();
    void givesTheReferenceExceptToWhoeverCancelled();
    void saysMoreWhereItKnowsMore();
    void offersTheSignInThatTheRecoveryPromises();
    void neverShowsTheDetail();
    void tellsAPersonWhatToDoAboutACondition();
};

void TstWording::saysHowFarTheClockIsOff()
{
    const auto textFor = [](int minutesBehind) {
        return wordingFor(fail(Fault::Misconfigured, "clock.skew", u"x"_s, minutesBehind).value())
            .what;
    };
    QVERIFY(textFor(12).contains(u"12 minutes slow"_s));
    QVERIFY(textFor(-7).contains(u"7 minutes fast"_s));
    QVERIFY(!textFor(-7).contains(u'-'));
    QVERIFY(textFor(0).contains(u"is wrong"_s));
}

void TstWording::hasWordsAndANextStepForEveryFault_data()
{
    QTest::addColumn<int>("fault");

    for (int i = 0; i <= static_cast<int>(Fault::System); ++i)
        QTest::newRow(nameOf(static_cast<Fault>(i)).constData()) << i;
}

void TstWording::hasWordsAndANextStepForEveryFault()
{
    QFETCH(const int, fault);

    const Wording wording = wordingFor({static_cast<Fault>(fault), "any.code", {}, 0, {}});

    for (const QString& sentence : {wording.what, wording.next}) {
        QVERIFY2(sentence.size() > 10, qPrintable(sentence));
        QVERIFY2(sentence.endsWith(u'.'), qPrintable(sentence));
        QVERIFY2(sentence[0].isUpper(), qPrintable(sentence));
    }
    for (const auto* const jargon : {"token", "nonce", "claim", "issuer", "HTTP", "grant", "null"})
        QVERIFY2(!sentenceOf(wording).contains(QLatin1StringView(jargon), Qt::CaseInsensitive),
            qPrintable(wording.what));
    // No two faults are told alike: then they would be one fault.
    QSet<QString> all;
    for (int i = 0; i <= static_cast<int>(Fault::System); ++i)
        all.insert(wordingFor({static_cast<Fault>(i), {}, {}, 0, {}}).what);
    QCOMPARE(all.size(), static_cast<int>(Fault::System) + 1);
}

void TstWording::givesTheReferenceExceptToWhoeverCancelled()
{
    const QString reference = u"LY-4K7D-9QXM"_s;

    QVERIFY(sentenceOf(wordingFor({Fault::Untrusted, {}, {}, 0, reference})).contains(reference));
    QVERIFY(!sentenceOf(wordingFor({Fault::Cancelled, {}, {}, 0, reference})).contains(reference));
}

void TstWording::saysMoreWhereItKnowsMore()
{
    const Wording idle = wordingFor({Fault::TimedOut, "session.idle_limit", {}, 0, {}});
    const Wording other = wordingFor({Fault::TimedOut, "http.timed_out", {}, 0, {}});

    QVERIFY(idle.what.contains("not used"_L1));
    QVERIFY(idle.what != other.what);
}

void TstWording::offersTheSignInThatTheRecoveryPromises()
{
    for (int i = 0; i <= static_cast<int>(Fault::System); ++i) {
        const auto fault = static_cast<Fault>(i);
        const QString next = wordingFor({fault, {}, {}, 0, {}}).next;
        if (recoveryFor(fault) == Recovery::TellAdministrator)
            QVERIFY2(next.contains("service desk"_L1), qPrintable(next));
        else
            QVERIFY2(next.contains("again"_L1) || next.contains("Sign in"_L1), qPrintable(next));
    }
}

void TstWording::neverShowsTheDetail()
{
    const Error error{Fault::Malformed, "any.code", u"hunter2"_s, 0, u"LY-0000-0000"_s};

    QVERIFY(!sentenceOf(wordingFor(error)).contains("hunter2"_L1));
}

void TstWording::tellsAPersonWhatToDoAboutACondition()
{
    HealthCondition condition;
    condition.detail = u"Detail."_s;
    QCOMPARE(sentenceOf(condition), u"Detail."_s);
    condition.advice = u"Advice."_s;
    condition.reference = u"LY-0000-0000"_s;
    QCOMPARE(sentenceOf(condition), u"Advice.\nReference: LY-0000-0000"_s);
}

QTEST_APPLESS_MAIN(TstWording)
#include "tst_wording.moc"
