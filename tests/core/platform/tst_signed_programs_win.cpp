// SPDX-License-Identifier: MIT

/// Programs really signed, and really tampered with, before the system's own judgement (R2). They
/// are copies of pipe_visitor, made by sign_programs.

#include "core/base/handle_win.h"
#include "core/platform/executable_looks_win.h"
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/code_of.h"
#include "tests/support/under_wine.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <limits>
#include <utility>

#include <wincrypt.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;
using lanyard::test::PipeName;
using lanyard::test::RawClient;

namespace {

constexpr std::chrono::minutes ages{2}; // Wine on a busy machine.
const QByteArray ward("Ward Software Ltd");

QString signedProgram(const QString& name)
{
    return QStringLiteral(LANYARD_SIGNED_PROGRAMS) + u'/' + name + u".exe"_s;
}

ExecutableQuestion questionOf(const QString& path)
{
    return {.path = path,
        .startTime = std::numeric_limits<std::uint64_t>::max(), // Nothing is later.
        .revocation = Revocation::Cached};
}

/// A certificate in one of the machine's stores, for as long as it lives.
class StoredCertificate
{
public:
    StoredCertificate(
        const wchar_t* store, const QString& name, DWORD whose = CERT_SYSTEM_STORE_LOCAL_MACHINE)
        : m_store(CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, whose, store))
    {
        QFile file(QStringLiteral(LANYARD_SIGNED_PROGRAMS) + u'/' + name + u".der"_s);
        if (m_store == nullptr || !file.open(QIODevice::ReadOnly))
            return;
        const QByteArray der = file.readAll();
        CertAddEncodedCertificateToStore(m_store,
            X509_ASN_ENCODING,
            reinterpret_cast<const BYTE*>(der.constData()),
            static_cast<DWORD>(der.size()),
            CERT_STORE_ADD_REPLACE_EXISTING,
            &m_certificate);
        CertControlStore(
            m_store, 0, CERT_STORE_CTRL_COMMIT, nullptr); // Wine would wait for the end.
    }

    Q_DISABLE_COPY_MOVE(StoredCertificate)

    ~StoredCertificate()
    {
        if (m_certificate != nullptr)
            CertDeleteCertificateFromStore(m_certificate);
        if (m_store != nullptr)
            CertCloseStore(m_store, 0);
    }

    [[nodiscard]] bool isThere() const { return m_certificate != nullptr; }

private:
    HCERTSTORE m_store = nullptr;
    PCCERT_CONTEXT m_certificate = nullptr;
};

/// A listener, and a program that connects to it.
struct Scene {
    Scene()
    {
        QObject::connect(listener.get(), &PipeListener::peerRefused, [this](const Error& error) {
            refusal = error.code;
        });
        isListening = listener->listen(name.path()).has_value();
    }

    ~Scene() { end(); }

    Q_DISABLE_COPY_MOVE(Scene)

    /// Until it was let in, with all that is to be known of it, or turned away. Who was not looked
    /// into in time connects again, as docs/errors.md has it.
    bool meet(const QString& program)
    {
        const QDeadlineTimer deadline(ages);
        do {
            end();
            process.start(program, {name.path()});
            if (!waitForIt())
                return false;
        } while (isTooLate() && !deadline.hasExpired());
        return !isTooLate();
    }

    bool waitForIt()
    {
        return QTest::qWaitFor(
            [this] {
                if (connection == nullptr)
                    connection = listener->take();
                return connection != nullptr || !refusal.isEmpty();
            },
            std::chrono::milliseconds(ages).count());
    }

    void end()
    {
        connection.reset();
        process.kill();
        process.waitForFinished();
    }

    [[nodiscard]] bool isTooLate() const
    {
        return connection != nullptr
            && (connection->peer().publisherProblem == "publisher.timed_out"
                || test::codeOf(connection->executableHash()) == "peer.timed_out");
    }

    PipeName name;
    std::unique_ptr<PipeListener> listener = makePipeListener();
    QProcess process;
    QByteArray refusal;
    bool isListening = false;
    std::unique_ptr<PipeConnection> connection;
};

} // namespace

class TstSignedPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void judgesASignature_data();
    void judgesASignature();
    void trustsNoRootOfTheUsersOwn();
    void knowsWhoSignedACatalogue();
    void judgesAFileOnceForEachVersion();
    void readsNothingOfAFileThatIsBeingWritten();
    void readsNothingOfAFileChangedSince();
    void knowsThePublisherOfWhoConnects();
    void knowsThatNobodySignedWhoConnects();
    void turnsAwayWhoWasTamperedWith();
    void servesNobodyWhoIsGoneAtOnce();
    void survivesAHandleThatIsDropped();

private:
    StoredCertificate m_root{L"Root", u"known"_s};
    StoredCertificate m_distrusted{L"Disallowed", u"thief"_s};
};

void TstSignedPrograms::initTestCase()
{
    if (!m_root.isThere() || !m_distrusted.isThere())
        QSKIP("the machine's stores of certificates may not be written here");
}

void TstSignedPrograms::judgesASignature_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("publisher");
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<bool>("isRefusedByWindowsOnly");
    const auto row = [](const char* name,
                         const QString& program,
                         const QByteArray& publisher,
                         const char* problem,
                         bool isRefusedByWindowsOnly = false) {
        QTest::newRow(name) << program << publisher << QByteArray(problem)
                            << isRefusedByWindowsOnly;
    };
    row("signed", u"signed"_s, ward, "");
    row("not signed", u"unsigned"_s, {}, "publisher.none");
    row("one byte changed", u"tampered"_s, {}, "publisher.tampered");
    row("by an authority that nobody knows", u"stranger"_s, {}, "publisher.untrusted");
    row("expired, without a time stamp", u"expired"_s, {}, "publisher.expired");
    row("expired, with a time stamp from before", u"stamped"_s, ward, "");
    row("by a certificate that the machine distrusts",
        u"distrusted"_s,
        {},
        "publisher.revoked",
        true);
}

void TstSignedPrograms::judgesASignature()
{
    QFETCH(const QString, program);
    QFETCH(const QByteArray, publisher);
    QFETCH(const QByteArray, problem);
    QFETCH(const bool, isRefusedByWindowsOnly);

    const Publisher found = SignatureJudge().publisherOf(questionOf(signedProgram(program)));

    if (isRefusedByWindowsOnly && test::isUnderWine() && found.name == ward)
        QSKIP("Wine distrusts no certificate");
    if (program == "stamped"_L1 && test::isUnderWine() && found.problem == "publisher.expired")
        QSKIP("Wine heeds no time stamps");
    QCOMPARE(found.problem, problem);
    QCOMPARE(found.name, publisher);
}

/// Any program of the user may put one there.
void TstSignedPrograms::trustsNoRootOfTheUsersOwn()
{
    const StoredCertificate root(L"Root", u"stranger"_s, CERT_SYSTEM_STORE_CURRENT_USER);
    if (!root.isThere())
        QSKIP("the user's store of roots may not be written here");

    const Publisher found = SignatureJudge().publisherOf(questionOf(signedProgram(u"stranger"_s)));

    QCOMPARE(found.problem, QByteArray("publisher.untrusted"));
    QVERIFY(found.name.isEmpty());
}

void TstSignedPrograms::knowsWhoSignedACatalogue()
{
    if (test::isUnderWine())
        QSKIP("Wine has no catalogues, and never comes to the end of one that it is given");
    const QString shell = qEnvironmentVariable("ComSpec"); // Like most of Windows' own programs.

    const Publisher found = SignatureJudge().publisherOf(questionOf(shell));

    QCOMPARE(found.problem, QByteArray());
    QCOMPARE(found.name, QByteArray("Microsoft Windows"));
}

void TstSignedPrograms::judgesAFileOnceForEachVersion()
{
    const ExecutableQuestion question = questionOf(signedProgram(u"signed"_s));
    const auto isOld = [&question] { // Of a file made a moment ago nothing is remembered.
        const auto file = openUnchanged(question.path, question.startTime);
        return file && isSettled(file->version);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isOld(), 30'000);
    SignatureJudge judge;

    const Publisher first = judge.publisherOf(question);
    const Publisher again = judge.publisherOf(question);
    QCOMPARE(judge.judged(), 1);
    QCOMPARE(first.name, ward);
    QCOMPARE(again.name, ward);

    const Publisher other = judge.publisherOf(questionOf(signedProgram(u"tampered"_s)));
    QCOMPARE(judge.judged(), 2);
    QVERIFY(other.name.isEmpty());
}

void TstSignedPrograms::readsNothingOfAFileThatIsBeingWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"ward.exe"_s);
    QVERIFY(QFile::copy(signedProgram(u"signed"_s), path));
    const Handle writer(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE,
        nullptr,
        OPEN_EXISTING,
        0,
        nullptr));
    QVERIFY(writer.isOpen());

    ExecutableHashes hashes;
    QCOMPARE(test::codeOf(hashOf(questionOf(path), hashes)), QByteArray("peer.unreadable"));
    QCOMPARE(
        SignatureJudge().publisherOf(questionOf(path)).problem, QByteArray("publisher.unreadable"));
}

void TstSignedPrograms::readsNothingOfAFileChangedSince() // P48
{
    ExecutableQuestion question = questionOf(signedProgram(u"signed"_s));
    question.startTime = 1; // The process began long before the file was as it is.

    ExecutableHashes hashes;
    QCOMPARE(test::codeOf(hashOf(question, hashes)), QByteArray("peer.unreadable"));
    QCOMPARE(SignatureJudge().publisherOf(question).problem, QByteArray("publisher.unreadable"));
}

void TstSignedPrograms::knowsThePublisherOfWhoConnects()
{
    Scene scene;
    QVERIFY(scene.isListening);

    QVERIFY(scene.meet(signedProgram(u"signed"_s)));

    QVERIFY2(scene.connection != nullptr, scene.refusal.constData());
    QCOMPARE(scene.connection->peer().publisher, ward);
    QVERIFY(scene.connection->peer().publisherProblem.isEmpty());
    QCOMPARE(scene.connection->executableHash().value_or(QByteArray()).size(), 64);
}

void TstSignedPrograms::knowsThatNobodySignedWhoConnects()
{
    Scene scene;

    QVERIFY(scene.meet(signedProgram(u"unsigned"_s)));

    QVERIFY2(scene.connection != nullptr, scene.refusal.constData());
    QVERIFY(scene.connection->peer().publisher.isEmpty());
    QCOMPARE(scene.connection->peer().publisherProblem, QByteArray("publisher.none"));
}

void TstSignedPrograms::turnsAwayWhoWasTamperedWith()
{
    Scene scene;

    QVERIFY(scene.meet(signedProgram(u"tampered"_s)));

    QVERIFY(scene.connection == nullptr);
    QCOMPARE(scene.refusal, QByteArray("publisher.tampered"));
}

void TstSignedPrograms::servesNobodyWhoIsGoneAtOnce() // P48
{
    Scene scene;
    scene.process.start(signedProgram(u"unsigned"_s), {scene.name.path(), u"leave"_s});
    // The event loop does not turn meanwhile.
    QVERIFY(scene.process.waitForFinished(std::chrono::milliseconds(ages).count()));
    QCOMPARE(scene.process.exitCode(), 0);

    QVERIFY(scene.waitForIt());

    if (scene.connection == nullptr)
        QCOMPARE(scene.refusal, QByteArray("peer.gone"));
    else
        QVERIFY(!scene.connection->peerIsStillTheSame() && !scene.connection->executableHash());
}

void TstSignedPrograms::survivesAHandleThatIsDropped()
{
    Scene scene;
    RawClient(scene.name.path()).close();
    QVERIFY(scene.waitForIt());
    QCOMPARE(std::exchange(scene.refusal, {}), QByteArray("peer.gone"));

    QVERIFY(scene.meet(signedProgram(u"unsigned"_s)));

    QVERIFY2(scene.connection != nullptr, scene.refusal.constData());
}

QTEST_GUILESS_MAIN(TstSignedPrograms)
#include "tst_signed_programs_win.moc"
