// SPDX-License-Identifier: MIT
#include "core/net/loopback_listener.h"

#include "core/base/system_clock.h"
#include "core/net/loopback_server.h"

#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

/// How often the system may pick, for `localhost`, a port that is free on one family only.
constexpr int picks = 16;

using Sockets = LoopbackServer::Sockets;

Result<Sockets> listenOnOne(
    LoopbackFamily family, quint16 port, const LoopbackServer::Listen& listen)
{
    LY_TRY(auto only, listen(family, port));
    Sockets sockets;
    sockets.push_back(std::move(only));
    return sockets;
}

/// Both addresses that `localhost` can mean, on one port. Somebody else on one of them would be
/// sent half the redirects; only where the computer has no such family is one enough (P4).
Result<Sockets> listenOnBoth(quint16 port, const LoopbackServer::Listen& listen)
{
    auto sockets = listenOnOne(LoopbackFamily::V4, port, listen);
    if (!sockets) {
        if (sockets.error().code != "loopback.family")
            return sockets;
        return listenOnOne(LoopbackFamily::V6, port, listen);
    }
    auto other = listen(LoopbackFamily::V6, sockets->front()->serverPort());
    if (other)
        sockets->push_back(std::move(*other));
    else if (other.error().code != "loopback.family")
        return tl::unexpected<Error>(std::move(other).error());
    return sockets;
}

Result<Sockets> listenFor(const RedirectUri& uri, const LoopbackServer::Listen& listen)
{
    const quint16 port = uri.port.value_or(0);
    switch (uri.host) {
    case RedirectUri::Host::V4:
        return listenOnOne(LoopbackFamily::V4, port, listen);
    case RedirectUri::Host::V6:
        return listenOnOne(LoopbackFamily::V6, port, listen);
    case RedirectUri::Host::Localhost:
        break;
    }
    auto sockets = listenOnBoth(port, listen);
    for (int left = uri.port ? 0 : picks - 1; !sockets && left > 0; --left)
        sockets = listenOnBoth(port, listen);
    return sockets;
}

Result<std::vector<RedirectUri>> parseAll(const QByteArrayList& entries)
{
    if (entries.isEmpty())
        return fail(Fault::Misconfigured, "loopback.uri", u"no redirect URI is configured"_s);
    std::vector<RedirectUri> uris;
    for (const QByteArray& entry : entries) {
        LY_TRY(auto uri, parseRedirectUri(entry));
        uris.push_back(std::move(uri));
    }
    return uris;
}

/// The listener of production: brings its own clock.
class ClockedListener final : public LoopbackListener
{
public:
    [[nodiscard]] Result<> open(const QByteArrayList& redirectUris)
    {
        LY_TRY(m_server, LoopbackServer::create(redirectUris, m_clock));
        return {};
    }

    [[nodiscard]] QByteArray redirectUri() const override { return m_server->redirectUri(); }

    void await(Judge judge, Completion done) override
    {
        m_server->await(std::move(judge), std::move(done));
    }

    [[nodiscard]] bool sawTls() const override { return m_server->sawTls(); }

private:
    SystemClock m_clock;
    std::unique_ptr<LoopbackServer> m_server;
};

} // namespace

LoopbackListener::~LoopbackListener() = default;

bool LoopbackListener::sawTls() const
{
    return false;
}

Result<std::unique_ptr<LoopbackListener>> LoopbackListener::bind(const QByteArrayList& redirectUris)
{
    auto listener = std::make_unique<ClockedListener>();
    LY_CHECK(listener->open(redirectUris));
    return listener;
}

Result<std::unique_ptr<LoopbackServer>> LoopbackServer::create(
    const QByteArrayList& redirectUris, Clock& clock, const Listen& listen)
{
    LY_TRY(const auto uris, parseAll(redirectUris));
    int native = 0;
    for (const RedirectUri& uri : uris) {
        auto sockets = listenFor(uri, listen);
        if (sockets)
            return std::make_unique<LoopbackServer>(uri, std::move(*sockets), clock);
        native = sockets.error().native;
    }
    return fail(Fault::System,
        "loopback.ports",
        u"none of the %1 configured ports can be had"_s.arg(uris.size()),
        native);
}

} // namespace lanyard::net
