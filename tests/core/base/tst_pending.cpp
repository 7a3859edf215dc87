// SPDX-License-Identifier: MIT
#include "core/base/pending.h"

#include <QTest>

#include <type_traits>

using namespace lanyard;

class TstPending : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withdrawsWhenItDies();
    void withdrawsOnce();
    void withdrawsWhatItReplaces();
    void passesTheDutyOn();
    void isHarmlessEmpty();
    void mayBeReplacedFromItsOwnWithdrawal();
};

static_assert(!std::is_copy_constructible_v<Pending>);
static_assert(std::is_nothrow_move_constructible_v<Pending>);

void TstPending::withdrawsWhenItDies()
{
    int calls = 0;
    {
        const Pending pending([&] { ++calls; });
        QCOMPARE(calls, 0);
    }
    QCOMPARE(calls, 1);
}

void TstPending::withdrawsOnce()
{
    int calls = 0;
    {
        Pending pending([&] { ++calls; });
        pending.withdraw();
        pending.withdraw();
    }
    QCOMPARE(calls, 1);
}

void TstPending::withdrawsWhatItReplaces()
{
    int first = 0;
    int second = 0;
    Pending pending([&] { ++first; });

    pending = Pending([&] { ++second; });

    QCOMPARE(first, 1);
    QCOMPARE(second, 0);
}

void TstPending::passesTheDutyOn()
{
    int calls = 0;
    {
        Pending from([&] { ++calls; });
        const Pending to(std::move(from));
        from.withdraw(); // NOLINT(*-use-after-move,*.Move): empty is the point.
        QCOMPARE(calls, 0);
    }
    QCOMPARE(calls, 1);
}

void TstPending::isHarmlessEmpty()
{
    Pending pending;
    pending.withdraw();
    pending = Pending();
}

void TstPending::mayBeReplacedFromItsOwnWithdrawal()
{
    int calls = 0;
    Pending pending;
    pending = Pending([&] {
        ++calls;
        pending = Pending();
    });

    pending.withdraw();

    QCOMPARE(calls, 1);
}

QTEST_APPLESS_MAIN(TstPending)
#include "tst_pending.moc"
