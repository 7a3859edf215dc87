// SPDX-License-Identifier: MIT
#pragma once

/// What the loopback listener says to a browser, as a value and as bytes.
///
/// Pure.

#include "core/net/loopback_page.h"

#include <QByteArray>

#include <optional>

namespace lanyard::net {

struct LoopbackAnswer {
    int status = 400;
    std::optional<Page> page; ///< Nothing: no body.
    QByteArray location; ///< For 303: an absolute path of our own, never text from a request.
};

/// The bytes to send: no caching, no sniffing, no referrer, no framing, connection closed.
/// `isHead`: the request was HEAD, whose answer has no body (RFC 9110 §9.3.2).
[[nodiscard]] QByteArray toHttp(const LoopbackAnswer& answer, bool isHead);

} // namespace lanyard::net
