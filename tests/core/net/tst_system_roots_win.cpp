// SPDX-License-Identifier: MIT

/// Whose certificates are believed: the roots in Windows' own store, and those of CaFile besides.

#include "core/net/qt_http_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_fake_server.h"
#include "tests/support/under_wine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

#include <windows.h>

#include <wincrypt.h>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

/// In the machine's store of trusted roots while it lives; by the registry, where it is kept.
class TrustedByWindows
{
public:
    explicit TrustedByWindows(const QSslCertificate& root)
    {
        RegCreateKeyExW(HKEY_LOCAL_MACHINE,
            L"Software\\Microsoft\\SystemCertificates\\Root",
            0,
            nullptr,
            0,
            KEY_ALL_ACCESS,
            nullptr,
            &m_key,
            nullptr);
        m_store = CertOpenStore(CERT_STORE_PROV_REG, 0, 0, 0, m_key);
        const QByteArray der = root.toDer();
        CertAddEncodedCertificateToStore(m_store,
            X509_ASN_ENCODING,
            reinterpret_cast<const BYTE*>(der.constData()),
            static_cast<DWORD>(der.size()),
            CERT_STORE_ADD_ALWAYS,
            &m_certificate);
        CertControlStore(m_store, 0, CERT_STORE_CTRL_COMMIT, nullptr);
    }

    ~TrustedByWindows()
    {
        if (m_certificate != nullptr)
            CertDeleteCertificateFromStore(m_certificate);
        CertCloseStore(m_store, 0);
        RegCloseKey(m_key);
    }

    Q_DISABLE_COPY_MOVE(TrustedByWindows)

    [[nodiscard]] bool isIn() const { return m_certificate != nullptr; }

private:
    HKEY m_key = nullptr;
    HCERTSTORE m_store = nullptr;
    PCCERT_CONTEXT m_certificate = nullptr;
};

/// Asks `server` once: "200", or the code of the error.
struct Asking {
    FakeClock clock;
    std::unique_ptr<QtHttpClient> client;
    QByteArray answer;
    Pending pending;

    explicit Asking(const NetFakeServer& server, const QString& caFile = {})
    {
        client = std::move(*QtHttpClient::create({.caFile = caFile}, clock));
        HttpRequest request;
        request.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(server.port()));
        pending = client->send(
            std::move(request), std::chrono::seconds{10}, [this](const Result<HttpReply>& result) {
                answer = result ? QByteArray::number(result->status) : result.error().code;
            });
    }
};

const QByteArray okReply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

} // namespace

class TstSystemRoots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void believesARootOfWindowsStore();
    void believesItBesidesTheFile();
    void believesNobodyElse();
    void cleanupTestCase();

private:
    const NetIdentity m_root = NetIdentity::root();
    std::optional<TrustedByWindows> m_trusted; ///< Before any TLS: Wine reads the store once.
};

void TstSystemRoots::initTestCase()
{
    if (!isUnderWine())
        QSKIP("not into the machine's own store of a real PC; the acceptance script does");
    m_trusted.emplace(m_root.certificate());
    QVERIFY(m_trusted->isIn());
}

void TstSystemRoots::cleanupTestCase()
{
    m_trusted.reset();
}

void TstSystemRoots::believesARootOfWindowsStore()
{
    const auto leaf = m_root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    const Asking asking(server);

    QTRY_COMPARE(asking.answer, QByteArray("200"));
}

void TstSystemRoots::believesItBesidesTheFile()
{
    const auto leaf = m_root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"other.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(NetIdentity::root().certificatePem());
    file.close();

    const Asking asking(server, file.fileName());

    QTRY_COMPARE(asking.answer, QByteArray("200"));
}

void TstSystemRoots::believesNobodyElse()
{
    const auto root = NetIdentity::root();
    const auto leaf = root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    const Asking asking(server);

    QTRY_COMPARE(asking.answer, QByteArray("http.tls"));
    QVERIFY(server.requests().isEmpty());
}

QTEST_GUILESS_MAIN(TstSystemRoots)
#include "tst_system_roots_win.moc"
