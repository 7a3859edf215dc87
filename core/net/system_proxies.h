// SPDX-License-Identifier: MIT
#pragma once

/// What this person's system says about proxies. Main thread only.

#include "core/net/proxy_resolver.h"

namespace lanyard::net {

/// Asks the system for the ways to `url`. It takes as long as the system takes: a proxy script
/// that cannot be fetched costs many seconds, so put a ProxyResolver before it.
///
/// Windows: what the person's Internet settings say, to which Group Policy's are written:
/// automatic detection, then a script, then a list; where they say nothing, what `netsh winhttp`
/// set for the machine. Where detection or the script yields nothing, what comes after it is the
/// second best, as in Windows' own programs.
///
/// Errors  Unreachable "http.proxy_unknown": what is set names no proxy that can be used.
[[nodiscard]] Pending askSystemForProxies(
    const QUrl& url, std::function<void(Result<ProxyResolver::Answer>)> done);

} // namespace lanyard::net
