// SPDX-License-Identifier: MIT
#include "core/net/system_proxies.h"

#include <QNetworkProxyFactory>
#include <QNetworkProxyQuery>
#include <QObject>

#include <memory>
#include <utility>

namespace lanyard::net {

/// What the environment says (https_proxy, no_proxy), or libproxy where Qt is built with it.
Pending askSystemForProxies(
    const QUrl& url, std::function<void(Result<ProxyResolver::Answer>)> done)
{
    auto events = std::make_shared<QObject>();
    QMetaObject::invokeMethod(
        events.get(),
        [done = std::move(done),
            routes = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url))] {
            done(ProxyResolver::Answer{.routes = routes});
        },
        Qt::QueuedConnection);
    return Pending([kept = std::move(events)]() mutable { kept.reset(); });
}

} // namespace lanyard::net
