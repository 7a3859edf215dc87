// SPDX-License-Identifier: MIT
#include "core/platform/memory_secret_store.h"
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;
using namespace lanyard::test;
using namespace Qt::StringLiterals;

class TstMemorySecretStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsReplacesAndRemoves();
    void answersFromTheEventLoopOnly();
    void refusesWhatIsTooLarge();

private:
    QByteArray read(MemorySecretStore& store)
    {
        QByteArray found = "unanswered";
        const auto pending = store.read(u"x"_s, [&](const auto& value) {
            found = value && *value ? (*value)->view().toByteArray() : QByteArray("-");
        });
        m_clock.advance(Milliseconds{0});
        return found;
    }

    FakeClock m_clock;
};

void TstMemorySecretStore::keepsReplacesAndRemoves()
{
    MemorySecretStore store(m_clock);

    QCOMPARE(read(store), QByteArray("-"));
    (void)store.write(u"x"_s, Secret(QByteArrayView("1")), [](const Result<>&) {});
    QCOMPARE(read(store), QByteArray("1"));
    (void)store.write(u"x"_s, Secret(QByteArrayView("2")), [](const Result<>&) {});
    QCOMPARE(read(store), QByteArray("2"));
    (void)store.remove(u"x"_s, [](const Result<>&) {});
    QCOMPARE(read(store), QByteArray("-"));
}

void TstMemorySecretStore::answersFromTheEventLoopOnly()
{
    MemorySecretStore store(m_clock);
    bool isAnswered = false;

    const auto pending =
        store.remove(u"x"_s, [&](const Result<>& result) { isAnswered = result.has_value(); });

    QVERIFY(!isAnswered);
    m_clock.advance(Milliseconds{0});
    QVERIFY(isAnswered);
}

void TstMemorySecretStore::refusesWhatIsTooLarge()
{
    MemorySecretStore store(m_clock);
    QByteArray code;

    const auto pending = store.write(u"x"_s,
        Secret(QByteArray(SecretStore::maxValue + 1, 'x')),
        [&](const Result<>& result) { code = result.error().code; });
    m_clock.advance(Milliseconds{0});

    QCOMPARE(code, QByteArray("store.too_large"));
    QCOMPARE(read(store), QByteArray("-"));
}

QTEST_APPLESS_MAIN(TstMemorySecretStore)
#include "tst_memory_secret_store.moc"
