// SPDX-License-Identifier: MIT
#pragma once

/// The redirect URI's end of the authorization request (RFC 8252 §7.3, §8.3).
///
/// Main thread only.

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <functional>
#include <memory>

namespace lanyard::net {

/// Listens on loopback for one authorization response. Bound before the browser opens; exclusive;
/// 127.0.0.1 only, or both loopback addresses where the URI says `localhost`.
class LoopbackListener
{
public:
    /// Reads the query of a redirect (what follows '?', still encoded, at most 8 KiB).
    /// An answer of Untrusted or Malformed gets 400 and the wait goes on; any other error ends it.
    using Judge = std::function<Result<Secret>(QByteArrayView query)>;
    using Completion = std::function<void(Result<Secret>)>;

    /// Binds the first of `redirectUris` that can be had. Each is what policy says, exactly; a port
    /// of `*` means any port (`http://127.0.0.1:*/callback`), for providers known to allow that.
    ///
    /// Errors  Misconfigured "loopback.uri" (not http, not loopback, a query or fragment, empty
    ///         list); System "loopback.ports" when every port is taken or excluded (P1).
    [[nodiscard]] static Result<std::unique_ptr<LoopbackListener>> bind(
        const QByteArrayList& redirectUris);

    LoopbackListener() = default;
    virtual ~LoopbackListener();
    Q_DISABLE_COPY_MOVE(LoopbackListener)

    /// The redirect_uri to send, with the port that is bound. Byte for byte what a policy entry
    /// says where that has a fixed port.
    [[nodiscard]] virtual QByteArray redirectUri() const = 0;

    /// Serves requests until the judge accepts one, then answers `done` once from the event loop.
    /// Success is consumed once: the browser is sent on to a page whose address has no code, and
    /// repeats get the same page until this object is destroyed. Call once.
    ///
    /// The browser fetches that page after `done` was called: keep this object for a minute, or
    /// until the next sign-in needs its port. `done` may destroy it, at the price of the page.
    virtual void await(Judge judge, Completion done) = 0;

    /// Somebody spoke TLS here, as a browser does that was told once to use https for this host
    /// (P6). When no redirect comes this is the likely reason; the cure is a 127.0.0.1 entry.
    [[nodiscard]] virtual bool sawTls() const;
};

} // namespace lanyard::net
