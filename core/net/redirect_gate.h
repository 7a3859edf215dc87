// SPDX-License-Identifier: MIT
#pragma once

/// Which request is the authorization response, and what each request is told.
///
/// Pure but for one random page address: no sockets, no clock.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/net/http_request_head.h"
#include "core/net/loopback_answer.h"
#include "core/net/loopback_listener.h"

#include <QByteArray>

#include <optional>

namespace lanyard::net {

/// Lets exactly one redirect through. Whatever else comes (favicons, prefetches, probes, pages of
/// other sites, programs of other users) changes nothing (P7, P9).
class RedirectGate
{
public:
    /// Of the redirect URI in use: what Host must say, and the path of the callback.
    struct Place {
        QByteArray authority;
        QByteArray path;
    };

    RedirectGate(Place place, LoopbackListener::Judge judge);

    /// Rules, in this order:
    ///   1. Host is the bound authority, else 400: a page that had its own name resolve to this
    ///      computer is not our browser.
    ///   2. The method is GET, else 405.
    ///   3. The favicon is 204; the result page is there once there is a result; any other path
    ///      but the callback is 404.
    ///   4. After the first result every callback is sent on to the result page, unread (P8).
    ///   5. The judge accepts, or ends the wait with an error: both are the result. Untrusted and
    ///      Malformed are 400, and the wait goes on.
    [[nodiscard]] LoopbackAnswer answer(const RequestHead& request);

    /// The result, once; nothing before there is one and after it was taken.
    [[nodiscard]] std::optional<Result<Secret>> takeResult();

private:
    LoopbackAnswer judge(QByteArrayView query);

    Place m_place;
    LoopbackListener::Judge m_judge;
    QByteArray m_resultPath; ///< Unguessable, so that no site can tell a sign-in took place.
    std::optional<Page> m_resultPage;
    std::optional<Result<Secret>> m_result;
};

} // namespace lanyard::net
