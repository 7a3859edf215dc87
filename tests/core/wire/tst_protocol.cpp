// SPDX-License-Identifier: MIT
#include "core/wire/protocol.h"

#include <QSet>
#include <QTest>

using namespace lanyard::wire;

class TstProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEveryErrorDifferently();
    void keepsTheNumbersOfTheFirstVersion();
};

void TstProtocol::namesEveryErrorDifferently()
{
    QSet<QByteArray> names;
    for (int number = -32014; number <= -32001; ++number) {
        const auto name = nameOf(static_cast<ErrorCode>(number));
        names.insert(QByteArray(name.data(), std::ssize(name)));
    }

    QCOMPARE(names.size(), 14);
}

void TstProtocol::keepsTheNumbersOfTheFirstVersion()
{
    QCOMPARE(static_cast<int>(ErrorCode::SignedOut), -32001);
    QCOMPARE(static_cast<int>(ErrorCode::ContextChanged), -32006);
    QCOMPARE(static_cast<int>(ErrorCode::Unsupported), -32014);
}

QTEST_APPLESS_MAIN(TstProtocol)
#include "tst_protocol.moc"
