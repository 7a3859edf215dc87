// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/ui/people.h"
#include "ui/colours.h"
#include "ui/presenter.h"
#include "ui/status_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QtTest/qtestspontaneevent.h>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

Q_DECLARE_METATYPE(lanyard::session::Snapshot)

namespace {

QString textOf(const StatusWindow& window, const char* name)
{
    const auto* const label = window.findChild<QLabel*>(QString::fromLatin1(name));
    return label != nullptr && label->isVisibleTo(&window) ? label->text() : QString();
}

QPushButton* buttonOf(const StatusWindow& window, const QString& text)
{
    for (auto* const button : window.findChildren<QPushButton*>()) {
        if (button->isVisible() && QString(button->text()).remove(u'&') == text)
            return button;
    }
    return nullptr;
}

/// One window over everything fake.
struct Stage {
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter;
    StatusWindow window;

    explicit Stage(const Environment& environment = {u"Live"_s, true})
        : presenter({session, health, clock}, environment)
        , window(presenter)
    {
        window.present();
    }

    void settle() { clock.advance(Presenter::settling); }
};

void statesAsRows()
{
    QTest::addColumn<session::Snapshot>("snapshot");
    QTest::addColumn<int>("seconds");

    QTest::newRow("signed_out") << session::Snapshot() << 0;
    QTest::newRow("signing_in") << signingIn() << 0;
    QTest::newRow("still_waiting") << signingIn() << 31;
    QTest::newRow("nothing_opened") << signingIn(true) << 0;
    QTest::newRow("signed_in") << signedIn() << 0;
    QTest::newRow("paused") << paused() << 0;
    QTest::newRow("emergency") << inEmergency() << 0;
    QTest::newRow("ended") << ended(Fault::TimedOut, "session.idle_limit") << 0;
    QTest::newRow("untrusted") << ended(Fault::Untrusted) << 0;
}

} // namespace

class TstStatusWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void signsInByKeyboard();
    void cancelsByKeyboard();
    void copiesTheLinkByKeyboard();
    void signsOutByKeyboard();
    void signsInAgainByMnemonic();
    void putsTheFocusOnTheObviousAction();
    void hasRoomForEveryLine();
    void showsTheCard();
    void isTitledLanyard();
    void hidesIntoTheTray();
    void minimisesWithoutATray();
    void offersQuitOnlyWithoutATray();
    void letsTheProgramCloseIt();

    void namesEverythingThatTakesTheFocus_data() { statesAsRows(); }

    void namesEverythingThatTakesTheFocus();
    void saysChangesAloudOnce();
    void readsNamesAsPlainText();
    void clipsNothing_data();
    void clipsNothing();
    void fitsLongNames();
    void keepsToTheContrastThemeOfTheSystem();
    void hasEnoughContrast();
};

void TstStatusWindow::signsInByKeyboard()
{
    Stage stage;

    QTest::keyClick(&stage.window, Qt::Key_Return);

    QCOMPARE(stage.session.signIns, 1);
}

void TstStatusWindow::cancelsByKeyboard()
{
    Stage stage;
    stage.session.set(signingIn());
    QTest::keyClick(&stage.window, Qt::Key_Return);
    QCOMPARE(stage.session.cancels, 0); // Too soon after "Sign in" to be meant.
    stage.settle();

    QTest::keyClick(&stage.window, Qt::Key_Return);

    QCOMPARE(stage.session.cancels, 1);
}

void TstStatusWindow::copiesTheLinkByKeyboard()
{
    Stage stage;
    stage.session.link = QUrl(u"https://idp.example/authorize"_s);
    stage.session.set(signingIn(true));
    const QSignalSpy said(&stage.window, &StatusWindow::announced);

    QTest::keyClick(&stage.window, Qt::Key_Enter);

    QCOMPARE(textOf(stage.window, "notice"), u"The sign-in link is on the clipboard."_s);
    QCOMPARE(said.last()[0].toString(), u"The sign-in link is on the clipboard."_s);
    stage.session.set(signedIn());
    QCOMPARE(textOf(stage.window, "notice"), QString());
}

void TstStatusWindow::signsOutByKeyboard()
{
    Stage stage;
    stage.session.set(signedIn());
    stage.settle();

    QTest::keyClick(&stage.window, Qt::Key_Return);

    QCOMPARE(stage.session.signOuts, 1);
}

void TstStatusWindow::signsInAgainByMnemonic()
{
    Stage stage;
    stage.session.set(ended(Fault::GrantRevoked));
    auto* const button = buttonOf(stage.window, u"Sign in again"_s);
    QVERIFY(button != nullptr);

    QCOMPARE(button->shortcut(), QKeySequence(Qt::ALT | Qt::Key_S));
    QTest::keyClick(button, Qt::Key_Space);

    QCOMPARE(stage.session.signIns, 1);
}

void TstStatusWindow::putsTheFocusOnTheObviousAction()
{
    Stage stage;
    QVERIFY(QTest::qWaitForWindowActive(&stage.window));

    QCOMPARE(stage.window.focusWidget(), buttonOf(stage.window, u"Sign in"_s));
    stage.session.set(signedIn());
    QCOMPARE(stage.window.focusWidget(), buttonOf(stage.window, u"Sign out"_s));
    QVERIFY(buttonOf(stage.window, u"Sign out"_s)->isDefault());
    QVERIFY(buttonOf(stage.window, u"Sign in"_s) == nullptr);
}

/// What has no place would be left out without a word.
void TstStatusWindow::hasRoomForEveryLine()
{
    Stage stage({u"Training"_s, false});
    auto everything = inEmergency();
    everything.elevations = {{"pharmacy", "AAL3_ANY", 3, {}, noon, noon + 10min}};
    stage.session.set(everything);

    const auto& lines = stage.presenter.view().card.lines;
    QVERIFY(lines.size() >= 5);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QByteArray name = "value" + QByteArray::number(i);
        QCOMPARE(textOf(stage.window, name.constData()), lines.at(i).value);
    }
}

void TstStatusWindow::showsTheCard()
{
    Stage stage({u"Training"_s, false});
    stage.session.set(signedIn());
    stage.health.raise(memoryOnly());

    QCOMPARE(textOf(stage.window, "state"), u"Signed in"_s);
    QCOMPARE(textOf(stage.window, "headline"), u"Comfort Adeyemi-Braithwaite"_s);
    QCOMPARE(textOf(stage.window, "value0"), u"Nurse Manager Access Role"_s);
    QVERIFY(textOf(stage.window, "banner").startsWith("Training: not live"_L1));
    QVERIFY(textOf(stage.window, "health").contains("LY-"_L1));
    QCOMPARE(textOf(stage.window, "reference"), QString());

    stage.session.set(ended(Fault::GrantRevoked));

    QCOMPARE(textOf(stage.window, "reference"), u"Reference: LY-4K7D-9QXM"_s);
    QCOMPARE(textOf(stage.window, "value0"), QString());
}

void TstStatusWindow::isTitledLanyard()
{
    const Stage stage;

    QCOMPARE(stage.window.windowTitle(), u"Lanyard"_s);
    QVERIFY(!stage.window.windowIcon().isNull());
}

void TstStatusWindow::hidesIntoTheTray()
{
    Stage stage;
    stage.window.setOnClose(OnClose::Hide);

    QTest::keyClick(&stage.window, Qt::Key_Escape);
    QVERIFY(!stage.window.isVisible());

    stage.presenter.act(Action::Show);
    QVERIFY(stage.window.isVisible());
    QCloseEvent byPerson;
    QSpontaneKeyEvent::setSpontaneous(&byPerson);
    QApplication::sendEvent(&stage.window, &byPerson);
    QCOMPARE(stage.session.signOuts, 0);
}

void TstStatusWindow::minimisesWithoutATray()
{
    Stage stage;
    stage.window.setOnClose(OnClose::Minimise);

    QTest::keyClick(&stage.window, Qt::Key_Escape);
    QVERIFY(stage.window.isMinimized());

    stage.presenter.act(Action::Show);
    QVERIFY(!stage.window.isMinimized());
}

void TstStatusWindow::offersQuitOnlyWithoutATray()
{
    Stage stage;
    const QSignalSpy quits(&stage.presenter, &Presenter::quitRequested);
    stage.session.set(signedIn());
    auto* const quit = stage.window.findChild<QPushButton*>(u"quit"_s);
    QVERIFY(quit != nullptr);

    QVERIFY(quit->isVisible());
    QVERIFY(quit->text().startsWith(u"&Quit (you stay signed in until"_s)); // As the menu has it.
    QVERIFY(!quit->isDefault());
    QVERIFY(buttonOf(stage.window, u"Sign out"_s)->isDefault());
    QTest::keyClick(quit, Qt::Key_Space);
    QCOMPARE(quits.count(), 1);

    stage.window.setOnClose(OnClose::Hide);
    QVERIFY(!quit->isVisible());
    stage.session.set(ended(Fault::GrantRevoked));
    QVERIFY(!quit->isVisible());
}

void TstStatusWindow::letsTheProgramCloseIt()
{
    Stage stage;

    QVERIFY(stage.window.close()); // As QApplication::quit() does, which a refusal would stop.
}

void TstStatusWindow::namesEverythingThatTakesTheFocus()
{
    QFETCH(const session::Snapshot, snapshot);
    Stage stage;
    stage.session.set(snapshot);

    int focusable = 0;
    for (const QWidget* const widget : stage.window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        ++focusable;
        QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        const bool isButton = qobject_cast<const QPushButton*>(widget) != nullptr;
        QVERIFY2(!isButton || !widget->accessibleDescription().isEmpty(),
            qPrintable(widget->accessibleName()));
    }
    QVERIFY(focusable > 0);
}

void TstStatusWindow::saysChangesAloudOnce()
{
    Stage stage;
    const QSignalSpy said(&stage.window, &StatusWindow::announced);

    stage.session.set(signedIn());
    stage.clock.advance(5min);

    QCOMPARE(said.count(), 1);
    QCOMPARE(said[0][0].toString(), u"Signed in. Comfort Adeyemi-Braithwaite"_s);
}

void TstStatusWindow::readsNamesAsPlainText()
{
    Stage stage;
    auto context = nurse();
    context->person.name = u"<img src='https://evil.example'>"_s;
    session::Snapshot snapshot = signedIn();
    snapshot.context = context;

    stage.session.set(snapshot);

    for (const QLabel* const label : stage.window.findChildren<QLabel*>())
        QVERIFY(label->textFormat() == Qt::PlainText || !label->pixmap().isNull());
}

void TstStatusWindow::clipsNothing_data()
{
    QTest::addColumn<session::Snapshot>("snapshot");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<int>("percent");

    const QList<std::tuple<QByteArray, session::Snapshot, int>> states{{"signed_out", {}, 0},
        {"signing_in", signingIn(), 0},
        {"still_waiting", signingIn(), 31},
        {"nothing_opened", signingIn(true), 0},
        {"signed_in", signedIn(), 0},
        {"warned", warned(), 0},
        {"paused", paused(), 0},
        {"emergency", inEmergency(), 0},
        {"ended", ended(Fault::TimedOut, "session.idle_limit"), 0},
        {"untrusted", ended(Fault::Untrusted), 0}};
    for (const int percent : {100, 200}) {
        for (const auto& [name, snapshot, seconds] : states)
            QTest::newRow((name + '_' + QByteArray::number(percent)).constData())
                << snapshot << seconds << percent;
    }
}

/// With LANYARD_PICTURES set to a folder, also leaves a picture of each state there.
void TstStatusWindow::clipsNothing()
{
    QFETCH(const session::Snapshot, snapshot);
    QFETCH(const int, seconds);
    QFETCH(const int, percent);
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPointSizeF(before.pointSizeF() * percent / 100.0);
    QApplication::setFont(font);
    {
        Stage stage({u"Training"_s, false});
        stage.session.set(snapshot);
        stage.health.raise(memoryOnly());
        stage.clock.advance(std::chrono::seconds{seconds});
        QApplication::processEvents();
        const QString folder = qEnvironmentVariable("LANYARD_PICTURES");
        if (!folder.isEmpty())
            stage.window.grab().save(
                QDir(folder).filePath(QString::fromUtf8(QTest::currentDataTag()) + u".png"_s));

        for (const QWidget* const widget : stage.window.findChildren<QWidget*>()) {
            const auto* const label = qobject_cast<const QLabel*>(widget);
            const bool isText =
                label != nullptr || qobject_cast<const QPushButton*>(widget) != nullptr;
            if (!widget->isVisible() || !isText)
                continue;
            const QString what = widget->objectName() + u' ' + widget->accessibleName();
            const QRect where(widget->mapTo(&stage.window, QPoint()), widget->size());
            const bool isWrapped = label != nullptr && label->wordWrap();
            const int needed =
                isWrapped ? widget->heightForWidth(widget->width()) : widget->sizeHint().height();
            QVERIFY2(stage.window.rect().contains(where), qPrintable(what));
            QVERIFY2(widget->height() >= needed, qPrintable(what));
            QVERIFY2(isWrapped || widget->width() >= widget->sizeHint().width(), qPrintable(what));
        }
    }
    QApplication::setFont(before);
}

void TstStatusWindow::fitsLongNames()
{
    Stage stage;
    const int width = stage.window.width();
    auto context = nurse();
    context->person.name = u"Wolfeschlegelsteinhausenbergerdorff "_s.repeated(4).trimmed();
    context->role->organisation.name = u"The Royal Hospital of Everywhere "_s.repeated(6);
    session::Snapshot snapshot = signedIn();
    snapshot.context = context;

    stage.session.set(snapshot);

    auto* const value = stage.window.findChild<QLabel*>(u"value1"_s);
    QVERIFY(stage.window.width() <= 2 * width);
    QVERIFY(value->height() >= value->heightForWidth(value->width()));
}

void TstStatusWindow::keepsToTheContrastThemeOfTheSystem()
{
    QPalette black(Qt::white, Qt::black, Qt::white, Qt::black, Qt::gray, Qt::white, Qt::black);
    black.setColor(QPalette::Window, Qt::black);
    black.setColor(QPalette::Highlight, Qt::yellow);
    black.setColor(QPalette::HighlightedText, Qt::black);

    QVERIFY(isHighContrast(black));
    QCOMPARE(headerPalette(black).color(QPalette::Window), QColor(Qt::yellow));
    QCOMPARE(bannerPalette(black).color(QPalette::Window), QColor(Qt::white));
    QVERIFY(!isHighContrast(QPalette(QColor(0xef, 0xef, 0xef))));
}

void TstStatusWindow::hasEnoughContrast()
{
    const QPalette ordinary(QColor(0xef, 0xef, 0xef));
    for (const QPalette& palette : {headerPalette(ordinary), bannerPalette(ordinary)})
        QVERIFY(contrastOf(palette.color(QPalette::Window), palette.color(QPalette::WindowText))
            >= 4.5); // WCAG 2.1 AA
}

QTEST_MAIN(TstStatusWindow)
#include "tst_status_window.moc"
