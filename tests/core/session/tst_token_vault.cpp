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
    void forgetsWhatHasExpired();
    void wipesOnClear();
};

void TstTokenVault::findsWhatWasKept()
{
    TokenVault vault;
    QCOMPARE(textOf(vault.find("records", {}, 60s, now)), QByteArray("-"));

    vault.keep("records", {}, grantOf("one", 10min));

    QCOMPARE(textOf(vault.find("records", {}, 60s, now)), QByteArray("one"));
}

// P34.
void TstTokenVault::tellsAudiencesAndScopesApart()
{
    TokenVault vault;
    vault.keep("records", {}, grantOf("all", 10min));
    vault.keep("records", "read", grantOf("read", 10min));
    vault.keep("labs", {}, grantOf("labs", 10min));

    QCOMPARE(textOf(vault.find("records", {}, 0s, now)), QByteArray("all"));
    QCOMPARE(textOf(vault.find("records", "read", 0s, now)), QByteArray("read"));
    QCOMPARE(textOf(vault.find("labs", {}, 0s, now)), QByteArray("labs"));
    QCOMPARE(textOf(vault.find("labs", "read", 0s, now)), QByteArray("-"));
}

void TstTokenVault::keepsTheLatest()
{
    TokenVault vault;
    vault.keep("records", {}, grantOf("old", 1h));
    vault.keep("records", {}, grantOf("new", 10min));

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
    vault.keep("records", {}, grantOf("one", Milliseconds{lifetime}));

    QTEST(vault.find("records", {}, 60s, now).has_value(), "isFound");
    QVERIFY(vault.find("records", {}, 0s, now)); // Too short for one is not gone for others.
}

void TstTokenVault::forgetsWhatHasExpired()
{
    TokenVault vault;
    const auto held = std::make_shared<const Secret>("one");
    vault.keep("records", {}, {held, "Bearer", now + 10min, {}, {}});

    QVERIFY(!vault.find("records", {}, 0s, now + 10min)); // Not even for nothing more.

    QVERIFY(vault.isEmpty());
    QCOMPARE(held.use_count(), 1);
}

void TstTokenVault::wipesOnClear()
{
    TokenVault vault;
    const auto held = std::make_shared<const Secret>("one");
    vault.keep("records", {}, {held, "Bearer", now + 10min, {}, {}});
    QVERIFY(!vault.isEmpty());

    vault.clear();

    QVERIFY(vault.isEmpty());
    QCOMPARE(held.use_count(), 1);
    QVERIFY(!vault.find("records", {}, 0s, now));
}

QTEST_GUILESS_MAIN(TstTokenVault)
#include "tst_token_vault.moc"
