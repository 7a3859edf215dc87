// SPDX-License-Identifier: MIT
#pragma once

/// What Windows' proxy settings come to, once their script has been asked. Pure.

#include "core/net/proxy_resolver.h"

#include <QString>

#include <optional>

namespace lanyard::net {

/// A list of proxies and its exceptions, as proxy_text.h reads them.
struct ProxyList {
    QString proxies;
    QString exceptions;
};

struct ProxySettings {
    bool hasScript = false; ///< Automatic detection or a script's address is set.
    /// What the script said; none when it, or the detection of it, failed.
    std::optional<ProxyResolver::Routes> script;
    ProxyList person;
    ProxyList machine;
};

/// The script's answer; where there is none, the person's list; where that is empty, the
/// machine's; where that is empty too, the direct way. A list that names no usable proxy for
/// `url` but is there for others does not stand in the way of it: Windows goes directly then.
///
/// Errors  Unreachable "http.proxy_unknown": of what is named nothing can be used.
[[nodiscard]] Result<ProxyResolver::Answer> decideProxies(
    const QUrl& url, const ProxySettings& settings);

} // namespace lanyard::net
