// SPDX-License-Identifier: MIT
#include "core/net/proxy_settings.h"

#include "core/net/proxy_text.h"

#include <algorithm>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

/// Whether `list` speaks of other schemes only: "http=a:80" says nothing about https.
bool isAboutOthersOnly(QStringView list, QStringView scheme)
{
    const QString own = scheme.toString() + u'=';
    const auto parts = list.split(u';', Qt::SkipEmptyParts);
    return std::all_of(parts.begin(), parts.end(), [&own](QStringView part) {
        const QStringView element = part.trimmed();
        return element.contains(u'=') && !element.startsWith(own, Qt::CaseInsensitive)
            && !element.startsWith(u"socks=", Qt::CaseInsensitive);
    });
}

Result<ProxyResolver::Routes> routesOf(const ProxyList& list, const QUrl& url)
{
    const ProxyResolver::Routes direct{QNetworkProxy(QNetworkProxy::NoProxy)};
    if (isExcepted(url, list.exceptions) || isAboutOthersOnly(list.proxies, url.scheme()))
        return direct;
    auto routes = readProxies(list.proxies, url.scheme());
    if (routes.isEmpty())
        return fail(Fault::Unreachable, "http.proxy_unknown", u"the proxy list is not readable"_s);
    return routes;
}

} // namespace

Result<ProxyResolver::Answer> decideProxies(const QUrl& url, const ProxySettings& settings)
{
    if (settings.script && settings.script->isEmpty())
        return fail(Fault::Unreachable,
            "http.proxy_unknown",
            u"the proxy script names only proxies that cannot be used"_s);
    if (settings.script)
        return ProxyResolver::Answer{.routes = *settings.script};
    const bool isPersons = !settings.person.proxies.trimmed().isEmpty();
    LY_TRY(auto routes, routesOf(isPersons ? settings.person : settings.machine, url));
    return ProxyResolver::Answer{.routes = std::move(routes), .isSecondBest = settings.hasScript};
}

} // namespace lanyard::net
