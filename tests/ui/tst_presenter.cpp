// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/ui/people.h"
#include "ui/presenter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::ui;
using namespace lanyard::ui::test;

class TstPresenter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void followsTheSessionAndItsHealth();
    void movesTheTimesOn();
    void restsWhenNothingMoves();
    void carriesOutWhatIsChosen();
    void ignoresTheSecondHalfOfADoubleClick();
    void copiesTheLink();
    void opensThePageAgain();
    void signsInAgain();
    void copiesNothingWithoutALink();
    void takesAnotherEnvironment();

private:
    std::unique_ptr<lanyard::test::FakeClock> m_clock;
    std::unique_ptr<lanyard::test::FakeSession> m_session;
    std::unique_ptr<Health> m_health;
    std::unique_ptr<Presenter> m_presenter;
};

void TstPresenter::init()
{
    m_presenter.reset();
    m_clock = std::make_unique<lanyard::test::FakeClock>();
    m_session = std::make_unique<lanyard::test::FakeSession>();
    m_health = std::make_unique<Health>();
    m_presenter = std::make_unique<Presenter>(
        Presenter::Sources{*m_session, *m_health, *m_clock}, Environment{u"Live"_s, true});
}

void TstPresenter::followsTheSessionAndItsHealth()
{
    const QSignalSpy changes(m_presenter.get(), &Presenter::viewChanged);

    m_session->set(signedIn());
    QCOMPARE(m_presenter->view().icon, IconKind::SignedIn);
    m_health->raise(memoryOnly());
    QVERIFY(m_presenter->view().hasProblem);

    QCOMPARE(changes.count(), 2);
}

void TstPresenter::movesTheTimesOn()
{
    m_session->set(signingIn());
    QCOMPARE(m_presenter->view().card.headline, u"Sign in in your browser"_s);

    m_clock->advance(30s);

    QCOMPARE(m_presenter->view().card.headline, u"Still waiting for your browser"_s);
}

void TstPresenter::restsWhenNothingMoves()
{
    m_session->set(signedIn());
    QCOMPARE(m_clock->timers(), std::size_t{1});

    m_session->set({});

    QCOMPARE(m_clock->timers(), std::size_t{0});
}

void TstPresenter::carriesOutWhatIsChosen()
{
    const QSignalSpy shows(m_presenter.get(), &Presenter::showRequested);
    const QSignalSpy quits(m_presenter.get(), &Presenter::quitRequested);

    m_presenter->act(Action::SignIn);
    m_presenter->act(Action::CancelSignIn);
    m_presenter->act(Action::SignOut);
    m_presenter->act(Action::Show);
    m_presenter->act(Action::Quit);

    QCOMPARE(m_session->signIns, 1);
    QCOMPARE(m_session->waitingSignIns(), qsizetype{1});
    QCOMPARE(m_session->cancels, 1);
    QCOMPARE(m_session->signOuts, 1);
    QCOMPARE(shows.count(), 1);
    QCOMPARE(quits.count(), 1);
}

void TstPresenter::ignoresTheSecondHalfOfADoubleClick()
{
    m_session->set(signingIn());
    m_presenter->act(Action::CancelSignIn);
    QCOMPARE(m_session->cancels, 0);
    m_clock->advance(Presenter::settling);
    m_presenter->act(Action::CancelSignIn);
    QCOMPARE(m_session->cancels, 1);

    m_session->set(signedIn());
    m_presenter->act(Action::SignOut);
    QCOMPARE(m_session->signOuts, 0);
    m_clock->advance(Presenter::settling);
    m_presenter->act(Action::SignOut);
    QCOMPARE(m_session->signOuts, 1);
}

void TstPresenter::copiesTheLink()
{
    m_session->set(signingIn());
    m_session->link = QUrl(u"https://idp.example/authorize?a=b%20c"_s);
    const QSignalSpy copies(m_presenter.get(), &Presenter::linkCopied);

    m_presenter->act(Action::CopyLink);

    QCOMPARE(copies.count(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"https://idp.example/authorize?a=b%20c"_s);
}

void TstPresenter::opensThePageAgain()
{
    m_session->set(signingIn());
    m_presenter->act(Action::OpenPage);
    QCOMPARE(m_session->pagesOpened, 1);
    QCOMPARE(m_session->signIns, 0);
}

void TstPresenter::signsInAgain()
{
    m_session->set(signedIn());
    m_presenter->act(Action::SignInAgain);
    QCOMPARE(m_session->signInsAgain, 1);
    QCOMPARE(m_session->signIns, 0);
}

void TstPresenter::copiesNothingWithoutALink()
{
    QGuiApplication::clipboard()->setText(u"mine"_s);
    const QSignalSpy copies(m_presenter.get(), &Presenter::linkCopied);

    m_presenter->act(Action::CopyLink);

    QCOMPARE(copies.count(), 0);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"mine"_s);
}

void TstPresenter::takesAnotherEnvironment()
{
    m_presenter->setEnvironment({u"Training"_s, false});

    QVERIFY(m_presenter->view().card.banner.startsWith("Training"_L1));
}

QTEST_MAIN(TstPresenter)
#include "tst_presenter.moc"
