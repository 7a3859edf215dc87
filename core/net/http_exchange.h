// SPDX-License-Identifier: MIT
#pragma once

/// One request from its sending to its answer: the proxies found, the connection made elsewhere,
/// the deadline kept here. Main thread only.

#include "core/base/clock.h"
#include "core/net/http_client.h"
#include "core/net/http_connection.h"
#include "core/net/network_thread.h"
#include "core/net/proxy_resolver.h"

#include <memory>
#include <optional>

namespace lanyard::net {

class HttpExchange : public std::enable_shared_from_this<HttpExchange>
{
public:
    struct Edges {
        Clock& clock;
        NetworkThread& network;
        ProxyResolver& proxies;
    };

    /// What `edges` name outlives the exchange.
    HttpExchange(const Edges& edges, HttpClient::Completion done);
    ~HttpExchange();
    Q_DISABLE_COPY_MOVE(HttpExchange)

    /// Call one of these two, once. Both return at once. `plan` has no routes yet: they are found
    /// for `url`, within the same `patience`.
    void begin(const QUrl& url, HttpConnection::Plan plan, Milliseconds patience);
    void refuse(Error error);

private:
    struct Link;

    void connectBy(ProxyResolver::Routes routes);
    void disconnect();
    void finish(Result<HttpReply> result);
    void deliver();

    Edges m_edges;
    HttpClient::Completion m_done;
    HttpConnection::Plan m_plan;
    std::optional<Result<HttpReply>> m_result;
    std::shared_ptr<Link> m_link; ///< None before the proxies are known, and after the end.
    Pending m_deadline;
    Pending m_resolving;
};

} // namespace lanyard::net
