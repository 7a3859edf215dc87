// SPDX-License-Identifier: MIT
#pragma once

/// Proxies as Windows' settings and proxy scripts write them.
///
/// Pure. What does not parse is left out, so that one slip in a list does not cost the rest; a
/// list of which nothing is left is empty, and never means "no proxy".

#include <QList>
#include <QNetworkProxy>
#include <QStringView>

class QUrl;

namespace lanyard::net {

/// The proxies that `list` names for addresses of `scheme`, in order; at most 16.
///
/// Elements end with ';' or white space. Each is "host", "host:port" or "[address]:port" (an HTTP
/// proxy; port 80), perhaps with "http://" before it, and of one of these kinds:
///
///   "https=host:port"   for that scheme alone; "socks=..." for schemes that have none of their own
///   "host:port"         for all that are not named
///   "PROXY host:port", "HTTP ...", "SOCKS ...", "SOCKS5 ...", "DIRECT"   as in a script's answer
///
/// Left out: "HTTPS host" (TLS to the proxy itself, which Qt does not speak), user names, and what
/// is not a host or a port.
[[nodiscard]] QList<QNetworkProxy> readProxies(QStringView list, QStringView scheme);

/// Whether the exceptions in `list` say that `url` is reached without a proxy. Loopback always is.
///
/// Elements end with ';', ',' or white space: "<local>" (names without a dot), a host or address
/// with any number of '*', perhaps with "scheme://" before it and ":port" after it, or a subnet
/// "10.0.0.0/8". Letters in either case.
[[nodiscard]] bool isExcepted(const QUrl& url, QStringView list);

} // namespace lanyard::net
