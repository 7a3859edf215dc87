// SPDX-License-Identifier: MIT
#include "core/net/http_exchange.h"

#include <atomic>
#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

/// What the main thread holds of a connection.
struct HttpExchange::Link {
    std::atomic<bool> isWithdrawn{false}; ///< Set here: one that has not begun by then never does.
    std::shared_ptr<HttpConnection> connection; ///< Of the network's thread: never touched here.
};

HttpExchange::HttpExchange(const Edges& edges, HttpClient::Completion done)
    : m_edges(edges)
    , m_done(std::move(done))
{
}

HttpExchange::~HttpExchange()
{
    disconnect();
}

void HttpExchange::begin(const QUrl& url, HttpConnection::Plan plan, Milliseconds patience)
{
    m_plan = std::move(plan);
    m_deadline = m_edges.clock.after(patience,
        [this] { finish(fail(Fault::TimedOut, "http.timed_out", u"no answer in time"_s)); });
    m_resolving = m_edges.proxies.resolve(url, [this](Result<ProxyResolver::Routes> routes) {
        if (routes)
            connectBy(std::move(*routes));
        else
            refuse(std::move(routes).error());
    });
}

void HttpExchange::refuse(Error error)
{
    finish(tl::unexpected<Error>(std::move(error)));
}

void HttpExchange::connectBy(ProxyResolver::Routes routes)
{
    m_plan.routes = std::move(routes);
    m_link = std::make_shared<Link>();
    const auto done = [here = m_edges.network.here(), weak = weak_from_this()](
                          Result<HttpReply> result) {
        const auto heard = std::make_shared<Result<HttpReply>>(std::move(result));
        here->put([weak, heard] {
            if (const auto alive = weak.lock())
                alive->finish(std::move(*heard));
        });
    };
    const auto plan = std::make_shared<HttpConnection::Plan>(std::move(m_plan));
    m_edges.network.runThere([link = m_link, plan, done](QObject& there) {
        if (link->isWithdrawn)
            return;
        link->connection = std::make_shared<HttpConnection>(there, done);
        link->connection->begin(std::move(*plan));
    });
}

void HttpExchange::disconnect()
{
    if (!m_link)
        return;
    m_link->isWithdrawn = true;
    m_edges.network.runThere(
        [link = std::exchange(m_link, nullptr)](QObject&) { link->connection.reset(); });
}

void HttpExchange::finish(Result<HttpReply> result)
{
    if (m_result)
        return;
    m_result.emplace(std::move(result));
    m_deadline = {};
    m_resolving = {};
    disconnect();
    m_edges.network.here()->put([weak = weak_from_this()] {
        if (const auto alive = weak.lock())
            alive->deliver(); // `alive`: the completion may drop its Pending, and so us.
    });
}

void HttpExchange::deliver()
{
    std::exchange(m_done, nullptr)(std::move(*m_result));
}

} // namespace lanyard::net
