// SPDX-License-Identifier: MIT
#include "core/net/http_exchange.h"

#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

HttpExchange::HttpExchange(const Edges& edges, HttpClient::Completion done)
    : m_edges(edges)
    , m_done(std::move(done))
{
}

HttpExchange::~HttpExchange()
{
    if (m_connection)
        m_edges.network.runThere([kept = std::move(m_connection)]() mutable { kept.reset(); });
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
    NetworkThread& network = m_edges.network;
    m_connection = std::make_shared<HttpConnection>(
        network.there(), [&network, weak = weak_from_this()](Result<HttpReply> result) {
            const auto heard = std::make_shared<Result<HttpReply>>(std::move(result));
            network.runHere([weak, heard] {
                if (const auto alive = weak.lock())
                    alive->finish(std::move(*heard));
            });
        });
    const auto plan = std::make_shared<HttpConnection::Plan>(std::move(m_plan));
    network.runThere([weak = std::weak_ptr(m_connection), plan] {
        if (const auto alive = weak.lock())
            alive->begin(std::move(*plan));
    });
}

void HttpExchange::finish(Result<HttpReply> result)
{
    if (m_result)
        return;
    m_result.emplace(std::move(result));
    m_deadline = {};
    m_resolving = {};
    m_edges.network.runHere([weak = weak_from_this()] {
        if (const auto alive = weak.lock())
            alive->deliver(); // `alive`: the completion may drop its Pending, and so us.
    });
}

void HttpExchange::deliver()
{
    std::exchange(m_done, nullptr)(std::move(*m_result));
}

} // namespace lanyard::net
