// SPDX-License-Identifier: MIT
#include "core/session/token_record.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;

namespace {

TokenRecord whole()
{
    TokenRecord record;
    record.sequence = 7;
    record.issuer = "https://idp.example:443/x";
    record.clientId = "lanyard";
    record.subject = "person";
    record.sessionId = "session";
    record.refreshToken = Secret(QByteArrayView("refresh\0token", 13));
    record.idToken = Secret(QByteArrayView("id.token"));
    record.signedInAt = Instant{Milliseconds{1'790'000'000'001}};
    record.authenticatedAt = Instant{Milliseconds{1'790'000'000'002}};
    record.absoluteEnd = Instant{Milliseconds{1'790'000'000'003}};
    record.lastActivity = Instant{Milliseconds{1'790'000'000'004}};
    record.savedAt = Instant{Milliseconds{1'790'000'000'005}};
    record.savedUptime = Milliseconds{6};
    record.logon = {.bootId = "boot", .logonId = "logon", .userId = "1000"};
    record.isAsked = true;
    return record;
}

QByteArray bytes(const TokenRecord& record)
{
    return serialise(record).value().view().toByteArray();
}

} // namespace

class TstTokenRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBackEveryField();
    void readsOneOfTheVersionBefore();
    void copiesEveryField();
    void takesUpToSixteenKibibytes();
    void refusesEveryTruncation();
    void refuses_data();
    void refuses();
};

void TstTokenRecord::readsBackEveryField()
{
    const auto record = parseTokenRecord(bytes(whole()));

    QVERIFY(record);
    QCOMPARE(record->sequence, quint64{7});
    QCOMPARE(record->issuer, QByteArray("https://idp.example:443/x"));
    QCOMPARE(record->clientId, QByteArray("lanyard"));
    QCOMPARE(record->subject, QByteArray("person"));
    QCOMPARE(record->sessionId, QByteArray("session"));
    QCOMPARE(record->refreshToken.view(), QByteArrayView("refresh\0token", 13));
    QCOMPARE(record->idToken.view(), QByteArrayView("id.token"));
    QVERIFY(record->signedInAt == Instant{Milliseconds{1'790'000'000'001}});
    QVERIFY(record->authenticatedAt == Instant{Milliseconds{1'790'000'000'002}});
    QVERIFY(record->absoluteEnd == Instant{Milliseconds{1'790'000'000'003}});
    QVERIFY(record->lastActivity == Instant{Milliseconds{1'790'000'000'004}});
    QVERIFY(record->savedAt == Instant{Milliseconds{1'790'000'000'005}});
    QVERIFY(record->savedUptime == Milliseconds{6});
    QVERIFY(record->logon == whole().logon);
    QVERIFY(record->isAsked);
}

void TstTokenRecord::readsOneOfTheVersionBefore()
{
    auto record = whole();
    record.isAsked = false;
    const auto before = bytes(record).chopped(13).replace(0, 1, "\x01"); // Its last field was not.

    const auto read = parseTokenRecord(before);

    QVERIFY(read);
    QVERIFY(!read->isAsked);
    QCOMPARE(bytes(*read), bytes(record));
}

void TstTokenRecord::copiesEveryField()
{
    QCOMPARE(bytes(copyOf(whole())), bytes(whole()));
}

void TstTokenRecord::takesUpToSixteenKibibytes()
{
    auto record = whole();
    const auto room = TokenRecord::maxSize - bytes(record).size();
    const QByteArray fits(record.refreshToken.view().size() + room, 'x');
    record.refreshToken = Secret(fits);

    QCOMPARE(bytes(record).size(), TokenRecord::maxSize);
    QVERIFY(parseTokenRecord(bytes(record)));
    record.subject += 'x';
    const auto over = serialise(record);
    QVERIFY(!over);
    QCOMPARE(over.error().code, QByteArray("token_record.too_large"));
}

void TstTokenRecord::refusesEveryTruncation()
{
    const auto full = bytes(whole());

    for (qsizetype size = 0; size < full.size(); ++size)
        QVERIFY2(!parseTokenRecord(full.first(size)), QByteArray::number(size).constData());
}

void TstTokenRecord::refuses_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* name, const QByteArray& input, const char* code) {
        QTest::newRow(name) << input << QByteArray(code);
    };
    const auto full = bytes(whole());
    // After the version, the sequence takes 13 bytes: tag, length 8, value.
    row("a version of the future", QByteArray(full).replace(0, 1, "\x03"), "token_record.version");
    row("something left over", full + '\0', "token_record.broken");
    row("a field twice", full.first(14) + full.sliced(1), "token_record.broken");
    row("a field missing", full.first(1) + full.sliced(14), "token_record.broken");
    row("an unknown field", full + QByteArray("\x40\0\0\0\0", 5), "token_record.broken");
    row("a length past the end",
        QByteArray(full).replace(2, 4, "\x7f\xff\xff\xff"),
        "token_record.broken");
    row("a number that is not 8 bytes",
        full.first(1) + QByteArray("\1\0\0\0\4\0\0\0\7", 9) + full.sliced(14),
        "token_record.broken");
    row("a negative sequence", QByteArray(full).replace(6, 1, "\xff"), "token_record.broken");
    row("more than 16 KiB", full + QByteArray(16 * 1024, '\0'), "token_record.too_large");
    row("JSON", "{\"sequence\":1}", "token_record.version");
}

void TstTokenRecord::refuses()
{
    QFETCH(const QByteArray, input);
    QFETCH(const QByteArray, code);

    const auto record = parseTokenRecord(input);

    QVERIFY(!record);
    QCOMPARE(record.error().code, code);
}

QTEST_APPLESS_MAIN(TstTokenRecord)
#include "tst_token_record.moc"
