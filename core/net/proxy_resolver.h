// SPDX-License-Identifier: MIT
#pragma once

/// Which proxy leads to a server. Main thread only.

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"

#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QUrl>

#include <functional>
#include <map>
#include <memory>

namespace lanyard::net {

/// Finds the ways to a server without waiting for ever: asking the system may mean fetching a
/// script from a server that is not there (P63). Remembers the last good answer of each server.
class ProxyResolver
{
public:
    /// In this order, while a proxy cannot be had; never empty. NoProxy stands for "directly".
    using Routes = QList<QNetworkProxy>;
    using Completion = std::function<void(Result<Routes>)>;

    struct Answer {
        Routes routes;
        /// What was configured to decide did not answer, and these are what is left.
        bool isSecondBest = false;
    };

    using Lookup = std::function<Pending(const QUrl&, std::function<void(Result<Answer>)>)>;

    /// A script that works answers within a second; to find that a network has none takes some.
    static constexpr Milliseconds patience = std::chrono::seconds{8};
    /// A laptop taken home must find its own way there before long.
    static constexpr Milliseconds lastGoodFor = std::chrono::minutes{15};
    static constexpr std::size_t maxRemembered = 64; ///< An agent talks to three or four.

    /// `ask` is askSystemForProxies; tests have their own. `clock` outlives the result.
    ProxyResolver(Lookup ask, Clock& clock);
    ~ProxyResolver();
    Q_DISABLE_COPY_MOVE(ProxyResolver)

    /// Answers once from the event loop, at the latest after `patience`. `ask` hears scheme, host
    /// and port, never path or query, and is asked once for all who wait for the same server.
    ///
    /// A loopback address is never anybody's to forward, whatever is configured (P18). Proxies that
    /// cannot carry TLS through are left out, and so are user names and passwords: they would be
    /// sent in clear.
    ///
    /// Where the system fails, has only a second best, or says nothing in time: the last good
    /// answer. Without one, the second best; or an error, and not the direct way, which might be a
    /// way round a proxy that nobody has named yet.
    ///
    /// Errors  Unreachable "http.proxy_unknown".
    [[nodiscard]] Pending resolve(const QUrl& url, Completion done);

private:
    struct Server;
    struct Wait;

    [[nodiscard]] std::shared_ptr<Server> serverAt(const QUrl& origin);
    void ask(const QUrl& origin, const std::shared_ptr<Server>& server);
    void learn(Server& server, const Result<Answer>& answer);
    [[nodiscard]] Result<Routes> lastGood(const Server& server, Error error) const;
    void forgetOldest();

    Lookup m_ask;
    Clock& m_clock;
    QObject m_events;
    std::map<QByteArray, std::shared_ptr<Server>> m_servers;
};

} // namespace lanyard::net
