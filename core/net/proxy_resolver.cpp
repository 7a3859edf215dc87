// SPDX-License-Identifier: MIT
#include "core/net/proxy_resolver.h"

#include "core/base/waiters.h"
#include "core/platform/loopback_host.h"

#include <QHostAddress>

#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

bool isLoopback(const QString& host)
{
    return platform::isLoopbackHost(host) || QHostAddress(host).isLoopback();
}

/// What of `routes` can carry TLS through.
ProxyResolver::Routes usable(const ProxyResolver::Routes& routes)
{
    ProxyResolver::Routes kept;
    for (QNetworkProxy route : routes) {
        if (route.type() != QNetworkProxy::NoProxy
            && !route.capabilities().testFlag(QNetworkProxy::TunnelingCapability))
            continue;
        route.setUser({}); // With a name Qt would answer a proxy that asks for Basic.
        route.setPassword({});
        kept.append(route);
    }
    return kept;
}

/// Scheme, host and port alone: who writes the script has no need of the rest.
QUrl originOf(const QUrl& url)
{
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port());
    origin.setPath(u"/"_s);
    return origin;
}

Error unknown(const QString& detail)
{
    return fail(Fault::Unreachable, "http.proxy_unknown", detail).value();
}

} // namespace

struct ProxyResolver::Server {
    Routes routes; ///< The last good answer; empty: none.
    Milliseconds learnt{0};
    bool isAsking = false;
    Waiters<Result<Routes>> waiters;
    Pending asking;
};

/// One caller. Kept by its Pending alone.
struct ProxyResolver::Wait {
    Completion done;
    Pending joined;
    Pending deadline;

    void finish(Result<Routes> result)
    {
        joined = {};
        deadline = {};
        std::exchange(done, nullptr)(std::move(result));
    }
};

ProxyResolver::ProxyResolver(Lookup ask, Clock& clock)
    : m_ask(std::move(ask))
    , m_clock(clock)
{
}

ProxyResolver::~ProxyResolver() = default;

Pending ProxyResolver::resolve(const QUrl& url, Completion done)
{
    auto wait = std::make_shared<Wait>();
    wait->done = std::move(done);
    const auto finish = [weak = std::weak_ptr(wait)](Result<Routes> result) {
        if (const auto alive = weak.lock())
            alive->finish(std::move(result));
    };
    if (isLoopback(url.host())) {
        QMetaObject::invokeMethod(
            &m_events,
            [finish] { finish(Routes{QNetworkProxy(QNetworkProxy::NoProxy)}); },
            Qt::QueuedConnection);
    } else {
        const QUrl origin = originOf(url);
        const auto server = serverAt(origin);
        wait->joined = server->waiters.add(finish);
        wait->deadline = m_clock.after(patience, [this, server, finish] {
            finish(lastGood(*server, unknown(u"the system does not say in time"_s)));
        });
        if (!server->isAsking)
            ask(origin, server);
    }
    return Pending([kept = std::move(wait)]() mutable { kept.reset(); });
}

std::shared_ptr<ProxyResolver::Server> ProxyResolver::serverAt(const QUrl& origin)
{
    const QByteArray key = origin.toEncoded();
    if (const auto found = m_servers.find(key); found != m_servers.end())
        return found->second;
    forgetOldest();
    return m_servers.emplace(key, std::make_shared<Server>()).first->second;
}

/// Goes on after everybody has stopped waiting: a late answer serves the next request.
void ProxyResolver::ask(const QUrl& origin, const std::shared_ptr<Server>& server)
{
    server->isAsking = true;
    server->asking =
        m_ask(origin, [this, weak = std::weak_ptr(server)](const Result<Answer>& result) {
            const auto alive = weak.lock();
            if (!alive)
                return;
            alive->isAsking = false;
            learn(*alive, result);
        });
}

void ProxyResolver::learn(Server& server, const Result<Answer>& answer)
{
    const Routes routes = answer ? usable(answer->routes) : Routes();
    if (routes.isEmpty()) {
        server.waiters.answer(
            lastGood(server, answer ? unknown(u"no proxy that can carry TLS"_s) : answer.error()));
    } else if (answer->isSecondBest) {
        const auto better = lastGood(server, {});
        server.waiters.answer(better ? *better : routes);
    } else {
        server.routes = routes;
        server.learnt = m_clock.uptime();
        server.waiters.answer(routes);
    }
}

Result<ProxyResolver::Routes> ProxyResolver::lastGood(const Server& server, Error error) const
{
    if (!server.routes.isEmpty() && m_clock.uptime() - server.learnt <= lastGoodFor)
        return server.routes;
    return tl::unexpected<Error>(std::move(error));
}

void ProxyResolver::forgetOldest()
{
    if (m_servers.size() < maxRemembered)
        return;
    auto oldest = m_servers.end();
    for (auto it = m_servers.begin(); it != m_servers.end(); ++it) {
        if (!it->second->isAsking
            && (oldest == m_servers.end() || it->second->learnt < oldest->second->learnt))
            oldest = it;
    }
    if (oldest != m_servers.end())
        m_servers.erase(oldest);
}

} // namespace lanyard::net
