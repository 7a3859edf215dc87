// SPDX-License-Identifier: MIT
#include "core/platform/peer_standing.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

namespace {

constexpr std::uint32_t untrusted = 0x0000;
constexpr std::uint32_t low = 0x1000;
constexpr std::uint32_t medium = Standing::medium;
constexpr std::uint32_t high = 0x3000;

const Standing agent{.userId = "S-1-5-21-1-2-3-1001", .session = 2, .integrity = medium};

} // namespace

class TstPeerStanding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admits_data();
    void admits();
};

void TstPeerStanding::admits_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<quint32>("session");
    QTest::addColumn<quint32>("integrity");
    QTest::addColumn<quint32>("ours");
    QTest::addColumn<QByteArray>("refusal");
    const QByteArray self = agent.userId;
    const auto row = [](const char* name,
                         const QByteArray& user,
                         quint32 session,
                         quint32 integrity,
                         quint32 ours,
                         const char* refusal) {
        QTest::newRow(name) << user << session << integrity << ours << QByteArray(refusal);
    };
    row("a program of ours", self, 2, medium, medium, "");
    row("one run as an administrator (P50)", self, 2, high, medium, "");
    row("an ordinary one, where the agent has more", self, 2, medium, high, "");
    row("another user's", "S-1-5-21-1-2-3-1002", 2, medium, medium, "peer.other_user");
    row("another's whose number begins as ours", self + "0", 2, medium, medium, "peer.other_user");
    row("the system's", "S-1-5-18", 0, 0x4000, medium, "peer.other_user");
    row("nobody's that is told", {}, 2, medium, medium, "peer.other_user");
    row("ours in another session (P46)", self, 3, medium, medium, "peer.other_session");
    row("a browser's tab (P50)", self, 2, low, medium, "peer.low_integrity");
    row("one in a container (P50)", self, 2, untrusted, medium, "peer.low_integrity");
    row("a browser's tab, where the agent has more", self, 2, low, high, "peer.low_integrity");
    row("an equal of an agent with little", self, 2, low, low, "");
}

void TstPeerStanding::admits()
{
    QFETCH(const QByteArray, user);
    QFETCH(const quint32, session);
    QFETCH(const quint32, integrity);
    QFETCH(const quint32, ours);
    QFETCH(const QByteArray, refusal);
    Standing self = agent;
    self.integrity = ours;

    const auto admitted = admit({.userId = user, .session = session, .integrity = integrity}, self);

    QCOMPARE(test::codeOf(admitted), refusal);
}

QTEST_APPLESS_MAIN(TstPeerStanding)
#include "tst_peer_standing.moc"
