// SPDX-License-Identifier: MIT
#include "core/base/mailbox.h"

#include <QList>
#include <QTest>
#include <QThread>

#include <thread>

using namespace lanyard;

class TstMailbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksInTheOrderGivenButNeverFromInsidePut();
    void worksInTheThreadThatOpenedIt();
    void keepsWhatCameBeforeItWasOpened();
    void doesNothingOnceClosed();
    void mayBeClosedAndDroppedByItsOwnWork();
    void destroysTheRestWithTheThreadThatCloses();
    void handsMemoryOverThatBothThreadsWrite();
};

void TstMailbox::worksInTheOrderGivenButNeverFromInsidePut()
{
    const auto box = std::make_shared<Mailbox>();
    box->open();
    QList<int> done;

    for (int i = 0; i < 3; ++i)
        box->put([&done, i] { done.append(i); });

    QVERIFY(done.isEmpty());
    QTRY_COMPARE(done, (QList<int>{0, 1, 2}));
    box->close();
}

void TstMailbox::worksInTheThreadThatOpenedIt()
{
    const auto box = std::make_shared<Mailbox>();
    box->open();
    const QThread* where = nullptr;

    std::thread([box, &where] { box->put([&where] { where = QThread::currentThread(); }); }).join();

    QTRY_COMPARE(where, QThread::currentThread());
    box->close();
}

void TstMailbox::keepsWhatCameBeforeItWasOpened()
{
    const auto box = std::make_shared<Mailbox>();
    int done = 0;
    box->put([&done] { ++done; });
    box->put([&done] { ++done; });

    box->open();

    QTRY_COMPARE(done, 2);
    box->close();
}

void TstMailbox::doesNothingOnceClosed()
{
    const auto box = std::make_shared<Mailbox>();
    box->open();
    int done = 0;
    box->put([&done] { ++done; });

    box->close();
    box->put([&done] { ++done; });

    QCoreApplication::processEvents();
    QCOMPARE(done, 0);
}

void TstMailbox::mayBeClosedAndDroppedByItsOwnWork()
{
    auto box = std::make_shared<Mailbox>();
    const std::weak_ptr<Mailbox> weak = box;
    box->open();
    int done = 0;
    box->put([&box, &done] {
        ++done;
        box->close();
        box.reset();
    });
    box->put([&done] { ++done; });

    QTRY_VERIFY(weak.expired());

    QCoreApplication::processEvents();
    QCOMPARE(done, 1);
}

void TstMailbox::destroysTheRestWithTheThreadThatCloses()
{
    const auto box = std::make_shared<Mailbox>();
    box->open();
    auto secret = std::make_shared<int>(1);
    const std::weak_ptr<int> weak = secret;
    box->put([kept = std::move(secret)] { static_cast<void>(*kept); });

    box->close();

    QVERIFY(weak.expired());
    auto late = std::make_shared<int>(2);
    const std::weak_ptr<int> weakLate = late;
    box->put([kept = std::move(late)] { static_cast<void>(*kept); });
    QVERIFY(weakLate.expired());
}

/// For ThreadSanitizer: nothing but the mailbox orders these writes.
void TstMailbox::handsMemoryOverThatBothThreadsWrite()
{
    const auto box = std::make_shared<Mailbox>();
    box->open();
    constexpr int count = 1'000;
    int sum = 0;

    std::thread other([box, &sum] {
        for (int i = 0; i < count; ++i) {
            auto number = std::make_shared<int>(0);
            *number = i;
            box->put([&sum, number] { sum += (*number)++; });
        }
    });

    QTRY_COMPARE(sum, count * (count - 1) / 2);
    other.join();
    box->close();
}

QTEST_GUILESS_MAIN(TstMailbox)
#include "tst_mailbox.moc"
