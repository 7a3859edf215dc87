// SPDX-License-Identifier: MIT
#include "core/net/redirect_uri.h"

#include <QByteArrayList>

#include <algorithm>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

QByteArrayView nameOf(RedirectUri::Host host)
{
    switch (host) {
    case RedirectUri::Host::V4:
        return "127.0.0.1";
    case RedirectUri::Host::V6:
        return "[::1]";
    case RedirectUri::Host::Localhost:
        return "localhost";
    }
    return {};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 3986 §3.3: pchar and '/', a '%' only before two hex digits.
bool isPath(QByteArrayView path)
{
    for (qsizetype at = 0; at < path.size(); ++at) {
        if (path[at] == '%') {
            if (path.size() < at + 3 || !isHexDigit(path[at + 1]) || !isHexDigit(path[at + 2]))
                return false;
        } else if (!isLetter(path[at]) && !isDigit(path[at])
            && !QByteArrayView("/-._~!$&'()*+,;=:@").contains(path[at])) {
            return false;
        }
    }
    return path.startsWith('/');
}

/// A browser resolves these before it asks (RFC 3986 §5.2.4), also when written with %2e.
bool hasDotSegment(QByteArrayView path)
{
    const QByteArray plain = path.toByteArray().replace("%2e", ".").replace("%2E", ".");
    const QByteArrayList segments = plain.split('/');
    return std::any_of(segments.begin(), segments.end(), [](const QByteArray& segment) {
        return segment == "." || segment == "..";
    });
}

/// Decimal, 1 to 65535, written in one way only.
std::optional<quint16> parsePort(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 5 || text.startsWith('0')
        || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    const int port = text.toInt();
    if (port > 65535)
        return std::nullopt;
    return static_cast<quint16>(port);
}

tl::unexpected<Error> refusal(QString why)
{
    return fail(Fault::Misconfigured, "loopback.uri", std::move(why));
}

} // namespace

QByteArray RedirectUri::authority(quint16 boundPort) const
{
    const QByteArray name = nameOf(host).toByteArray();
    return boundPort == 80 ? name : name + ':' + QByteArray::number(boundPort);
}

QByteArray RedirectUri::text(quint16 boundPort) const
{
    return "http://" + nameOf(host).toByteArray() + ':' + QByteArray::number(boundPort) + path;
}

Result<RedirectUri> parseRedirectUri(QByteArrayView entry)
{
    const QByteArrayView scheme = "http://";
    if (!entry.startsWith(scheme))
        return refusal(u"a redirect URI of ours begins with http://"_s);
    const QByteArrayView rest = entry.sliced(scheme.size());

    RedirectUri uri;
    QByteArrayView afterHost;
    for (const auto host :
        {RedirectUri::Host::V4, RedirectUri::Host::V6, RedirectUri::Host::Localhost}) {
        if (rest.startsWith(nameOf(host))) {
            uri.host = host;
            afterHost = rest.sliced(nameOf(host).size());
        }
    }
    if (!afterHost.startsWith(':'))
        return refusal(u"the host is not 127.0.0.1, [::1] or localhost with a port"_s);

    const qsizetype slash = afterHost.indexOf('/');
    if (slash < 0)
        return refusal(u"a redirect URI needs a path"_s);
    const QByteArrayView port = afterHost.sliced(1, slash - 1);
    if (port != "*") {
        uri.port = parsePort(port);
        if (!uri.port)
            return refusal(u"the port is not a number from 1 to 65535, nor *"_s);
    }

    uri.path = afterHost.sliced(slash).toByteArray();
    if (!isPath(uri.path) || hasDotSegment(uri.path))
        return refusal(u"the path has a query, a fragment or what a browser would change"_s);
    return uri;
}

} // namespace lanyard::net
