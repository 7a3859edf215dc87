// SPDX-License-Identifier: MIT
#include "core/platform/publisher.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

namespace {

constexpr std::uint32_t badDigest = 0x80096010;
constexpr std::uint32_t untrustedRoot = 0x800B0109;
constexpr std::uint32_t expired = 0x800B0101;
constexpr std::uint32_t revoked = 0x800B010C;
constexpr std::uint32_t offline = 0x80092013;

const TrustAnswer good{.status = 0, .signer = "Ward Software Ltd"};

AskTrust always(const TrustAnswer& answer)
{
    return [answer](Revocation) { return answer; };
}

AskTrust always(std::uint32_t status)
{
    return always(TrustAnswer{.status = status, .signer = {}});
}

/// No list is at hand; without lists it says `otherwise`.
AskTrust withoutLists(const TrustAnswer& otherwise)
{
    return [otherwise](Revocation how) {
        return how == Revocation::Off ? otherwise : TrustAnswer{.status = offline, .signer = {}};
    };
}

} // namespace

/// What is made of the system's judgement, catalogues included, whatever system this is.
class TstPublisher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void believesASignatureInTheFile();
    void believesACatalogueWhereTheFileHasNone();
    void asksNoCatalogueAboutABrokenSignature();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void namesNobodyWithoutASigner();
    void forgivesAListThatIsNotAtHand();
    void forgivesNothingElseWithIt();
    void demandsAnAnswerOnline();
    void refusesWhatIsWorseThanUnsigned_data();
    void refusesWhatIsWorseThanUnsigned();
};

void TstPublisher::believesASignatureInTheFile()
{
    const auto publisher = publisherFrom(always(good), always(noSignature), Revocation::Cached);

    QCOMPARE(publisher.name, good.signer);
    QVERIFY(publisher.problem.isEmpty());
}

void TstPublisher::believesACatalogueWhereTheFileHasNone()
{
    const auto publisher = publisherFrom(always(noSignature), always(good), Revocation::Cached);

    QCOMPARE(publisher.name, good.signer);
}

void TstPublisher::asksNoCatalogueAboutABrokenSignature()
{
    const auto publisher = publisherFrom(always(badDigest), always(good), Revocation::Cached);

    QVERIFY(publisher.name.isEmpty());
    QCOMPARE(publisher.problem, QByteArray("publisher.tampered"));
}

void TstPublisher::namesWhatIsWrong_data()
{
    QTest::addColumn<std::uint32_t>("status");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, std::uint32_t status, const char* problem) {
        QTest::newRow(name) << status << QByteArray(problem);
    };
    row("no signature", noSignature, "publisher.none");
    row("a kind of file without signatures", 0x800B0003, "publisher.none");
    row("one byte changed", badDigest, "publisher.tampered");
    row("signed under a root that is not trusted", untrustedRoot, "publisher.untrusted");
    row("a chain that ends nowhere", 0x800B010A, "publisher.untrusted");
    row("expired, without a time stamp", expired, "publisher.expired");
    row("revoked", revoked, "publisher.revoked");
    row("distrusted by the machine", 0x800B0111, "publisher.revoked");
    row("something that nobody thought of", 0x80004005, "publisher.refused");
}

void TstPublisher::namesWhatIsWrong()
{
    QFETCH(const std::uint32_t, status);
    QFETCH(const QByteArray, problem);

    const auto publisher = publisherFrom(always(status), always(noSignature), Revocation::Cached);

    QVERIFY(publisher.name.isEmpty());
    QCOMPARE(publisher.problem, problem);
}

void TstPublisher::namesNobodyWithoutASigner()
{
    const auto publisher = publisherFrom(
        always(TrustAnswer{.status = 0, .signer = {}}), always(noSignature), Revocation::Cached);

    QCOMPARE(publisher.problem, QByteArray("publisher.refused"));
}

void TstPublisher::forgivesAListThatIsNotAtHand()
{
    const auto publisher =
        publisherFrom(withoutLists(good), always(noSignature), Revocation::Cached);

    QCOMPARE(publisher.name, good.signer);
}

void TstPublisher::forgivesNothingElseWithIt()
{
    const auto publisher = publisherFrom(
        withoutLists({.status = untrustedRoot, .signer = {}}), always(good), Revocation::Cached);

    QVERIFY(publisher.name.isEmpty());
    QCOMPARE(publisher.problem, QByteArray("publisher.untrusted"));
}

void TstPublisher::demandsAnAnswerOnline()
{
    const auto publisher = publisherFrom(withoutLists(good), always(good), Revocation::Online);

    QVERIFY(publisher.name.isEmpty());
    QCOMPARE(publisher.problem, QByteArray("publisher.revocation_unknown"));
}

void TstPublisher::refusesWhatIsWorseThanUnsigned_data()
{
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("signed") << QByteArray() << false;
    QTest::newRow("unsigned") << QByteArray("publisher.none") << false;
    QTest::newRow("expired") << QByteArray("publisher.expired") << false;
    QTest::newRow("not read in time") << QByteArray("publisher.timed_out") << false;
    QTest::newRow("tampered with") << QByteArray("publisher.tampered") << true;
    QTest::newRow("revoked") << QByteArray("publisher.revoked") << true;
}

void TstPublisher::refusesWhatIsWorseThanUnsigned()
{
    QFETCH(const QByteArray, problem);
    QFETCH(const bool, isRefused);

    const auto why = refusalOf({.name = {}, .product = {}, .problem = problem});

    QCOMPARE(why.has_value(), isRefused);
    QCOMPARE(why ? why->code : QByteArray(), isRefused ? problem : QByteArray());
}

QTEST_GUILESS_MAIN(TstPublisher)
#include "tst_publisher.moc"
