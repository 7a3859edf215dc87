// SPDX-License-Identifier: MIT
#include "core/net/proxy_text.h"

#include "core/platform/loopback_host.h"

#include <QHostAddress>
#include <QString>
#include <QUrl>

#include <algorithm>
#include <optional>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxProxies = 16; ///< Each may cost a connection's time-out.
constexpr qsizetype maxList =
    qsizetype{32} * 1024; ///< Windows' own limit for such a value is 2 KiB.
constexpr qsizetype maxHost = 253; ///< RFC 1035 §2.3.4.

constexpr quint16 httpPort = 80;
constexpr quint16 socksPort = 1080; ///< RFC 1928 §3.

bool isSame(QStringView a, QStringView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

template <class IsSeparator>
QList<QStringView> split(QStringView list, const IsSeparator& isSeparator)
{
    QList<QStringView> elements;
    const QStringView text = list.left(maxList);
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at;
        while (end < text.size() && !isSeparator(text[end]))
            ++end;
        if (end > at)
            elements.append(text.sliced(at, end - at));
        at = end + 1;
    }
    return elements;
}

bool isHost(QStringView host)
{
    const auto isPart = [](QChar c) {
        return c.isLetterOrNumber() || c == u'-' || c == u'.' || c == u'_' || c == u':';
    };
    return !host.isEmpty() && host.size() <= maxHost && host.front() != u'-'
        && std::all_of(host.begin(), host.end(), isPart);
}

struct Place {
    QString host;
    quint16 port = 0; ///< 0: not said.
};

/// "host", "host:port", "address", "[address]" or "[address]:port".
std::optional<Place> readPlace(QStringView text)
{
    QStringView host = text;
    QStringView port;
    bool hasPort = false;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 0 || QHostAddress(text.sliced(1, end - 1).toString()).isNull())
            return {};
        host = text.sliced(1, end - 1);
        port = text.sliced(end + 1);
        hasPort = port.startsWith(u':');
        if (!port.isEmpty() && !hasPort)
            return {};
    } else if (text.count(u':') == 1) {
        host = text.left(text.indexOf(u':'));
        port = text.sliced(host.size());
        hasPort = true;
    } else if (text.contains(u':') && QHostAddress(text.toString()).isNull()) {
        return {};
    }
    if (!isHost(host))
        return {};
    if (!hasPort)
        return Place{host.toString(), 0};
    const QStringView digits = port.sliced(1);
    bool isNumber = false;
    const quint16 number = digits.toUShort(&isNumber, 10);
    if (!isNumber || number == 0 || !digits.front().isDigit())
        return {};
    return Place{host.toString(), number};
}

std::optional<QNetworkProxy> readProxy(QStringView text, QNetworkProxy::ProxyType type)
{
    const qsizetype prefix = text.indexOf(u"://");
    if (prefix >= 0) {
        if (isSame(text.left(prefix), u"socks") || isSame(text.left(prefix), u"socks5"))
            type = QNetworkProxy::Socks5Proxy;
        else if (!isSame(text.left(prefix), u"http") && !isSame(text.left(prefix), u"https"))
            return {};
        text = text.sliced(prefix + 3);
    }
    if (text.endsWith(u'/'))
        text.chop(1);
    const auto place = readPlace(text);
    if (!place)
        return {};
    const quint16 standard = type == QNetworkProxy::Socks5Proxy ? socksPort : httpPort;
    return QNetworkProxy(type, place->host, place->port == 0 ? standard : place->port);
}

/// The words of a script's answer. DefaultProxy: a kind that Qt does not speak.
std::optional<QNetworkProxy::ProxyType> readKind(QStringView word)
{
    if (isSame(word, u"DIRECT"))
        return QNetworkProxy::NoProxy;
    if (isSame(word, u"PROXY") || isSame(word, u"HTTP"))
        return QNetworkProxy::HttpProxy;
    if (isSame(word, u"SOCKS") || isSame(word, u"SOCKS5"))
        return QNetworkProxy::Socks5Proxy;
    if (isSame(word, u"HTTPS") || isSame(word, u"SOCKS4"))
        return QNetworkProxy::DefaultProxy;
    return {};
}

/// What is said for one scheme, for SOCKS, and for everything.
struct Named {
    QList<QNetworkProxy> own;
    QList<QNetworkProxy> socks;
    QList<QNetworkProxy> any;

    void add(QStringView element, QStringView scheme)
    {
        const qsizetype equals = element.indexOf(u'=');
        const QStringView name = equals < 0 ? QStringView() : element.left(equals);
        const bool isSocks = isSame(name, u"socks");
        if (equals >= 0 && !isSocks && !isSame(name, scheme))
            return;
        const auto proxy = readProxy(element.sliced(equals + 1),
            isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy);
        if (proxy)
            (equals < 0 ? any : isSocks ? socks : own).append(*proxy);
    }

    [[nodiscard]] const QList<QNetworkProxy>& chosen() const
    {
        if (!own.isEmpty())
            return own;
        return any.isEmpty() ? socks : any;
    }
};

/// Each '*' stands for any text. Linear but for one step back, whatever the pattern is.
bool matches(QStringView text, QStringView pattern)
{
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == u'*') {
            star = in++;
            resume = at;
        } else if (in < pattern.size() && isSame(pattern.sliced(in, 1), text.sliced(at, 1))) {
            ++in;
            ++at;
        } else if (star >= 0) {
            in = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

struct Target {
    QString scheme;
    QString host;
    int port;
    QHostAddress address; ///< Null where the host is a name.
};

bool isExceptedBy(QStringView exception, const Target& target)
{
    if (isSame(exception, u"<local>"))
        return target.address.isNull() && !target.host.contains(u'.');
    const qsizetype prefix = exception.indexOf(u"://");
    if (prefix >= 0) {
        if (!isSame(exception.left(prefix), target.scheme))
            return false;
        exception = exception.sliced(prefix + 3);
    }
    if (exception.contains(u'/')) {
        const auto subnet = QHostAddress::parseSubnet(exception.toString());
        return !target.address.isNull() && subnet.second >= 0 && target.address.isInSubnet(subnet);
    }
    QStringView host = exception;
    const qsizetype colon = exception.lastIndexOf(u':');
    const bool isBracketed = exception.startsWith(u'[');
    if (colon >= 0
        && (isBracketed ? exception.indexOf(u']') < colon : exception.count(u':') == 1)) {
        if (exception.sliced(colon + 1) != QString::number(target.port))
            return false;
        host = exception.left(colon);
    }
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    return matches(target.host, host);
}

} // namespace

QList<QNetworkProxy> readProxies(QStringView list, QStringView scheme)
{
    Named named;
    for (const QStringView segment : split(list, [](QChar c) { return c == u';'; })) {
        const auto words = split(segment, [](QChar c) { return c.isSpace(); });
        const auto kind = words.isEmpty() ? std::nullopt : readKind(words.front());
        if (kind == QNetworkProxy::NoProxy) {
            named.any.append(QNetworkProxy(QNetworkProxy::NoProxy));
        } else if (kind && words.size() == 2) { // Alone it is a host that is called so.
            const auto proxy = readProxy(words[1], *kind);
            if (proxy && *kind != QNetworkProxy::DefaultProxy)
                named.any.append(*proxy);
        } else {
            for (const QStringView word : words)
                named.add(word, scheme);
        }
    }
    return named.chosen().mid(0, maxProxies);
}

bool isExcepted(const QUrl& url, QStringView list)
{
    const Target target{.scheme = url.scheme(),
        .host = url.host(QUrl::FullyEncoded),
        .port = url.port(url.scheme() == u"https" ? 443 : 80),
        .address = QHostAddress(url.host())};
    if (platform::isLoopbackHost(target.host) || target.address.isLoopback())
        return true;
    const auto exceptions =
        split(list, [](QChar c) { return c == u';' || c == u',' || c.isSpace(); });
    return std::any_of(exceptions.begin(), exceptions.end(), [&](QStringView exception) {
        return isExceptedBy(exception, target);
    });
}

} // namespace lanyard::net
