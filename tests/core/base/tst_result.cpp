// SPDX-License-Identifier: MIT
#include "core/base/result.h"

#include <QTest>

#include <memory>

using namespace lanyard;
using namespace Qt::StringLiterals;

namespace {

Result<int> half(int number)
{
    if (number % 2 != 0)
        return fail(Fault::Malformed, "number.odd", u"cannot be halved"_s, number);
    return number / 2;
}

Result<int> quarter(int number)
{
    LY_TRY(const int first, half(number));
    return half(first);
}

Result<> check(int number)
{
    LY_CHECK(quarter(number));
    return {};
}

Result<std::unique_ptr<int>> boxed(int number)
{
    LY_TRY(auto box, Result<std::unique_ptr<int>>(std::make_unique<int>(number)));
    return box;
}

} // namespace

class TstResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesAValueThrough();
    void carriesTheErrorThroughUnchanged();
    void movesWhatCannotBeCopied();
};

void TstResult::carriesAValueThrough()
{
    QCOMPARE(*quarter(12), 3);
    QVERIFY(check(8));
}

void TstResult::carriesTheErrorThroughUnchanged()
{
    const auto result = check(6);

    QVERIFY(!result);
    QCOMPARE(result.error().fault, Fault::Malformed);
    QCOMPARE(result.error().code, QByteArray("number.odd"));
    QCOMPARE(result.error().native, 3);
    QVERIFY(result.error().reference.startsWith("LY-"_L1));
}

void TstResult::movesWhatCannotBeCopied()
{
    const auto box = boxed(7);

    QVERIFY(box);
    QCOMPARE(**box, 7);
}

QTEST_APPLESS_MAIN(TstResult)
#include "tst_result.moc"
