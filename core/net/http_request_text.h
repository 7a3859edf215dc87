// SPDX-License-Identifier: MIT
#pragma once

/// A request as the bytes that go on the wire (RFC 9112 §3, §5). Pure.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/net/http_client.h"

namespace lanyard::net {

/// HTTP/1.1, origin-form, one request for one connection. `request.url` has been checked.
///
/// Errors  Misconfigured "http.header": a header or the bearer token holds what would end its
///         line, or a header is one that this function sets.
[[nodiscard]] Result<Secret> requestText(const HttpRequest& request);

} // namespace lanyard::net
