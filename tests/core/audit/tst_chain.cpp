// SPDX-License-Identifier: MIT
#include "core/audit/chain.h"

#include <QCryptographicHash>
#include <QTest>

using namespace lanyard::audit;
using namespace Qt::StringLiterals;

class TstChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hashesWhatPrecedesTheHash();
    void readsWhatItWrote();
    void noticesAChangedByte();
    void refusesForeignLines_data();
    void refusesForeignLines();
};

void TstChain::hashesWhatPrecedesTheHash()
{
    const auto line = chained({{u"event"_s, u"signed_in"_s}}, 3, noHash());

    const QByteArray body =
        "{\"event\":\"signed_in\",\"prev\":\"" + QByteArray(64, '0') + "\",\"seq\":3";
    const auto hash = QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
    QCOMPARE(line.text, body + ",\"hash\":\"" + hash + "\"}\n");
    QCOMPARE(line.link.hash, hash);
    QCOMPARE(line.link.seq, 3);
}

void TstChain::readsWhatItWrote()
{
    const QByteArray prev(64, 'a');
    const auto line = chained({{u"event"_s, u"x"_s}}, 9, prev);

    const auto read = readLine(line.text.chopped(1));

    QVERIFY(read);
    QVERIFY(read->isIntact);
    QCOMPARE(read->prev, prev);
    QVERIFY(read->link == line.link);
    QCOMPARE(read->record["event"_L1].toString(), u"x"_s);
}

void TstChain::noticesAChangedByte()
{
    auto text = chained({{u"event"_s, u"signed_in"_s}}, 3, noHash()).text.chopped(1);
    text.replace("signed_in", "signed_on");

    const auto read = readLine(text);

    QVERIFY(read);
    QVERIFY(!read->isIntact);
}

void TstChain::refusesForeignLines_data()
{
    QTest::addColumn<QByteArray>("line");
    const QByteArray hash = ",\"hash\":\"" + QByteArray(64, '0') + "\"}";
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("JSON without a hash") << QByteArray("{\"seq\":1,\"prev\":\"\"}");
    QTest::newRow("a hash that is not last")
        << "{\"hash\":\"" + QByteArray(64, '0') + "\",\"seq\":1}";
    QTest::newRow("no sequence number") << "{\"prev\":\"\"" + hash;
    QTest::newRow("broken JSON") << "{\"prev\":\"\",,\"seq\":1" + hash;
    QTest::newRow("more than 16 KiB")
        << "{\"x\":\"" + QByteArray(16 * 1024, 'x') + "\",\"prev\":\"\",\"seq\":1" + hash;
}

void TstChain::refusesForeignLines()
{
    QFETCH(const QByteArray, line);

    const auto read = readLine(line);

    QVERIFY(!read);
    QCOMPARE(read.error().code, QByteArray("audit.foreign_line"));
}

QTEST_APPLESS_MAIN(TstChain)
#include "tst_chain.moc"
