// SPDX-License-Identifier: MIT

/// Programs really signed, and really tampered with, before the system's own judgement (R2). They
/// are copies of this one, made by sign_programs, which connect to a pipe.

#include "core/base/handle_win.h"
#include "core/platform/executable_reader_win.h"
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/under_wine.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <cstdio>
#include <limits>

#include <wincrypt.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;
using lanyard::test::PipeName;
using lanyard::test::RawClient;

namespace {

const QString connectArgument = u"--connect"_s;
const QString leaveArgument = u"--connect-and-leave"_s;
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

/// The throw-away authority in the machine's store of roots, for as long as it lives.
class TrustedRoot
{
public:
    TrustedRoot()
        : m_store(
            CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_LOCAL_MACHINE, L"Root"))
    {
        QFile file(QStringLiteral(LANYARD_SIGNED_PROGRAMS "/known.der"));
        if (m_store == nullptr || !file.open(QIODevice::ReadOnly))
            return;
        const QByteArray der = file.readAll();
        CertAddEncodedCertificateToStore(m_store,
            X509_ASN_ENCODING,
            reinterpret_cast<const BYTE*>(der.constData()),
            static_cast<DWORD>(der.size()),
            CERT_STORE_ADD_REPLACE_EXISTING,
            &m_certificate);
    }

    Q_DISABLE_COPY_MOVE(TrustedRoot)

    ~TrustedRoot()
    {
        if (m_certificate != nullptr)
            CertDeleteCertificateFromStore(m_certificate);
        if (m_store != nullptr)
            CertCloseStore(m_store, 0);
    }

    [[nodiscard]] bool isTrusted() const { return m_certificate != nullptr; }

private:
    HCERTSTORE m_store = nullptr;
    PCCERT_CONTEXT m_certificate = nullptr;
};

/// A listener, and a program that connects to it.
struct Scene {
    explicit Scene(const QString& program, const QString& argument = connectArgument)
        : listener(makePipeListener())
    {
        QObject::connect(listener.get(), &PipeListener::peerRefused, [this](const Error& error) {
            refusal = error.code;
        });
        isListening = listener->listen(name.path()).has_value();
        process.start(program, {argument, name.path()});
    }

    ~Scene()
    {
        process.kill();
        process.waitForFinished(30'000);
    }

    Q_DISABLE_COPY_MOVE(Scene)

    /// Until it was let in or turned away.
    bool waitForIt()
    {
        return QTest::qWaitFor(
            [this] {
                if (connection == nullptr)
                    connection = listener->take();
                return connection != nullptr || !refusal.isEmpty();
            },
            30'000);
    }

    PipeName name;
    std::unique_ptr<PipeListener> listener;
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
    void judgesAFileOnceForEachVersion();
    void readsNothingOfAFileThatIsBeingWritten();
    void readsNothingOfAFileChangedSince();
    void knowsThePublisherOfWhoConnects();
    void knowsThatNobodySignedWhoConnects();
    void turnsAwayWhoWasTamperedWith();
    void servesNobodyWhoIsGoneAtOnce();
    void survivesAHandleThatIsDropped();

private:
    TrustedRoot m_root;
};

void TstSignedPrograms::initTestCase()
{
    if (!m_root.isTrusted())
        QSKIP("the machine's store of roots may not be written here");
}

void TstSignedPrograms::judgesASignature_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("publisher");
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<bool>("isForWindowsOnly");
    const auto row = [](const char* name,
                         const QString& program,
                         const QByteArray& publisher,
                         const char* problem,
                         bool isForWindowsOnly = false) {
        QTest::newRow(name) << program << publisher << QByteArray(problem) << isForWindowsOnly;
    };
    row("signed", u"signed"_s, ward, "");
    row("one byte changed", u"tampered"_s, {}, "publisher.tampered");
    row("by an authority that nobody knows", u"stranger"_s, {}, "publisher.untrusted", true);
    row("expired, without a time stamp", u"expired"_s, {}, "publisher.expired", true);
    row("expired, with a time stamp from before", u"stamped"_s, ward, "", true);
}

void TstSignedPrograms::judgesASignature()
{
    QFETCH(const QString, program);
    QFETCH(const QByteArray, publisher);
    QFETCH(const QByteArray, problem);
    QFETCH(const bool, isForWindowsOnly);
    ExecutableReader reader;

    const auto report = reader.read(questionOf(signedProgram(program)));

    if (isForWindowsOnly && test::isUnderWine()
        && (report.publisher.name != publisher || report.publisher.problem != problem))
        QSKIP("Wine judges neither roots nor times as Windows does");
    QCOMPARE(report.publisher.problem, problem);
    QCOMPARE(report.publisher.name, publisher);
    QVERIFY(report.hash && report.hash->size() == 64);
}

void TstSignedPrograms::judgesAFileOnceForEachVersion()
{
    if (QFileInfo(signedProgram(u"signed"_s)).lastModified().secsTo(QDateTime::currentDateTime())
        < 5)
        QSKIP("made a moment ago: nothing is remembered of such a file");
    ExecutableReader reader;

    const auto first = reader.read(questionOf(signedProgram(u"signed"_s)));
    const auto again = reader.read(questionOf(signedProgram(u"signed"_s)));
    QCOMPARE(reader.judged(), 1);
    QCOMPARE(again.publisher.name, first.publisher.name);

    const auto other = reader.read(questionOf(signedProgram(u"tampered"_s)));
    QCOMPARE(reader.judged(), 2);
    QVERIFY(other.publisher.name.isEmpty());
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

    const auto report = ExecutableReader().read(questionOf(path));

    QVERIFY(!report.hash);
    QCOMPARE(report.publisher.problem, QByteArray("publisher.unreadable"));
}

void TstSignedPrograms::readsNothingOfAFileChangedSince() // P48
{
    ExecutableQuestion question = questionOf(signedProgram(u"signed"_s));
    question.startTime = 1; // The process began long before the file was as it is.

    const auto report = ExecutableReader().read(question);

    QVERIFY(!report.hash);
    QCOMPARE(report.publisher.problem, QByteArray("publisher.unreadable"));
}

void TstSignedPrograms::knowsThePublisherOfWhoConnects()
{
    Scene scene(signedProgram(u"signed"_s));
    QVERIFY(scene.isListening);

    QVERIFY(scene.waitForIt());

    QVERIFY2(scene.connection != nullptr, scene.refusal.constData());
    QCOMPARE(scene.connection->peer().publisher, ward);
    QVERIFY(scene.connection->peer().publisherProblem.isEmpty());
    QVERIFY(scene.connection->executableHash());
}

void TstSignedPrograms::knowsThatNobodySignedWhoConnects()
{
    Scene scene(QCoreApplication::applicationFilePath());

    QVERIFY(scene.waitForIt());

    QVERIFY2(scene.connection != nullptr, scene.refusal.constData());
    QVERIFY(scene.connection->peer().publisher.isEmpty());
    QCOMPARE(scene.connection->peer().publisherProblem, QByteArray("publisher.none"));
}

void TstSignedPrograms::turnsAwayWhoWasTamperedWith()
{
    Scene scene(signedProgram(u"tampered"_s));

    QVERIFY(scene.waitForIt());

    QVERIFY(scene.connection == nullptr);
    QCOMPARE(scene.refusal, QByteArray("publisher.tampered"));
}

void TstSignedPrograms::servesNobodyWhoIsGoneAtOnce() // P48
{
    Scene scene(QCoreApplication::applicationFilePath(), leaveArgument);
    QVERIFY(scene.process.waitForFinished(30'000)); // The event loop does not turn meanwhile.

    QVERIFY(scene.waitForIt());

    if (scene.connection == nullptr)
        QCOMPARE(scene.refusal, QByteArray("peer.gone"));
    else
        QVERIFY(!scene.connection->peerIsStillTheSame() && !scene.connection->executableHash());
}

void TstSignedPrograms::survivesAHandleThatIsDropped()
{
    const PipeName name;
    const auto listener = makePipeListener();
    QVERIFY(listener->listen(name.path()));
    RawClient(name.path()).close();

    const RawClient next(name.path());

    QCOMPARE(next.error, 0);
    bool isServed = false;
    QVERIFY(QTest::qWaitFor(
        [&] { return isServed = isServed || listener->take() != nullptr; }, 30'000));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == connectArgument || arguments.value(1) == leaveArgument) {
        const RawClient client(arguments.value(2));
        return arguments.value(1) == connectArgument && client.error == 0 ? std::getchar() : 0;
    }
    TstSignedPrograms test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_signed_programs_win.moc"
