// SPDX-License-Identifier: MIT
#include "core/base/system_clock.h"
#include "core/platform/system_secret_store.h"
#include "core/session/token_store.h"
#include "core/session/token_store_slot.h"

#include <QTest>
#include <qt6keychain/keychain.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

/// The environment says whether there is a store: on Linux it is set by with_keyring.sh, which starts a
/// Secret Service or does not; on Windows there always is one.
class TstSystemSecretStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsEverySize_data();
    void keepsEverySize();
    void keepsEveryByte();
    void refusesWhatIsTooLarge();
    void replacesAValue();
    void readsNothingWhereNothingIs();
    void removesAndRemovesAgain();
    void neverAnswersOnceWithdrawn();
    void keepsTwoIssuersApart();
    void aTokenStoreResumes();
    void aTokenStoreSurvivesACorruptedValue();
    void saysThatThereIsNoStore();
    void aTokenStoreWithoutAStoreWorksFromMemory();

private:
    [[nodiscard]] static bool isPresent() { return qgetenv("LANYARD_TEST_KEYRING") == "present"; }

    Result<std::optional<Secret>> read(const QString& name)
    {
        std::optional<Result<std::optional<Secret>>> answer;
        const auto pending =
            m_store.read(name, [&](auto result) { answer.emplace(std::move(result)); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15'000))
            return fail(Fault::TimedOut, "test.no_answer");
        return std::move(*answer);
    }

    Result<> write(const QString& name, QByteArrayView value)
    {
        std::optional<Result<>> answer;
        const auto pending = m_store.write(
            name, Secret(value), [&](const Result<>& result) { answer.emplace(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15'000))
            return fail(Fault::TimedOut, "test.no_answer");
        return *answer;
    }

    Result<> remove(const QString& name)
    {
        std::optional<Result<>> answer;
        const auto pending =
            m_store.remove(name, [&](const Result<>& result) { answer.emplace(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15'000))
            return fail(Fault::TimedOut, "test.no_answer");
        return *answer;
    }

    static session::TokenStoreKey key(const QByteArray& issuer = "https://idp.example:443")
    {
        return {.issuer = issuer,
            .clientId = "lanyard",
            .logon = {.bootId = "boot", .logonId = "logon", .userId = "1000"}};
    }

    session::TokenStore::Ports ports()
    {
        return {.store = m_store,
            .clock = m_clock,
            .health = m_health,
            .isOver = [](const auto&) { return false; },
            .lockFile = {}};
    }

    static void save(session::TokenStore& store, QByteArrayView token)
    {
        session::TokenRecord record;
        record.refreshToken = Secret(token);
        bool isDone = false;
        const auto pending = store.save(std::move(record), [&] { isDone = true; });
        QVERIFY(QTest::qWaitFor([&] { return isDone; }, 30'000));
    }

    static QByteArrayList load(session::TokenStore& store)
    {
        std::optional<QByteArrayList> found;
        const auto pending = store.load([&](const auto& records) {
            found.emplace();
            for (const auto& record : records)
                found->append(record.refreshToken.view().toByteArray());
        });
        return QTest::qWaitFor([&] { return found.has_value(); }, 30'000) ? *found
                                                                          : QByteArrayList{"-"};
    }

    SystemClock m_clock;
    Health m_health;
    std::unique_ptr<SecretStore> m_system = makeSystemSecretStore(m_clock);
    SecretStore& m_store = *m_system;
};

void TstSystemSecretStore::initTestCase()
{
    if (!qEnvironmentVariableIsSet("LANYARD_TEST_KEYRING"))
        QSKIP("to be run by with_keyring.sh, never on a person's own keyring");
}

#define NEEDS_KEYRING()                                                                            \
    if (!isPresent())                                                                              \
    QSKIP("this run is without a keyring")
#define NEEDS_NO_KEYRING()                                                                         \
    if (isPresent())                                                                               \
    QSKIP("this run is with a keyring")

void TstSystemSecretStore::keepsEverySize_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 1279, 1280, 1281, 2559, 2560, 2561, 16'384, 20'000, 20'480})
        QTest::addRow("P37: %d bytes", size) << size;
}

void TstSystemSecretStore::keepsEverySize()
{
    NEEDS_KEYRING();
    QFETCH(const int, size);
    QByteArray value;
    for (int i = 0; i < size; ++i)
        value += static_cast<char>(i * 7 + i / 256);

    QVERIFY(write(u"size"_s, value));
    const auto kept = read(u"size"_s);

    QVERIFY(kept && *kept);
    QVERIFY((*kept)->view() == value);
}

void TstSystemSecretStore::keepsEveryByte()
{
    NEEDS_KEYRING();
    QByteArray value;
    for (int i = 0; i < 256; ++i)
        value += static_cast<char>(i);

    QVERIFY(write(u"bytes"_s, value));

    QVERIFY(read(u"bytes"_s).value()->view() == value);
}

void TstSystemSecretStore::refusesWhatIsTooLarge()
{
    const auto written = write(u"large"_s, QByteArray(SecretStore::maxValue + 1, 'x'));

    QVERIFY(!written);
    QCOMPARE(written.error().code, QByteArray("store.too_large"));
}

void TstSystemSecretStore::replacesAValue()
{
    NEEDS_KEYRING();
    QVERIFY(write(u"replaced"_s, "old"));
    QVERIFY(write(u"replaced"_s, "new"));

    QVERIFY(read(u"replaced"_s).value()->view() == QByteArrayView("new"));
}

void TstSystemSecretStore::readsNothingWhereNothingIs()
{
    NEEDS_KEYRING();
    const auto kept = read(u"nothing"_s);

    QVERIFY(kept);
    QVERIFY(!*kept);
}

void TstSystemSecretStore::removesAndRemovesAgain()
{
    NEEDS_KEYRING();
    QVERIFY(write(u"removed"_s, "x"));

    QVERIFY(remove(u"removed"_s));
    QVERIFY(!read(u"removed"_s).value());
    QVERIFY(remove(u"removed"_s));
}

void TstSystemSecretStore::neverAnswersOnceWithdrawn()
{
    NEEDS_KEYRING();
    bool isAnswered = false;

    {
        const auto pending = m_store.write(u"withdrawn"_s,
            Secret(QByteArrayView("x")),
            [&](const Result<>&) { isAnswered = true; });
    }
    QVERIFY(read(u"withdrawn"_s)); // Jobs run in order: the write has ended by now, or never began.

    QVERIFY(!isAnswered);
}

void TstSystemSecretStore::keepsTwoIssuersApart() // P39
{
    NEEDS_KEYRING();
    session::TokenStore one(ports(), key("https://one.example"));
    session::TokenStore two(ports(), key("https://two.example"));

    save(one, "rt-one");
    save(two, "rt-two");

    QCOMPARE(load(one), QByteArrayList{"rt-one"});
    QCOMPARE(load(two), QByteArrayList{"rt-two"});
}

void TstSystemSecretStore::aTokenStoreResumes()
{
    NEEDS_KEYRING();
    const QByteArray large(15'000, 'r');
    {
        session::TokenStore first(ports(), key());
        save(first, "rt-1");
        save(first, large);
        QVERIFY(!first.isMemoryOnly());
    }

    session::TokenStore second(ports(), key());

    QCOMPARE(load(second), QByteArrayList{large});
}

void TstSystemSecretStore::aTokenStoreSurvivesACorruptedValue() // P43
{
    NEEDS_KEYRING();
    const auto broken = key("https://broken.example");
    {
        session::TokenStore first(ports(), broken);
        save(first, "rt-1");
        save(first, "rt-2");
    }
    const auto names = session::slotNames(broken, broken.logon);
    QVERIFY(write(names[1], "corrupt"));

    QCOMPARE(load(*std::make_unique<session::TokenStore>(ports(), broken)), QByteArrayList{"rt-1"});
    QVERIFY(write(names[0], "corrupt"));
    QCOMPARE(load(*std::make_unique<session::TokenStore>(ports(), broken)), QByteArrayList{});
    QVERIFY(!read(names[0]).value());
    QVERIFY(!read(names[1]).value());
}

void TstSystemSecretStore::saysThatThereIsNoStore() // P42
{
    NEEDS_NO_KEYRING();
    const auto kept = read(u"x"_s);
    const auto written = write(u"x"_s, "x");
    const auto removed = remove(u"x"_s);

    QVERIFY(!kept);
    qInfo() << kept.error().code << kept.error().native << kept.error().detail;
    QCOMPARE(kept.error().code, QByteArray("store.unavailable"));
    QVERIFY(!written);
    qInfo() << written.error().code << written.error().native << written.error().detail;
    QCOMPARE(written.error().code, QByteArray("store.unavailable"));
    QVERIFY(!removed);
    qInfo() << removed.error().code << removed.error().native << removed.error().detail;
    QCOMPARE(removed.error().code, QByteArray("store.unavailable"));
}

void TstSystemSecretStore::aTokenStoreWithoutAStoreWorksFromMemory() // P42
{
    NEEDS_NO_KEYRING();
    session::TokenStore store(ports(), key());

    save(store, "rt");

    QVERIFY(store.isMemoryOnly());
    QCOMPARE(m_health.conditions().first().code, QByteArray("store.memory_only"));
    QCOMPARE(load(store), QByteArrayList{"rt"});
}

QTEST_GUILESS_MAIN(TstSystemSecretStore)
#include "tst_system_secret_store.moc"
