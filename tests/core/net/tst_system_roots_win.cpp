// SPDX-License-Identifier: MIT

/// Whose certificates are believed: the roots in Windows' own store, and those of CaFile besides.

#include "core/net/qt_http_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_fake_server.h"

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

/// In this person's store of trusted roots while it lives.
class TrustedByWindows
{
public:
    explicit TrustedByWindows(const QSslCertificate& root)
        : m_store(CertOpenStore(CERT_STORE_PROV_SYSTEM_W,
            0,
            0,
            CERT_SYSTEM_STORE_CURRENT_USER,
            static_cast<const void*>(L"ROOT")))
    {
        const QByteArray der = root.toDer();
        CertAddEncodedCertificateToStore(m_store,
            X509_ASN_ENCODING,
            reinterpret_cast<const BYTE*>(der.constData()),
            static_cast<DWORD>(der.size()),
            CERT_STORE_ADD_ALWAYS,
            &m_certificate);
    }

    ~TrustedByWindows()
    {
        if (m_certificate != nullptr)
            CertDeleteCertificateFromStore(m_certificate);
        CertCloseStore(m_store, 0);
    }

    Q_DISABLE_COPY_MOVE(TrustedByWindows)

    [[nodiscard]] bool isIn() const { return m_certificate != nullptr; }

private:
    HCERTSTORE m_store;
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
};

void TstSystemRoots::initTestCase()
{
    // Windows itself asks the person at the screen before it takes a root into this store.
    if (GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") == nullptr)
        QSKIP("a person would have to agree");
}

void TstSystemRoots::believesARootOfWindowsStore()
{
    const auto root = NetIdentity::root();
    const auto leaf = root.leaf({});
    const TrustedByWindows trusted(root.certificate());
    QVERIFY(trusted.isIn());
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    const Asking asking(server);

    QTRY_COMPARE(asking.answer, QByteArray("200"));
}

void TstSystemRoots::believesItBesidesTheFile()
{
    const auto root = NetIdentity::root();
    const auto leaf = root.leaf({});
    const TrustedByWindows trusted(root.certificate());
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
