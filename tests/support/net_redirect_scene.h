// SPDX-License-Identifier: MIT
#pragma once

/// A listener that waits for one redirect, and what it has said so far.

#include "core/net/loopback_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_raw_client.h"

#include <QByteArray>
#include <QByteArrayList>

#include <memory>

namespace lanyard::test {

struct NetRedirectScene {
    static constexpr auto right = "/cb?code=the-code&state=right";
    static constexpr auto refused = "/cb?error=access_denied&state=right";

    FakeClock clock;
    std::unique_ptr<net::LoopbackServer> server;
    quint16 port = 0;
    QByteArray host; ///< What an honest Host header says.
    int judged = 0;
    QByteArrayList results; ///< Codes, or the names of errors.

    /// False when nothing can be bound.
    bool open(const QByteArray& uri = "http://127.0.0.1:*/cb")
    {
        auto created = net::LoopbackServer::create({uri}, clock);
        if (!created)
            return false;
        server = std::move(*created);
        const QByteArray bound = server->redirectUri();
        host = bound.mid(7, bound.indexOf('/', 7) - 7);
        port = host.mid(host.lastIndexOf(':') + 1).toUShort();
        server->await([this](QByteArrayView query) { return judge(query); },
            [this](const Result<Secret>& result) {
                results.append(result ? result->view().toByteArray() : result.error().code);
            });
        return true;
    }

    [[nodiscard]] QByteArray get(const QByteArray& target) const
    {
        return netAsk(port, netGet(target, host));
    }

private:
    Result<Secret> judge(QByteArrayView query)
    {
        ++judged;
        if (query == QByteArrayView(right).sliced(4))
            return Secret("the-code");
        if (query == QByteArrayView(refused).sliced(4))
            return fail(Fault::AccessDenied, "redirect.access_denied");
        return fail(Fault::Untrusted, "redirect.state");
    }
};

} // namespace lanyard::test
