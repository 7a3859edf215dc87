// SPDX-License-Identifier: MIT
#include "core/session/token_vault.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace std::chrono_literals;

namespace {

constexpr Instant now{1'790'000'000s};

TokenGrant grantOf(const QByteArray& token, Milliseconds lifetime)
{
    TokenGrant grant;
    grant.accessToken = std::make_shared<const Secret>(token);
    grant.expiresAt = now + lifetime;
    return grant;
}

QByteArray textOf(const std::optional<TokenGrant>& grant)
{
    return grant ? grant->accessToken->view().toByteArray() : QByteArray("-");
}

} // namespace

class TstTokenVault : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasKept();
    void tellsAudiencesAndScopesApart();
    void keepsTheLatest();
    void honoursTheLeastValidity_data();
    void honoursTheLeastValidity();
    void takesAFreshOneForTheBestThereIs_data();
    void takesAFreshOneForTheBestThereIs();
    void forgetsWhatHasExpired();
    void carriesOverToAnotherContext();
    void wipesOnClear();
};

void TstTokenVault::findsWhatWasKept()
{
    TokenVault vault;
    QCOMPARE(textOf(vault.find("records", {}, 60s, now)), QByteArray("-"));

    vault.keep("records", {}, grantOf("one", 10min), now);

    QCOMPARE(textOf(vault.find("records", {}, 60s, now)), QByteArray("one"));
}

// P34.
void TstTokenVault::tellsAudiencesAndScopesApart()
{
    TokenVault vault;
    vault.keep("records", {}, grantOf("all", 10min), now);
    vault.keep("records", "read", grantOf("read", 10min), now);
    vault.keep("labs", {}, grantOf("labs", 10min), now);

    QCOMPARE(textOf(vault.find("records", {}, 0s, now)), QByteArray("all"));
    QCOMPARE(textOf(vault.find("records", "read", 0s, now)), QByteArray("read"));
    QCOMPARE(textOf(vault.find("labs", {}, 0s, now)), QByteArray("labs"));
    QCOMPARE(textOf(vault.find("labs", "read", 0s, now)), QByteArray("-"));
}

void TstTokenVault::keepsTheLatest()
{
    TokenVault vault;
    vault.keep("records", {}, grantOf("old", 1h), now);
    vault.keep("records", {}, grantOf("new", 10min), now);

    QCOMPARE(textOf(vault.find("records", {}, 0s, now)), QByteArray("new"));
}

void TstTokenVault::honoursTheLeastValidity_data()
{
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("exactly enough") << 60'000 << true;
    QTest::newRow("a millisecond less") << 59'999 << false;
    QTest::newRow("more") << 120'000 << true;
}

void TstTokenVault::honoursTheLeastValidity()
{
    QFETCH(const int, lifetime);
    TokenVault vault;
    vault.keep("records", {}, grantOf("one", TokenVault::fresh + Milliseconds{lifetime}), now);

    constexpr auto later = now + TokenVault::fresh;
    QTEST(vault.find("records", {}, 60s, later).has_value(), "isFound");
    QVERIFY(vault.find("records", {}, 0s, later)); // Too short for one is not gone for others.
}

void TstTokenVault::takesAFreshOneForTheBestThereIs_data()
{
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<int>("passed");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("just had") << 300 << 0 << true;
    QTest::newRow("a while ago") << 300 << 30 << false;
    QTest::newRow("short-lived, in its first half") << 20 << 9 << true;
    QTest::newRow("short-lived, in its second half") << 20 << 10 << false;
    QTest::newRow("had after now, by a clock that was set back") << 300 << -1 << false;
}

void TstTokenVault::takesAFreshOneForTheBestThereIs()
{
    QFETCH(const int, lifetime);
    QFETCH(const int, passed);
    TokenVault vault;
    vault.keep("records", {}, grantOf("one", std::chrono::seconds{lifetime}), now);

    QTEST(
        vault.find("records", {}, 24h, now + std::chrono::seconds{passed}).has_value(), "isFound");
}

void TstTokenVault::forgetsWhatHasExpired()
{
    TokenVault vault;
    const auto held = std::make_shared<const Secret>("one");
    vault.keep("records", {}, {held, "Bearer", now + 10min, {}, {}}, now);

    QVERIFY(!vault.find("records", {}, 0s, now + 10min)); // Not even for nothing more.

    QVERIFY(vault.isEmpty());
    QCOMPARE(held.use_count(), 1);
}

void TstTokenVault::carriesOverToAnotherContext()
{
    TokenVault vault;
    vault.keep("records", {}, grantOf("one", 10min), now);

    vault.carryOver("c-2");

    const auto grant = vault.find("records", {}, 60s, now);
    QCOMPARE(textOf(grant), QByteArray("one"));
    QCOMPARE(grant->contextId, QByteArray("c-2"));
}

void TstTokenVault::wipesOnClear()
{
    TokenVault vault;
    const auto held = std::make_shared<const Secret>("one");
    vault.keep("records", {}, {held, "Bearer", now + 10min, {}, {}}, now);
    QVERIFY(!vault.isEmpty());

    vault.clear();

    QVERIFY(vault.isEmpty());
    QCOMPARE(held.use_count(), 1);
    QVERIFY(!vault.find("records", {}, 0s, now));
}

QTEST_GUILESS_MAIN(TstTokenVault)
#include "tst_token_vault.moc"
