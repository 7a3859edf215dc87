// SPDX-License-Identifier: MIT
#include "core/net/http_request_text.h"

#include "core/net/http_text.h"

#include <QByteArrayList>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

QByteArray hostOf(const QUrl& url)
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    const int standard = url.scheme() == u"https" ? 443 : 80;
    const int port = url.port(standard);
    return port == standard ? host : host + ':' + QByteArray::number(port);
}

QByteArray targetOf(const QUrl& url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray target = path.isEmpty() ? QByteArray("/") : path;
    return url.hasQuery() ? target + '?' + url.query(QUrl::FullyEncoded).toLatin1() : target;
}

bool mayAdd(const QByteArray& name, const QByteArray& value)
{
    static const QByteArrayList ours{"host",
        "connection",
        "content-length",
        "content-type",
        "transfer-encoding",
        "authorization",
        "accept-encoding"};
    return isToken(name) && isFieldText(value) && !ours.contains(name.toLower());
}

} // namespace

Result<Secret> requestText(const HttpRequest& request)
{
    const bool isPost = !request.form.isEmpty();
    QByteArray text;
    // Enough for all of it: growing would leave copies of the secrets behind.
    text.reserve(4096 + request.url.toEncoded().size() + request.bearer.view().size()
        + request.form.view().size());
    text += isPost ? "POST " : "GET ";
    text += targetOf(request.url) + " HTTP/1.1\r\nHost: " + hostOf(request.url)
        + "\r\nUser-Agent: Lanyard\r\nAccept-Encoding: identity\r\nConnection: close\r\n";
    for (auto header = request.headers.begin(); header != request.headers.end(); ++header) {
        if (!mayAdd(header.key(), header.value()))
            return fail(Fault::Misconfigured, "http.header", u"a header that cannot be sent"_s);
        text += header.key() + ": " + header.value() + "\r\n";
    }
    if (!isFieldText(request.bearer.view()))
        return fail(Fault::Misconfigured, "http.header", u"a bearer token that cannot be sent"_s);
    if (!request.bearer.isEmpty()) {
        text += "Authorization: Bearer ";
        text += request.bearer.view();
        text += "\r\n";
    }
    if (isPost)
        text += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + QByteArray::number(request.form.view().size()) + "\r\n";
    text += "\r\n";
    text += request.form.view();

    Secret secret(text);
    text.fill('\0');
    return secret;
}

} // namespace lanyard::net
