// SPDX-License-Identifier: MIT
#include "tests/ui/people.h"
#include "ui/moment.h"
#include "ui/tray_view.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

Q_DECLARE_METATYPE(lanyard::session::Snapshot)

namespace {

const Environment live{u"Live"_s, true};
const Environment training{u"Training"_s, false};

View viewed(const session::Snapshot& snapshot,
    Milliseconds inPhase = 0ms,
    const QList<HealthCondition>& health = {},
    const Environment& environment = live)
{
    return viewOf({snapshot, health, environment, noon, inPhase});
}

QString texts(const QList<Entry>& entries)
{
    QStringList list;
    for (const Entry& entry : entries)
        list.append((entry.isDefault ? u"*"_s : QString()) + QString(entry.text).remove(u'&'));
    return list.join(u" | "_s);
}

QString valueOf(const Card& card, const QString& label)
{
    for (const Line& line : card.lines) {
        if (line.label == label)
            return line.value;
    }
    return {};
}

} // namespace

class TstTrayView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEveryPhase_data();
    void showsEveryPhase();
    void saysWhoAndUnderWhichRole();
    void takesAPersonWithoutRoleOrName();
    void saysHowLongIsLeft_data();
    void saysHowLongIsLeft();
    void warnsBeforeTheEnd_data();
    void warnsBeforeTheEnd();
    void listsTheRolesByOrganisation();
    void saysThatTheRoleIsBeingChosen();
    void saysWhyTheRoleWasNotChanged();
    void saysWhenProgramsGetNothingNew();
    void offersToConfirmForAProgram();
    void saysWhichProgramAsksForAStepUp();
    void showsAnEmergencyAllThrough();
    void asksForAnEmergencyOnlyWhereItCanBeHad();
    void helpsAfterHalfAMinute();
    void explainsWhyItEnded();
    void saysWhyTheLastSignInFailed();
    void showsWhatIsNotLive();
    void keepsTheTooltipWithinWindowsLimit();
    void showsTheWorstCondition();
    void leavesInformationOut();
    void promisesAKeptSessionOnlyWhenItIs();
    void hasOneDefaultAndNoTwoEqualMnemonics_data();
    void hasOneDefaultAndNoTwoEqualMnemonics();
    void announcesWhatChanged();
};

void TstTrayView::showsEveryPhase_data()
{
    QTest::addColumn<session::Snapshot>("snapshot");
    QTest::addColumn<int>("icon");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("menu");

    const auto row = [](const char* name,
                         const session::Snapshot& snapshot,
                         IconKind icon,
                         const QString& state,
                         const QString& menu) {
        QTest::newRow(name) << snapshot << static_cast<int>(icon) << state << menu;
    };
    session::Snapshot checking = signingIn();
    checking.waitingForBrowser = false;
    row("signed out",
        {},
        IconKind::SignedOut,
        u"Signed out"_s,
        u"*Sign in | Show Lanyard | Quit"_s);
    row("waiting for the browser",
        signingIn(),
        IconKind::SigningIn,
        u"Signing in"_s,
        u"*Cancel sign-in | Open the page again | Copy sign-in link | Show Lanyard | Quit"_s);
    row("nothing opened",
        signingIn(true),
        IconKind::SigningIn,
        u"Signing in"_s,
        u"*Copy sign-in link | Cancel sign-in | Show Lanyard | Quit"_s);
    row("checking the answer",
        checking,
        IconKind::SigningIn,
        u"Signing in"_s,
        u"*Cancel sign-in | Show Lanyard | Quit"_s);
    row("signed in",
        signedIn(),
        IconKind::SignedIn,
        u"Signed in"_s,
        u"*Sign out | Show Lanyard | Quit (you stay signed in until 14:28)"_s);
    row("paused",
        paused(),
        IconKind::Paused,
        u"Paused"_s,
        u"*Sign out | Show Lanyard | Quit (you stay signed in until 14:28)"_s);
    row("ended",
        ended(Fault::GrantRevoked),
        IconKind::Ended,
        u"Sign-in ended"_s,
        u"*Sign in again | Show Lanyard | Quit"_s);
}

void TstTrayView::showsEveryPhase()
{
    QFETCH(const session::Snapshot, snapshot);
    QFETCH(const int, icon);
    QFETCH(const QString, state);
    QFETCH(const QString, menu);

    const View view = viewed(snapshot);

    QCOMPARE(static_cast<int>(view.icon), icon);
    QCOMPARE(view.card.state, state);
    QCOMPARE(texts(view.menu), menu);
    QVERIFY(view.tooltip.contains(state));
    QVERIFY(!view.card.headline.isEmpty());
    QVERIFY(view.card.banner.isEmpty());
    QVERIFY(!view.hasProblem);
}

void TstTrayView::saysWhoAndUnderWhichRole()
{
    const View view = viewed(signedIn());

    QCOMPARE(view.card.headline, u"Comfort Adeyemi-Braithwaite"_s);
    QCOMPARE(valueOf(view.card, u"Role"_s), u"Nurse Manager Access Role"_s);
    QCOMPARE(valueOf(view.card, u"Organisation"_s), u"Nottingham University Hospitals (RX1)"_s);
    QCOMPARE(valueOf(view.card, u"Assurance"_s), u"Level 3, since 14:13"_s);
    QCOMPARE(view.heading, u"Signed in: Comfort Adeyemi-Braithwaite, Nurse Manager Access Role"_s);
}

void TstTrayView::takesAPersonWithoutRoleOrName()
{
    auto context = nurse();
    context->role.reset();
    context->person.name.clear();
    session::Snapshot snapshot = signedIn();
    snapshot.context = context;

    const View view = viewed(snapshot);

    QCOMPARE(view.card.headline, u"555036632103"_s);
    QCOMPARE(valueOf(view.card, u"Role"_s), u"No role selected"_s);
    QCOMPARE(valueOf(view.card, u"Organisation"_s), QString());
}

void TstTrayView::saysHowLongIsLeft_data()
{
    QTest::addColumn<qint64>("idleSeconds");
    QTest::addColumn<qint64>("absoluteSeconds");
    QTest::addColumn<QString>("text");

    QTest::newRow("hours") << qint64{900} << qint64{7 * 3600 + 46 * 60}
                           << u"7 h 46 min (until 21:59)"_s;
    QTest::newRow("whole hours") << qint64{900} << qint64{7200} << u"2 h (until 16:13)"_s;
    QTest::newRow("minutes, rounded up") << qint64{900} << qint64{601} << u"11 min (until 14:23)"_s;
    QTest::newRow("seconds") << qint64{900} << qint64{20} << u"less than a minute (until 14:13)"_s;
    QTest::newRow("idle soon") << qint64{240} << qint64{7200}
                               << u"4 min, unless you use this computer"_s;
    QTest::newRow("over") << qint64{900} << qint64{-5} << u"less than a minute (until 14:13)"_s;
}

void TstTrayView::saysHowLongIsLeft()
{
    QFETCH(const qint64, idleSeconds);
    QFETCH(const qint64, absoluteSeconds);
    QFETCH(const QString, text);

    session::Snapshot snapshot = signedIn();
    snapshot.idleEndsAt = noon + std::chrono::seconds{idleSeconds};
    snapshot.absoluteEndsAt = noon + std::chrono::seconds{absoluteSeconds};

    QCOMPARE(valueOf(viewed(snapshot).card, u"Time left"_s), text);
}

void TstTrayView::listsTheRolesByOrganisation()
{
    QVERIFY(viewOf({signedIn(), {}, {}, noon}).roles.isEmpty());

    const auto snapshot = withTwoRoles();
    const View view = viewOf({snapshot, {}, {}, noon});

    QCOMPARE(view.roles,
        (QList<Choice>{{"r-clinic", u"A && E Clinic - Nurse Manager Access Role"_s, false},
            {"555036638101",
                u"Nottingham University Hospitals - Nurse Manager Access Role"_s,
                true}}));
    auto paused = snapshot;
    paused.phase = session::Phase::Paused;
    QVERIFY(viewOf({paused, {}, {}, noon}).roles.isEmpty());
}

void TstTrayView::saysThatTheRoleIsBeingChosen()
{
    auto snapshot = withTwoRoles();
    snapshot.errand = session::Purpose::RoleSwitch;
    snapshot.waitingForBrowser = true;

    const View view = viewOf({snapshot, {}, {}, noon});

    QVERIFY(view.roles.isEmpty());
    QCOMPARE(view.menu.first().action, Action::CancelSignIn);
    QVERIFY(view.card.explanation.startsWith("Choose your role"_L1));
    QCOMPARE(view.card.headline, u"Comfort Adeyemi-Braithwaite"_s);
    snapshot.nothingOpened = true;
    QVERIFY(viewOf({snapshot, {}, {}, noon}).card.explanation.startsWith("No browser"_L1));
}

void TstTrayView::saysWhyTheRoleWasNotChanged()
{
    const auto snapshot = withTwoRoles();
    const Error why = fail(Fault::Untrusted, "session.another_person").value();

    const View view =
        viewOf({snapshot, {}, {}, noon, {}, Failure{session::Purpose::RoleSwitch, why}});

    QVERIFY(view.card.explanation.contains("Somebody else"_L1));
    QVERIFY(view.card.explanation.contains(why.reference));
}

void TstTrayView::offersToConfirmForAProgram()
{
    auto snapshot = signedIn();
    snapshot.elevations = {{"R&D", "AAL3_ANY", 3, {}, noon, noon + 10min}};
    const View view = viewOf({snapshot, {}, {}, noon, {}, {}, {"Pharmacy", "R&D"}});

    QCOMPARE(view.stepUps,
        (QList<Choice>{{"Pharmacy", u"Pharmacy"_s, false},
            {"R&D", u"R&&D (until %1; choose to end)"_s.arg(timeOfDay(noon + 10min)), true}}));
    QCOMPARE(
        valueOf(view.card, u"Confirmed for"_s), u"R&D, until %1"_s.arg(timeOfDay(noon + 10min)));
    snapshot.errand = session::Purpose::StepUp;
    QVERIFY(viewOf({snapshot, {}, {}, noon, {}, {}, {"Pharmacy"}}).stepUps.isEmpty());
    snapshot.phase = session::Phase::Paused;
    QVERIFY(viewOf({snapshot, {}, {}, noon, {}, {}, {"Pharmacy"}}).stepUps.isEmpty());
}

void TstTrayView::showsAnEmergencyAllThrough()
{
    const View view = viewOf({inEmergency(), {}, {u"Live"_s, true}, noon});

    QCOMPARE(view.icon, IconKind::Emergency);
    QCOMPARE(view.card.state, u"Signed in, emergency access"_s);
    QVERIFY(view.card.banner.startsWith(u"EMERGENCY ACCESS until "_s));
    QVERIFY(view.card.banner.contains(u"Give drugs. Recorded as LY-1111-2222."_s));
    QVERIFY(view.tooltip.contains(u"emergency access"_s));
    QVERIFY(view.announcement.contains(u"emergency access"_s));
    QCOMPARE(view.card.buttons.first().action, Action::SignOut);
    QCOMPARE(view.card.buttons.last().action, Action::EndEmergency);

    auto locked = inEmergency();
    locked.phase = session::Phase::Paused;
    const View paused = viewOf({locked, {}, {u"Training"_s, false}, noon});
    QCOMPARE(paused.icon, IconKind::Emergency);
    QVERIFY(paused.card.banner.contains(u"not live"_s));
    QVERIFY(paused.card.banner.contains(u"EMERGENCY"_s));

    QCOMPARE(viewOf({signedIn(), {}, {u"Live"_s, true}, noon}).card.banner, QString());
}

void TstTrayView::asksForAnEmergencyOnlyWhereItCanBeHad()
{
    const auto formIn = [](const session::Snapshot& snapshot, session::EmergencyOffer offer) {
        return viewOf({snapshot, {}, {}, noon, {}, {}, {}, std::move(offer)}).emergency;
    };

    const auto form = formIn(signedIn(), emergencyOffer());

    QVERIFY(form);
    QCOMPARE(form->permissions.first(), (Choice{"give_drugs", u"Give drugs"_s, false}));
    QCOMPARE(form->reasons.last(), (Choice{"major", u"Major incident"_s, false}));
    QVERIFY(form->explanation.contains(u"30 min"_s));
    QVERIFY(form->explanation.contains(u"recorded"_s));
    QVERIFY(form->explanation.contains(u"patient's details"_s));
    QVERIFY(!formIn(signedIn(), {}));
    QVERIFY(!formIn(paused(), emergencyOffer()));
    QVERIFY(!formIn(inEmergency(), emergencyOffer()));
    QVERIFY(!formIn({}, emergencyOffer()));
}

void TstTrayView::saysWhichProgramAsksForAStepUp()
{
    auto snapshot = signedIn();
    snapshot.errand = session::Purpose::StepUp;
    snapshot.errandFor = "Pharmacy";
    snapshot.waitingForBrowser = true;
    QVERIFY(viewed(snapshot).card.explanation.startsWith("Pharmacy needs you to confirm"_L1));
    QCOMPARE(viewed(snapshot).card.buttons.first().action, Action::CancelSignIn);
    snapshot.nothingOpened = true;
    QVERIFY(viewed(snapshot).card.explanation.contains("copy the link"_L1));

    const Error why = fail(Fault::AccessDenied, "session.another_role").value();
    const View view =
        viewOf({signedIn(), {}, {}, noon, {}, Failure{session::Purpose::StepUp, why}});
    QVERIFY(view.card.explanation.startsWith("You were not confirmed."_L1));
}

void TstTrayView::saysWhenProgramsGetNothingNew()
{
    auto snapshot = signedIn();
    snapshot.absoluteEndsAt = noon + 8h;
    snapshot.idleWarnsAt = noon + 1h;
    snapshot.tokensEndAt = noon + 6min;
    QVERIFY(viewed(snapshot).warning.isEmpty());
    QCOMPARE(viewed(snapshot).card.buttons.first().action, Action::SignOut);

    snapshot.tokensEndAt = noon + 5min;
    QVERIFY(viewed(snapshot).warning.contains(timeOfDay(noon + 5min)));
    QCOMPARE(viewed(snapshot).card.buttons.first().action, Action::SignInAgain);
    QVERIFY(viewed(snapshot).card.buttons.first().isDefault);

    snapshot.tokensEndAt = noon - 1min;
    QVERIFY(viewed(snapshot).warning.startsWith("Your programs get nothing new:"_L1));
    snapshot.errand = session::Purpose::SignInAgain;
    snapshot.waitingForBrowser = true;
    QVERIFY(viewed(snapshot).warning.isEmpty());
    QVERIFY(viewed(snapshot).card.explanation.startsWith("Sign in again in your browser"_L1));
}

void TstTrayView::helpsAfterHalfAMinute()
{
    const Card early = viewed(signingIn(), 29s).card;
    const Card late = viewed(signingIn(), 30s).card;

    QCOMPARE(early.headline, u"Sign in in your browser"_s);
    QCOMPARE(late.headline, u"Still waiting for your browser"_s);
    QVERIFY(late.explanation.contains("open the page again"_L1));
    QVERIFY(viewed(signingIn(true)).card.explanation.contains("Copy the sign-in link"_L1));
}

void TstTrayView::warnsBeforeTheEnd_data()
{
    QTest::addColumn<session::Snapshot>("snapshot");
    QTest::addColumn<QString>("warning");
    const auto at = [](Milliseconds idle, Milliseconds absolute) {
        session::Snapshot snapshot = signedIn();
        snapshot.idleEndsAt = noon + idle;
        snapshot.idleWarnsAt = noon + idle - 2min;
        snapshot.absoluteEndsAt = noon + absolute;
        return snapshot;
    };
    const QString ifIdle = u"if nobody uses this computer"_s;
    const QString whatever = u"your organisation allows no longer"_s;
    QTest::newRow("just signed in") << at(15min, 12h) << QString();
    QTest::newRow("idle for 13 minutes less a second") << at(2min + 1s, 12h) << QString();
    QTest::newRow("idle for 13 minutes") << at(2min, 12h) << ifIdle;
    QTest::newRow("five minutes and a second left") << at(15min, 5min + 1s) << QString();
    QTest::newRow("five minutes left") << at(15min, 5min) << whatever;
    QTest::newRow("both") << at(1min, 5min) << whatever;
    session::Snapshot away = at(1min, 5min);
    away.phase = session::Phase::Paused;
    QTest::newRow("nobody is there to be warned") << away << QString();
    QTest::newRow("signed out") << session::Snapshot{} << QString();
}

void TstTrayView::warnsBeforeTheEnd()
{
    QFETCH(const session::Snapshot, snapshot);
    QFETCH(const QString, warning);

    const View view = viewed(snapshot);

    QCOMPARE(view.warning.isEmpty(), warning.isEmpty());
    QVERIFY2(view.warning.contains(warning), qPrintable(view.warning));
    QVERIFY(view.card.explanation.contains(view.warning));
    QVERIFY(view.announcement.contains(view.warning));
}

void TstTrayView::explainsWhyItEnded()
{
    const Card card = viewed(ended(Fault::TimedOut, "session.idle_limit")).card;

    QVERIFY(card.headline.contains("not used"_L1));
    QCOMPARE(card.explanation, u"Sign in again when you are ready."_s);
    QCOMPARE(card.reference, u"Reference: LY-4K7D-9QXM"_s);
}

void TstTrayView::saysWhyTheLastSignInFailed()
{
    session::Snapshot snapshot;
    snapshot.reason = ended(Fault::Unreachable).reason;

    const Card card = viewed(snapshot).card;

    QCOMPARE(card.state, u"Signed out"_s);
    QVERIFY(card.headline.contains("cannot be reached"_L1));
    QVERIFY(!card.explanation.contains("secret detail"_L1));
}

void TstTrayView::showsWhatIsNotLive()
{
    const View view = viewed(signedIn(), 0ms, {}, training);

    QCOMPARE(view.card.banner, u"Training: not live. Not for real patients."_s);
    QVERIFY(view.tooltip.startsWith("Lanyard (Training, not live)"_L1));

    const View unset = viewed({}, 0ms, {}, Environment{{}, false});

    QCOMPARE(unset.card.banner, u"No environment: not live. Not for real patients."_s);
    QVERIFY(unset.tooltip.startsWith("Lanyard (No environment, not live)"_L1));
}

void TstTrayView::keepsTheTooltipWithinWindowsLimit()
{
    auto context = nurse();
    context->person.name = QString(200, u'x');
    session::Snapshot snapshot = signedIn();
    snapshot.context = context;
    const Environment longName{QString(200, u'e'), false};

    const View view = viewed(snapshot, 0ms, {}, longName);

    QCOMPARE(view.tooltip.size(), qsizetype{127});
    QVERIFY(view.tooltip.contains("not live"_L1));
}

void TstTrayView::showsTheWorstCondition()
{
    HealthCondition second = memoryOnly();
    second.code = "other";

    const View one = viewed({}, 0ms, {memoryOnly()});
    const View two = viewed({}, 0ms, {memoryOnly(), second});

    QVERIFY(one.hasProblem);
    QCOMPARE(one.card.health, u"Your sign-in will not survive a restart of Lanyard."_s);
    QVERIFY(two.card.health.endsWith("And 1 more."_L1));
}

void TstTrayView::leavesInformationOut()
{
    HealthCondition condition = memoryOnly();
    condition.severity = Severity::Information;

    const View view = viewed({}, 0ms, {condition});

    QVERIFY(!view.hasProblem);
    QCOMPARE(view.card.health, QString());
}

void TstTrayView::promisesAKeptSessionOnlyWhenItIs()
{
    session::Snapshot over = signedIn();
    over.idleEndsAt = noon - 1s;

    QVERIFY(texts(viewed(signedIn()).menu).contains("stay signed in until 14:28"_L1));
    QVERIFY(texts(viewed(signedIn(), 0ms, {memoryOnly()}).menu)
                .endsWith("Quit (you will have to sign in again)"_L1));
    QVERIFY(texts(viewed(over).menu).endsWith("| Quit"_L1));
    QVERIFY(texts(viewed({}).menu).endsWith("| Quit"_L1));
}

void TstTrayView::hasOneDefaultAndNoTwoEqualMnemonics_data()
{
    QTest::addColumn<session::Snapshot>("snapshot");

    QTest::newRow("signed out") << session::Snapshot();
    QTest::newRow("signing in") << signingIn();
    QTest::newRow("nothing opened") << signingIn(true);
    QTest::newRow("signed in") << signedIn();
    QTest::newRow("paused") << paused();
    QTest::newRow("ended") << ended(Fault::TimedOut);
}

void TstTrayView::hasOneDefaultAndNoTwoEqualMnemonics()
{
    QFETCH(const session::Snapshot, snapshot);

    const View view = viewed(snapshot);

    QSet<QChar> mnemonics;
    int defaults = 0;
    for (const Entry& entry : view.menu) {
        mnemonics.insert(entry.text[entry.text.indexOf(u'&') + 1].toLower());
        defaults += entry.isDefault ? 1 : 0;
    }
    QCOMPARE(mnemonics.size(), view.menu.size());
    QCOMPARE(defaults, 1);
    QVERIFY(view.card.buttons.first().isDefault);
}

void TstTrayView::announcesWhatChanged()
{
    const auto later = signedIn();

    QCOMPARE(viewed(signedIn()).announcement, u"Signed in. Comfort Adeyemi-Braithwaite"_s);
    // Time that passes is not news.
    QCOMPARE(viewOf({later, {}, live, noon + 10min, 10min}).announcement,
        viewed(signedIn()).announcement);
    QVERIFY(viewed(signingIn(), 0s).announcement != viewed(signingIn(), 30s).announcement);
}

QTEST_APPLESS_MAIN(TstTrayView)
#include "tst_tray_view.moc"
