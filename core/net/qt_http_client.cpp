// SPDX-License-Identifier: MIT
#include "core/net/qt_http_client.h"

#include "core/net/http_request_text.h"
#include "core/net/system_proxies.h"
#include "core/platform/loopback_host.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslSocket>

#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxCaFile = qint64{1024} * 1024; ///< The whole of the Web's roots is 220 KiB.

Result<QList<QSslCertificate>> readRoots(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::Misconfigured, "http.ca_file", u"the CA file cannot be read"_s);
    const QByteArray pem = file.read(maxCaFile + 1);
    const auto roots = QSslCertificate::fromData(pem, QSsl::Pem);
    if (pem.size() > maxCaFile || roots.isEmpty()
        || roots.size() != pem.count("-----BEGIN CERTIFICATE-----"))
        return fail(Fault::Misconfigured, "http.ca_file", u"the CA file is not PEM throughout"_s);
    return roots;
}

} // namespace

Result<std::unique_ptr<QtHttpClient>> QtHttpClient::create(const Options& options, Clock& clock)
{
    if (!QSslSocket::supportsSsl())
        return fail(Fault::System, "http.tls_missing", u"no TLS library can be loaded"_s);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    QList<QSslCertificate> roots;
    if (!options.caFile.isEmpty()) {
        LY_TRY(roots, readRoots(options.caFile));
    }
    return std::make_unique<QtHttpClient>(Trust{tls, roots}, options, clock);
}

QtHttpClient::QtHttpClient(Trust trust, const Options& options, Clock& clock)
    : m_trust(std::move(trust))
    , m_cleartext(options.cleartext)
    , m_clock(clock)
    , m_proxies(options.proxies ? options.proxies : &askSystemForProxies, clock)
{
}

QtHttpClient::~QtHttpClient() = default;

Pending QtHttpClient::send(HttpRequest request, Milliseconds patience, Completion done)
{
    auto exchange = std::make_shared<HttpExchange>(
        HttpExchange::Edges{m_clock, m_network, m_proxies}, std::move(done));
    if (auto planned = plan(request))
        exchange->begin(request.url, std::move(*planned), patience);
    else
        exchange->refuse(std::move(planned).error());
    // The Pending alone keeps the exchange; without it the connection closes unheard.
    return Pending([kept = std::move(exchange)]() mutable { kept.reset(); });
}

Result<> QtHttpClient::check(const QUrl& url) const
{
    const bool isClear = url.scheme() == u"http" && m_cleartext == Cleartext::ToLoopback
        && platform::isLoopbackLiteral(url.host());
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty()
        || (url.scheme() != u"https" && !isClear))
        return fail(Fault::Misconfigured, "http.url", u"not an https address"_s);
    return {};
}

Result<HttpConnection::Plan> QtHttpClient::plan(const HttpRequest& request) const
{
    LY_CHECK(check(request.url));
    LY_TRY(auto text, requestText(request));
    const bool isEncrypted = request.url.scheme() == u"https";
    return HttpConnection::Plan{
        .host = request.url.host(QUrl::FullyEncoded),
        .port = static_cast<quint16>(request.url.port(isEncrypted ? 443 : 80)),
        .isEncrypted = isEncrypted,
        .tls = m_trust.tls,
        .roots = m_trust.roots,
        .routes = {},
        .text = std::move(text),
    };
}

} // namespace lanyard::net
