// SPDX-License-Identifier: MIT
#pragma once

/// HttpClient on Qt's sockets, which have a thread of their own. Main thread only.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/net/http_client.h"
#include "core/net/http_exchange.h"
#include "core/net/network_thread.h"
#include "core/net/proxy_resolver.h"

#include <QList>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QString>

#include <cstdint>
#include <memory>

namespace lanyard::net {

/// HTTP/1.1, one connection a request, nothing kept between requests: no cookies, no cache, no
/// credentials, no redirects. TLS 1.2 or later, certificates always verified. The system's proxy,
/// never for loopback (P18); one that wants to know who asks is told by single sign-on (Negotiate,
/// NTLM) where the system has that, and gets no name or password otherwise.
class QtHttpClient final : public HttpClient
{
public:
    enum class Cleartext : std::uint8_t {
        Refused,
        ToLoopback, ///< http to 127.0.0.1 or [::1]: tests, and a simulator without certificates.
    };

    struct Options {
        QString caFile; ///< PEM of roots to trust besides the system's; empty: none.
        Cleartext cleartext = Cleartext::Refused;
        ProxyResolver::Lookup proxies = {}; ///< None: the system's.
    };

    /// `clock` outlives the result, and the result every Pending it gave.
    ///
    /// Errors  Misconfigured "http.ca_file": it cannot be read, holds no certificate, or one that
    ///         does not parse. System "http.tls_missing": Qt found no TLS library.
    [[nodiscard]] static Result<std::unique_ptr<QtHttpClient>> create(
        const Options& options, Clock& clock);

    struct Trust {
        QSslConfiguration tls;
        QList<QSslCertificate> roots; ///< Besides the system's.
    };

    QtHttpClient(Trust trust, const Options& options, Clock& clock);
    ~QtHttpClient() override;
    Q_DISABLE_COPY_MOVE(QtHttpClient)

    Pending send(HttpRequest request, Milliseconds patience, Completion done) override;

private:
    [[nodiscard]] Result<> check(const QUrl& url) const;
    [[nodiscard]] Result<HttpConnection::Plan> plan(const HttpRequest& request) const;

    Trust m_trust;
    Cleartext m_cleartext;
    Clock& m_clock;
    ProxyResolver m_proxies;
    NetworkThread m_network;
};

} // namespace lanyard::net
