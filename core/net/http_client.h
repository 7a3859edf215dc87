// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QHash>
#include <QUrl>

#include <functional>

namespace lanyard::net {

/// One request. Move-only, because form and bearer carry secrets.
struct HttpRequest {
    QUrl url; ///< https, or http to a loopback literal; anything else is Misconfigured.
    Secret form; ///< Empty: GET. Otherwise POST, application/x-www-form-urlencoded.
    Secret bearer; ///< Empty, or the token of an Authorization: Bearer header (RFC 6750 §2.1).
    QHash<QByteArray, QByteArray> headers; ///< Further headers: Accept, If-None-Match.
};

struct HttpReply {
    int status = 0; ///< 200 to 599, 304 included; a reply with no status is an Error, not a reply.
    QHash<QByteArray, QByteArray> headers; ///< Names in lower case.
    Secret body; ///< At most HttpClient::maxBody bytes.
};

/// The only road to the network. Production uses QtHttpClient; tests use FakeHttpClient.
class HttpClient
{
public:
    using Completion = std::function<void(Result<HttpReply>)>;

    static constexpr qsizetype maxBody = qsizetype{1024} * 1024; ///< 1 MiB; a JWKS is about 4 KiB.

    HttpClient() = default;
    virtual ~HttpClient();
    Q_DISABLE_COPY_MOVE(HttpClient)

    /// Sends `request` and answers `done` exactly once, on this thread, from the event loop
    /// (never from inside send), unless the returned Pending is destroyed first.
    ///
    /// No redirects are followed and no cookies kept: an OAuth endpoint needs neither.
    ///
    /// The request goes out at most once: nothing is retried here, because a refresh token that
    /// is sent twice ends the session.
    ///
    /// Errors  TimedOut "http.timed_out" after `patience`, sent or not; Unreachable, of which
    ///         "http.unreachable", "http.tls" (certificate refused), "http.proxy" (it wants
    ///         credentials) and "http.proxy_unknown" (nobody says which) promise that not a byte of the request was sent, and
    ///         "http.answer_lost" says that it was, perhaps in full; Malformed "http.too_large" if
    ///         the body exceeds maxBody, "http.syntax" if it is not HTTP; Misconfigured "http.url",
    ///         "http.header". An HTTP status is never an Error here: what 400 means is for the
    ///         caller's specification to say.
    virtual Pending send(HttpRequest request, Milliseconds patience, Completion done) = 0;
};

} // namespace lanyard::net
