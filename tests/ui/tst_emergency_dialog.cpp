// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/ui/people.h"
#include "ui/emergency_dialog.h"
#include "ui/presenter.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

namespace {

/// The dialog, open before a nurse who may have it.
struct Stage {
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter{{session, health, clock}, {u"Live"_s, true}};
    EmergencyDialog dialog{presenter};

    explicit Stage(session::EmergencyOffer offer = emergencyOffer())
    {
        session.offer = std::move(offer);
        session.set(signedIn());
        presenter.act(Action::Emergency);
    }

    [[nodiscard]] QPushButton* start() const { return button(u"Start emergency access"_s); }

    [[nodiscard]] QPushButton* button(const QString& name) const
    {
        for (auto* const one : dialog.findChildren<QPushButton*>()) {
            if (one->accessibleName() == name)
                return one;
        }
        return nullptr;
    }

    [[nodiscard]] QString complaint() const
    {
        return dialog.findChild<QLabel*>(u"complaint"_s)->text();
    }

    static void key(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }

    /// By keyboard alone, from the first field to Enter in the last.
    static void fillIn(const QString& reason)
    {
        key(Qt::Key_Down);
        key(Qt::Key_Tab);
        key(Qt::Key_Down);
        key(Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), reason);
    }
};

} // namespace

class TstEmergencyDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensOnlyWhereItCanBeHad();
    void startsByKeyboardAlone();
    void choosesNothingForThePerson();
    void needsNoChoiceOfOne();
    void startsNothingThatIsIncomplete();
    void saysWhyItWasRefused();
    void isPutAwayByEscape();
    void closesWhereItCanBeHadNoMore();
    void keepsWhatWasWritten();
    void startsEmptyTheNextTime();
    void namesEverythingThatTakesTheFocus();
    void clipsNothing_data();
    void clipsNothing();
};

void TstEmergencyDialog::opensOnlyWhereItCanBeHad()
{
    QVERIFY(Stage().dialog.isVisible());
    QVERIFY(!Stage(session::EmergencyOffer()).dialog.isVisible());
}

void TstEmergencyDialog::startsByKeyboardAlone()
{
    Stage stage;
    QVERIFY(QTest::qWaitForWindowActive(&stage.dialog));
    const QSignalSpy shown(&stage.presenter, &Presenter::showRequested);

    Stage::fillIn(u"Bay 4, no prescriber"_s);
    Stage::key(Qt::Key_Return);

    QCOMPARE(stage.session.emergencies.size(), 1);
    const auto& asked = stage.session.emergencies.first();
    QCOMPARE(asked.permission, QByteArray("give_drugs"));
    QCOMPARE(asked.reasonCode, QByteArray("arrest"));
    QCOMPARE(asked.reason, u"Bay 4, no prescriber"_s);
    QCOMPARE(asked.contextId, QByteArray("c-1"));
    QVERIFY(!stage.dialog.isVisible());
    QCOMPARE(shown.count(), 1); // What runs now is in front of them.
}

void TstEmergencyDialog::choosesNothingForThePerson()
{
    const Stage stage;
    for (const auto* const box : stage.dialog.findChildren<QComboBox*>())
        QVERIFY(box->currentData().toByteArray().isEmpty());
    QVERIFY(!stage.start()->isEnabled());
}

void TstEmergencyDialog::needsNoChoiceOfOne()
{
    auto offer = emergencyOffer();
    offer.permissions = {"prescribe"};
    const Stage stage(offer);
    const auto boxes = stage.dialog.findChildren<QComboBox*>();
    QCOMPARE(boxes.first()->currentData().toByteArray(), QByteArray("prescribe"));
    QCOMPARE(boxes.first()->currentText(), u"Prescribe"_s);
}

void TstEmergencyDialog::startsNothingThatIsIncomplete()
{
    Stage stage;
    QVERIFY(QTest::qWaitForWindowActive(&stage.dialog));

    Stage::fillIn(u"Too short"_s);
    QVERIFY(!stage.start()->isEnabled());
    Stage::key(Qt::Key_Return);
    QVERIFY(stage.session.emergencies.isEmpty());
    QTest::keyClicks(QApplication::focusWidget(), u"."_s);
    QVERIFY(stage.start()->isEnabled());
}

void TstEmergencyDialog::saysWhyItWasRefused()
{
    Stage stage;
    QVERIFY(QTest::qWaitForWindowActive(&stage.dialog));
    stage.session.emergencyRefusal = Error{Fault::AccessDenied, "emergency.active", {}, 0, {}};

    Stage::fillIn(u"Bay 4, no prescriber"_s);
    Stage::key(Qt::Key_Return);

    QVERIFY(stage.dialog.isVisible());
    QVERIFY(stage.complaint().startsWith(u"Emergency access is running already."_s));
}

void TstEmergencyDialog::isPutAwayByEscape()
{
    Stage stage;
    QTest::keyClick(&stage.dialog, Qt::Key_Escape);
    QVERIFY(!stage.dialog.isVisible());
    QVERIFY(stage.session.emergencies.isEmpty());
}

void TstEmergencyDialog::closesWhereItCanBeHadNoMore()
{
    Stage stage;
    stage.session.set({});
    QVERIFY(!stage.dialog.isVisible());

    Stage other;
    other.session.offer.permissions = {"prescribe"}; // Under another role.
    other.session.set(signedIn());
    QVERIFY(!other.dialog.isVisible());
}

void TstEmergencyDialog::keepsWhatWasWritten()
{
    Stage stage;
    auto* const reason = stage.dialog.findChild<QLineEdit*>();
    reason->setText(u"Half a sentence"_s);
    stage.presenter.act(Action::Emergency);
    stage.session.set(signedIn());
    QCOMPARE(reason->text(), u"Half a sentence"_s);
}

void TstEmergencyDialog::startsEmptyTheNextTime()
{
    Stage stage;
    auto* const reason = stage.dialog.findChild<QLineEdit*>();
    reason->setText(u"Of the person before"_s);
    QTest::keyClick(&stage.dialog, Qt::Key_Escape);

    stage.presenter.act(Action::Emergency);

    QCOMPARE(reason->text(), QString());
}

void TstEmergencyDialog::namesEverythingThatTakesTheFocus()
{
    const Stage stage;
    for (const QWidget* const widget : stage.dialog.findChildren<QWidget*>()) {
        const bool takesFocus = widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0;
        QVERIFY2(
            !takesFocus || !widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
    for (const QLabel* const label : stage.dialog.findChildren<QLabel*>())
        QVERIFY(!label->text().contains(u'&') || label->buddy() != nullptr);
}

void TstEmergencyDialog::clipsNothing_data()
{
    QTest::addColumn<int>("percent");
    QTest::newRow("100") << 100;
    QTest::newRow("200") << 200;
}

/// With LANYARD_PICTURES set to a folder, also leaves a picture there.
void TstEmergencyDialog::clipsNothing()
{
    QFETCH(const int, percent);
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPointSizeF(before.pointSizeF() * percent / 100.0);
    QApplication::setFont(font);
    {
        Stage stage;
        QVERIFY(QTest::qWaitForWindowActive(&stage.dialog));
        stage.session.emergencyRefusal = Error{Fault::AccessDenied, "emergency.active", {}, 0, {}};
        Stage::fillIn(u"Bay 4, no prescriber on the ward"_s);
        Stage::key(Qt::Key_Return);
        QApplication::processEvents();
        const QString folder = qEnvironmentVariable("LANYARD_PICTURES");
        if (!folder.isEmpty())
            stage.dialog.grab().save(
                QDir(folder).filePath(u"emergency_dialog_%1.png"_s.arg(percent)));

        for (const QWidget* const widget : stage.dialog.findChildren<QWidget*>()) {
            const auto* const label = qobject_cast<const QLabel*>(widget);
            const bool isText =
                label != nullptr || qobject_cast<const QPushButton*>(widget) != nullptr;
            if (!widget->isVisible() || !isText)
                continue;
            const QRect where(widget->mapTo(&stage.dialog, QPoint()), widget->size());
            const bool isWrapped = label != nullptr && label->wordWrap();
            const int needed =
                isWrapped ? widget->heightForWidth(widget->width()) : widget->sizeHint().height();
            QVERIFY2(stage.dialog.rect().contains(where), qPrintable(widget->objectName()));
            QVERIFY2(widget->height() >= needed, qPrintable(widget->objectName()));
        }
    }
    QApplication::setFont(before);
}

QTEST_MAIN(TstEmergencyDialog)
#include "tst_emergency_dialog.moc"
