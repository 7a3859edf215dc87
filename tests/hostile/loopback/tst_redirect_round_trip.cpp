// SPDX-License-Identifier: MIT

/// Whatever a provider puts into a parameter comes out of the listener as it went in: encoded
/// once, decoded once (P11).

#include "core/base/form.h"
#include "core/net/loopback_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_raw_client.h"

#include <QTest>

#include <random>

using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

constexpr auto hex = "0123456789ABCDEF";

/// As providers do it: some escape everything, some only what they must, some write '+'.
QByteArray encoded(const QByteArray& value, std::mt19937& random)
{
    QByteArray text;
    for (const char c : value) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (isPlain && random() % 2 == 0) {
            text += c;
        } else if (c == ' ' && random() % 2 == 0) {
            text += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            text += '%';
            text += hex[byte >> 4U];
            text += hex[byte & 15U];
        }
    }
    return text;
}

QByteArray anyValue(std::mt19937& random)
{
    const QByteArray traps = "%+&=#?/ \"'<>;\\\r\n\t%25%2B";
    QByteArray value;
    for (auto left = random() % 40 + 1; left > 0; --left)
        value += random() % 2 == 0
            ? traps[static_cast<qsizetype>(random() % static_cast<unsigned>(traps.size()))]
            : static_cast<char>(random() % 256);
    return value;
}

} // namespace

class TstRedirectRoundTrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryByteOfEveryParameter();
    void refusesAParameterThatComesTwice();
};

void TstRedirectRoundTrip::keepsEveryByteOfEveryParameter()
{
    FakeClock clock;
    const auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    Form got;
    (*server)->await(
        [&](QByteArrayView query) -> Result<Secret> {
            LY_TRY(got, parseForm(query));
            return fail(Fault::Untrusted, "test.next"); // So that it goes on listening.
        },
        [](const Result<Secret>&) {});
    const QByteArray uri = (*server)->redirectUri();
    const QByteArray host = uri.mid(7, uri.indexOf('/', 7) - 7);
    const quint16 port = host.mid(host.indexOf(':') + 1).toUShort();
    std::mt19937 random(20260801); // NOLINT(cert-msc51-cpp): the same cases every time.

    for (int round = 0; round < 300; ++round) {
        const QByteArray code = anyValue(random);
        const QByteArray state = anyValue(random);
        const QByteArray target =
            "/cb?code=" + encoded(code, random) + "&state=" + encoded(state, random);

        QCOMPARE(netStatus(netAsk(port, netGet(target, host))), 400);

        QCOMPARE(got.value("code"), code);
        QCOMPARE(got.value("state"), state);
        QCOMPARE(got.size(), 2);
    }
}

void TstRedirectRoundTrip::refusesAParameterThatComesTwice()
{
    QVERIFY(!parseForm("code=a&co%64e=b"));
    QVERIFY(parseForm("code=a%26code%3Db"));
}

QTEST_GUILESS_MAIN(TstRedirectRoundTrip)
#include "tst_redirect_round_trip.moc"
