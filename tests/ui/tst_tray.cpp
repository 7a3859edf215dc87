// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/ui/people.h"
#include "ui/icons.h"
#include "ui/presenter.h"
#include "ui/tray.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

namespace {

QStringList visible(const QMenu& menu)
{
    QStringList list;
    for (const QAction* const action : menu.actions()) {
        if (action->isVisible() && !action->isSeparator())
            list.append(QString(action->text()).remove(u'&'));
    }
    return list;
}

/// The outline alone: which pixels are there, whatever their colour.
QImage shapeOf(IconKind kind)
{
    QImage image = pixmapFor(kind, 16, 1.0).toImage().convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            const bool isDrawn = qAlpha(pixel) > 127 && qGray(pixel) < 200;
            image.setPixel(x, y, isDrawn ? 0xff000000U : 0xffffffffU);
        }
    }
    return image;
}

int difference(const QImage& one, const QImage& other)
{
    int count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
    }
    return count;
}

} // namespace

class TstTray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheMenuOfTheState();
    void actsOnAChoice();
    void changesTheRole();
    void confirmsForAProgram();
    void offersEmergencyAccessWhereItCanBeHad();
    void keepsAmpersandsInNames();
    void tellsStatesApartByShapeAlone();
    void marksTroubleOnTheIcon();
};

void TstTray::showsTheMenuOfTheState()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);

    QCOMPARE(visible(tray.menu()),
        (QStringList{u"Signed out"_s, u"Sign in"_s, u"Show Lanyard"_s, u"Quit"_s}));
    QCOMPARE(tray.menu().defaultAction()->text(), u"&Sign in"_s);

    session.set(signedIn());

    QCOMPARE(visible(tray.menu()).value(1), u"Sign out"_s);
    QCOMPARE(tray.menu().defaultAction()->text(), u"Sign &out"_s);
    QVERIFY(!tray.menu().actions().first()->isEnabled());
}

void TstTray::actsOnAChoice()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);

    tray.menu().defaultAction()->trigger();

    QCOMPARE(session.signIns, 1);
}

void TstTray::changesTheRole()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);
    session.set(signedIn());
    QVERIFY(!visible(tray.menu()).contains(u"Change role"_s)); // One role: nothing to choose.

    session.set(withTwoRoles());

    QVERIFY(visible(tray.menu()).contains(u"Change role"_s));
    const auto actions = tray.menu().actions();
    const auto entry = std::find_if(
        actions.begin(), actions.end(), [](const QAction* one) { return one->menu() != nullptr; });
    QVERIFY(entry != actions.end());
    const auto roles = (*entry)->menu()->actions();
    QCOMPARE(roles.size(), 2);
    QVERIFY(roles.at(1)->isChecked());
    roles.at(0)->trigger();
    QTRY_COMPARE(session.rolesChosen, QByteArrayList{"r-clinic"});
}

void TstTray::confirmsForAProgram()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);
    session.set(signedIn());
    QVERIFY(!visible(tray.menu()).contains(u"Confirm who you are for"_s)); // No program may ask.

    presenter.setStepUpApps({"Pharmacy"});

    QVERIFY(visible(tray.menu()).contains(u"Confirm who you are for"_s));
    const auto actions = tray.menu().actions();
    const auto entry = std::find_if(actions.begin(), actions.end(), [](const QAction* one) {
        return one->menu() != nullptr && one->isVisible();
    });
    QVERIFY(entry != actions.end());
    (*entry)->menu()->actions().first()->trigger();
    QTRY_COMPARE(session.elevationsAsked.size(), 1);
    QCOMPARE(session.elevationsAsked.first().app, QByteArray("Pharmacy"));

    auto elevated = signedIn();
    elevated.elevations = {{"Pharmacy", "AAL3_ANY", 3, {}, clock.now(), clock.now()}};
    session.set(elevated);
    (*entry)->menu()->actions().first()->trigger();
    QTRY_COMPARE(session.elevationsEnded, QByteArrayList{"Pharmacy"});
}

void TstTray::offersEmergencyAccessWhereItCanBeHad()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);
    const auto entry = [&](const QString& text) {
        const auto actions = tray.menu().actions();
        const auto found = std::find_if(actions.begin(), actions.end(), [&](const QAction* one) {
            return one->isVisible() && one->text() == text;
        });
        return found == actions.end() ? nullptr : *found;
    };
    session.set(signedIn());
    QVERIFY(!entry(u"E&mergency access..."_s));

    session.offer = emergencyOffer();
    session.set(signedIn());
    QVERIFY(entry(u"E&mergency access..."_s));
    QVERIFY(!entry(u"&End emergency access"_s));
    session.set(inEmergency());

    QVERIFY(!entry(u"E&mergency access..."_s));
    QVERIFY(tray.menu().actions().first()->text().contains(u"emergency access"_s));
    QVERIFY(entry(u"&End emergency access"_s));
    entry(u"&End emergency access"_s)->trigger();
    QCOMPARE(session.emergencyEnds, 1);
}

void TstTray::keepsAmpersandsInNames()
{
    lanyard::test::FakeClock clock;
    lanyard::test::FakeSession session;
    Health health;
    Presenter presenter({session, health, clock}, {u"Live"_s, true});
    const Tray tray(presenter);
    auto context = nurse();
    context->person.name = u"A & B"_s;
    session::Snapshot snapshot = signedIn();
    snapshot.context = context;

    session.set(snapshot);

    QVERIFY(tray.menu().actions().first()->text().contains("A && B"_L1));
}

void TstTray::tellsStatesApartByShapeAlone()
{
    const QList kinds{IconKind::SignedOut,
        IconKind::SigningIn,
        IconKind::SignedIn,
        IconKind::Paused,
        IconKind::Ended,
        IconKind::Emergency};
    for (const IconKind one : kinds) {
        QVERIFY(
            difference(shapeOf(one), QImage(shapeOf(one)).convertToFormat(QImage::Format_ARGB32))
            == 0);
        for (const IconKind other : kinds) {
            if (one != other)
                QVERIFY2(difference(shapeOf(one), shapeOf(other)) >= 24, // of 256 pixels
                    qPrintable(u"%1 %2"_s.arg(static_cast<int>(one)).arg(static_cast<int>(other))));
        }
    }
}

void TstTray::marksTroubleOnTheIcon()
{
    const QSize small(16, 16);
    QVERIFY(iconFor(IconKind::SignedIn, true).pixmap(small).toImage()
        != iconFor(IconKind::SignedIn, false).pixmap(small).toImage());
    QVERIFY(!appIcon().pixmap(small).isNull());
}

QTEST_MAIN(TstTray)
#include "tst_tray.moc"
