// SPDX-License-Identifier: MIT
#include "core/session/token_store_slot.h"
#include "tests/core/session/token_store_bench.h"

#include <QTest>

using namespace lanyard;
using namespace Qt::StringLiterals;
using namespace lanyard::session;
using namespace lanyard::test;

class TstTokenStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadsWhatWasSaved();
    void answersFromTheEventLoopOnly();
    void readsBackBeforeItAnswers();
    void writesTheSlotThatIsNotInForce();
    void namesRecordsByIssuerClientUserAndLogon();
    void keepsTwoIssuersApart();
    void keepsTwoLogonsOfOneUserApart();
    void findsRecordsOfLogonsThatAreOverNewestFirst();
    void leavesRecordsOfLivingLogonsAlone();
    void erasesAnotherLogonsRecord();
    void forgetsLogonsWithoutARecord();
    void doesNotOpenABlobOfAnotherEntry();
    void survivesOneBrokenSlot_data();
    void survivesOneBrokenSlot();
    void clearsTwoBrokenSlotsOnceAndSaysSo();
    void startsTheIndexAnewWhenItDoesNotOpen();
    void worksFromMemoryWhenTheStoreFails_data();
    void worksFromMemoryWhenTheStoreFails();
    void retriesAStoreThatFailedOnce();
    void noticesAStoreThatLosesWhatItWasGiven();
    void neverServesAnOlderRecordWhenASlotCannotBeRead();
    void goesBackToTheStoreWhenItRecovers();
    void doesNotMakeSaversWaitForTheProbe();
    void keepsARecordTooLargeForTheStoreInMemory();
    void saysWhenErasingFailed();
    void erasingWithoutAStoreThatEverWasIsNoError();
    void aWithdrawnSaveStillHappens();
    void runsOperationsInTheOrderAskedFor();
};

void TstTokenStore::loadsWhatWasSaved()
{
    const auto disk = freshDisk();
    TokenStoreBench first(disk);

    QVERIFY(first.save("rt-1"));
    const auto loaded = TokenStoreBench(disk).load();

    QVERIFY(loaded);
    QCOMPARE(loaded->size(), 1U);
    QCOMPARE(loaded->front().refreshToken.view(), QByteArrayView("rt-1"));
    QCOMPARE(loaded->front().idToken.view(), QByteArrayView("an.id.token"));
    QCOMPARE(loaded->front().subject, QByteArray("person-1"));
    QCOMPARE(loaded->front().issuer, QByteArray("https://idp.example:443/x"));
    QCOMPARE(loaded->front().logon, TokenStoreBench::logonNamed("logon-1"));
    QCOMPARE(loaded->front().savedAt, first.clock.now());
    QCOMPARE(loaded->front().savedUptime, first.clock.uptime());
}

void TstTokenStore::answersFromTheEventLoopOnly()
{
    TokenStoreBench life(freshDisk());
    bool isDone = false;

    const auto pending = life.tokens.save(TokenStoreBench::record("rt"), [&] { isDone = true; });

    QVERIFY(!isDone);
    life.settle();
    QVERIFY(isDone);
}

void TstTokenStore::readsBackBeforeItAnswers()
{
    TokenStoreBench life(freshDisk());
    life.save("rt-1");

    life.save("rt-2");

    const auto steps = life.credentials.journal().last(2);
    QVERIFY(steps.first().startsWith(u"write "));
    QCOMPARE(steps.last(), QString(steps.first()).replace(u"write "_s, u"read "_s));
}

void TstTokenStore::writesTheSlotThatIsNotInForce()
{
    TokenStoreBench life(freshDisk());

    life.save("rt-1");
    life.save("rt-2");
    life.save("rt-3");

    const auto names = slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-1"));
    auto writes = life.credentials.journal().filter(u"write "_s);
    writes.removeAll(u"write "_s + indexName(TokenStoreBench::key()));
    QCOMPARE(writes,
        QStringList({u"write "_s + names[0], u"write "_s + names[1], u"write "_s + names[0]}));
}

void TstTokenStore::namesRecordsByIssuerClientUserAndLogon()
{
    const auto logon = TokenStoreBench::logonNamed("logon-1");
    const auto base = slotNames(TokenStoreBench::key(), logon);
    auto issuer = TokenStoreBench::key();
    issuer.issuer = "https://idp.example/x";
    auto client = TokenStoreBench::key();
    client.clientId = "lanyard2";
    auto shifted = TokenStoreBench::key();
    shifted.issuer += "l";
    shifted.clientId = "anyard";
    auto user = TokenStoreBench::key();
    user.logon.userId = "1001";

    // P39: the name alone is what Windows knows a credential by.
    QVERIFY(base[0].startsWith(u"Lanyard/"));
    QVERIFY(base[0] != base[1]);
    for (const auto& other : {issuer, client, shifted, user})
        QVERIFY(slotNames(other, logon)[0] != base[0]);
    QVERIFY(
        slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-2"))[0] != base[0]);
    QVERIFY(!base[0].contains(u"idp"));
}

void TstTokenStore::keepsTwoIssuersApart() // P39
{
    const auto disk = freshDisk();
    auto other = TokenStoreBench::key();
    other.issuer = "https://other.example";
    TokenStoreBench one(disk);
    TokenStoreBench two(disk, other);

    one.save("rt-one");
    two.save("rt-two");
    (void)two.erase();

    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-one"});
    QCOMPARE(TokenStoreBench(disk, other).loadTokens(), QByteArrayList{});
}

void TstTokenStore::keepsTwoLogonsOfOneUserApart() // P46
{
    const auto disk = freshDisk();
    TokenStoreBench one(disk, TokenStoreBench::key("logon-1"));
    TokenStoreBench two(disk, TokenStoreBench::key("logon-2"));

    one.save("rt-one");
    two.save("rt-two");

    QCOMPARE(one.loadTokens(), QByteArrayList{"rt-one"});
    QCOMPARE(two.loadTokens(), QByteArrayList{"rt-two"});
}

void TstTokenStore::findsRecordsOfLogonsThatAreOverNewestFirst()
{
    const auto disk = freshDisk();
    TokenStoreBench one(disk, TokenStoreBench::key("logon-1"));
    one.save("rt-1");
    TokenStoreBench two(disk, TokenStoreBench::key("logon-2"));
    two.clock.advance(std::chrono::minutes{1});
    two.save("rt-2");
    TokenStoreBench three(disk, TokenStoreBench::key("logon-3"));
    three.over = {"logon-1", "logon-2"};
    three.save("rt-3");

    QCOMPARE(three.loadTokens(), QByteArrayList({"rt-3", "rt-2", "rt-1"}));
}

void TstTokenStore::leavesRecordsOfLivingLogonsAlone()
{
    const auto disk = freshDisk();
    TokenStoreBench(disk, TokenStoreBench::key("logon-1")).save("rt-1");
    TokenStoreBench two(disk, TokenStoreBench::key("logon-2"));

    const auto found = two.loadTokens();

    QCOMPARE(found, QByteArrayList{});
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-1"});
}

void TstTokenStore::erasesAnotherLogonsRecord()
{
    const auto disk = freshDisk();
    TokenStoreBench(disk, TokenStoreBench::key("logon-1")).save("rt-1");
    TokenStoreBench two(disk, TokenStoreBench::key("logon-2"));
    two.over = {"logon-1"};
    two.save("rt-2");

    const auto erased = two.erase("logon-1");

    QVERIFY(erased && *erased);
    QCOMPARE(two.loadTokens(), QByteArrayList{"rt-2"});
    for (const auto& name :
        slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-1")))
        QVERIFY(!disk->contains(name));
}

void TstTokenStore::forgetsLogonsWithoutARecord()
{
    const auto disk = freshDisk();
    TokenStoreBench(disk, TokenStoreBench::key("logon-1")).save("rt-1");
    for (const auto& name :
        slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-1")))
        disk->remove(name);
    TokenStoreBench two(disk, TokenStoreBench::key("logon-2"));
    two.over = {"logon-1"};
    (void)two.load();
    const int before = two.credentials.steps();

    (void)two.load();

    QCOMPARE(two.credentials.steps() - before, 3); // Our two slots and the index.
}

void TstTokenStore::doesNotOpenABlobOfAnotherEntry()
{
    const auto disk = freshDisk();
    auto other = TokenStoreBench::key();
    other.issuer = "https://other.example";
    const auto logon = TokenStoreBench::logonNamed("logon-1");
    TokenStoreBench(disk).save("rt-1");
    disk->insert(
        slotNames(other, logon)[0], disk->value(slotNames(TokenStoreBench::key(), logon)[0]));
    disk->insert(slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-2"))[0],
        disk->value(slotNames(TokenStoreBench::key(), logon)[0]));

    QCOMPARE(TokenStoreBench(disk, other).loadTokens(), QByteArrayList{});
    QCOMPARE(TokenStoreBench(disk, TokenStoreBench::key("logon-2")).loadTokens(), QByteArrayList{});
}

void TstTokenStore::survivesOneBrokenSlot_data() // P43
{
    QTest::addColumn<int>("slot");
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArrayList>("found");
    QTest::newRow("P43: the older is empty") << 0 << QByteArray("") << QByteArrayList{"rt-2"};
    QTest::newRow("P43: the older is noise")
        << 0 << QByteArray(300, '\x5a') << QByteArrayList{"rt-2"};
    QTest::newRow("P43: the newer is empty") << 1 << QByteArray("") << QByteArrayList{"rt-1"};
    QTest::newRow("P43: the newer is noise")
        << 1 << QByteArray(300, '\x5a') << QByteArrayList{"rt-1"};
}

void TstTokenStore::survivesOneBrokenSlot()
{
    QFETCH(const int, slot);
    QFETCH(const QByteArray, left);
    QFETCH(const QByteArrayList, found);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("rt-1");
    first.save("rt-2");
    const auto names = slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-1"));
    disk->insert(names.at(static_cast<std::size_t>(slot)), left);

    TokenStoreBench second(disk);

    QCOMPARE(second.loadTokens(), found);
    QVERIFY(second.save("rt-3"));
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-3"});
}

void TstTokenStore::clearsTwoBrokenSlotsOnceAndSaysSo() // P43: no loop
{
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("rt-1");
    first.save("rt-2");
    const auto names = slotNames(TokenStoreBench::key(), TokenStoreBench::logonNamed("logon-1"));
    for (const auto& name : names)
        disk->insert(name, "broken");

    TokenStoreBench second(disk);
    const auto found = second.loadTokens();

    QCOMPARE(found, QByteArrayList{});
    QVERIFY(second.isUnwell("store.record_broken"));
    for (const auto& name : names)
        QVERIFY(!disk->contains(name));
    TokenStoreBench third(disk);
    (void)third.load();
    QVERIFY(!third.isUnwell("store.record_broken"));
    second.save("rt-3");
    QVERIFY(!second.isUnwell("store.record_broken"));
}

void TstTokenStore::startsTheIndexAnewWhenItDoesNotOpen()
{
    const auto disk = freshDisk();
    disk->insert(indexName(TokenStoreBench::key()), "broken");
    TokenStoreBench first(disk);

    first.save("rt-1");

    QVERIFY(!first.tokens.isMemoryOnly());
    TokenStoreBench second(disk, TokenStoreBench::key("logon-2"));
    second.over = {"logon-1"};
    QCOMPARE(second.loadTokens(), QByteArrayList{"rt-1"});
}

void TstTokenStore::worksFromMemoryWhenTheStoreFails_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("from");
    // A rotation reads nothing, writes one slot and reads it back: steps 1 and 2.
    for (const char* code :
        {"store.unavailable", "store.forbidden", "store.failed", "store.timed_out"}) {
        for (int step = 1; step <= 2; ++step)
            QTest::addRow("P41, P42: %s from step %d on", code, step) << QByteArray(code) << step;
    }
}

void TstTokenStore::worksFromMemoryWhenTheStoreFails()
{
    QFETCH(const QByteArray, code);
    QFETCH(const int, from);
    TokenStoreBench life(freshDisk());
    life.save("rt-1");
    life.credentials.failFrom(life.credentials.steps() + from, code);

    bool isDone = false;
    const auto pending = life.tokens.save(TokenStoreBench::record("rt-2"), [&] { isDone = true; });
    life.settle();
    life.clock.advance(std::chrono::seconds{10}); // At most the store's own deadline.
    life.settle();

    QVERIFY(isDone);
    QVERIFY(life.tokens.isMemoryOnly());
    QVERIFY(life.isUnwell("store.memory_only"));
    QCOMPARE(life.loadTokens(), QByteArrayList{"rt-2"});
    QVERIFY(life.save("rt-3"));
    QCOMPARE(life.loadTokens(), QByteArrayList{"rt-3"});
}

void TstTokenStore::retriesAStoreThatFailedOnce() // P41
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    life.save("rt-1");
    const int next = life.credentials.steps() + 1;
    life.credentials.failFrom(next, "store.failed", next);

    life.save("rt-2");

    QVERIFY(!life.tokens.isMemoryOnly());
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-2"});
}

void TstTokenStore::noticesAStoreThatLosesWhatItWasGiven()
{
    TokenStoreBench life(freshDisk());
    life.save("rt-1");
    life.credentials.tearWritesSilently(true);

    life.save("rt-2");

    QVERIFY(life.tokens.isMemoryOnly());
    QCOMPARE(life.loadTokens(), QByteArrayList{"rt-2"});
}

void TstTokenStore::neverServesAnOlderRecordWhenASlotCannotBeRead()
{
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("rt-1");
    first.save("rt-2");
    TokenStoreBench second(disk);
    second.credentials.failFrom(2, "store.failed", 2); // The second slot, which is in force.

    QCOMPARE(second.loadTokens(), QByteArrayList{});
    QVERIFY(second.tokens.isMemoryOnly());
}

void TstTokenStore::goesBackToTheStoreWhenItRecovers()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    life.save("rt-1");
    life.credentials.failFrom(1, "store.unavailable");
    life.save("rt-2");

    life.clock.advance(std::chrono::minutes{5});
    life.settle();
    QVERIFY(life.tokens.isMemoryOnly());
    life.credentials.recover();
    life.clock.advance(std::chrono::minutes{5});
    life.settle();

    QVERIFY(!life.tokens.isMemoryOnly());
    QVERIFY(!life.isUnwell("store.memory_only"));
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-2"});
}

void TstTokenStore::doesNotMakeSaversWaitForTheProbe()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    life.credentials.failFrom(1, "store.timed_out");
    const auto pending = life.tokens.save(TokenStoreBench::record("rt-1"), [] {});
    life.settle();
    life.clock.advance(std::chrono::seconds{10});
    life.settle();
    life.clock.advance(std::chrono::minutes{5}); // The probe starts, and hangs.
    life.settle();

    const bool isDone = life.save("rt-2");

    QVERIFY(isDone);
    QCOMPARE(disk->size(), 0);
    life.credentials.recover();
    life.clock.advance(std::chrono::minutes{6});
    life.settle();
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-2"});
}

void TstTokenStore::keepsARecordTooLargeForTheStoreInMemory()
{
    TokenStoreBench life(freshDisk());
    const QByteArray large(17'000, 'x');

    QVERIFY(life.save(large));

    QVERIFY(life.tokens.isMemoryOnly());
    QCOMPARE(life.loadTokens(), QByteArrayList{large});
}

void TstTokenStore::saysWhenErasingFailed()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    life.save("rt-1");
    life.credentials.ignoreRemovals(true);

    const auto outcome = life.erase();

    QVERIFY(outcome);
    QVERIFY(!*outcome);
    QCOMPARE(outcome->error().code, QByteArray("store.erase_failed"));
    QVERIFY(life.isUnwell("store.erase_failed"));
    life.credentials.ignoreRemovals(false);
    QVERIFY(life.erase().value());
    QVERIFY(!life.isUnwell("store.erase_failed"));
}

void TstTokenStore::erasingWithoutAStoreThatEverWasIsNoError()
{
    TokenStoreBench life(freshDisk());
    life.credentials.failFrom(1, "store.unavailable");
    life.save("rt-1");

    const auto outcome = life.erase();

    QVERIFY(outcome && *outcome);
    QVERIFY(!life.isUnwell("store.erase_failed"));
    QCOMPARE(life.loadTokens(), QByteArrayList{});
}

void TstTokenStore::aWithdrawnSaveStillHappens()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    bool isDone = false;

    {
        const auto pending =
            life.tokens.save(TokenStoreBench::record("rt"), [&] { isDone = true; });
    }
    life.settle();

    QVERIFY(!isDone);
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt"});
}

void TstTokenStore::runsOperationsInTheOrderAskedFor()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    QByteArrayList order;

    const auto first =
        life.tokens.save(TokenStoreBench::record("rt-1"), [&] { order += "save 1"; });
    const auto second = life.tokens.erase(
        TokenStoreBench::logonNamed("logon-1"), [&](const Result<>&) { order += "erase"; });
    const auto third =
        life.tokens.save(TokenStoreBench::record("rt-2"), [&] { order += "save 2"; });
    life.settle();

    QCOMPARE(order, QByteArrayList({"save 1", "erase", "save 2"}));
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{"rt-2"});
}

QTEST_GUILESS_MAIN(TstTokenStore)
#include "tst_token_store.moc"
