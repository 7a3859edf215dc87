// SPDX-License-Identifier: MIT
#pragma once

/// Which program opens an address, and with which arguments. Pure.

#include "core/base/result.h"
#include "core/platform/browser.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QStringList>
#include <QUrl>

namespace lanyard::platform {

/// `url` as the one argument that a browser gets. Never through a shell.
///
/// Errors  Misconfigured "browser.url": neither https nor http to this computer, or a user name in
///         it. Such an address comes from a wrong provider, and could start anything.
[[nodiscard]] Result<QByteArray> browserAddress(const QUrl& url);

/// `command` with `{url}` replaced wherever it is the whole or a part of an argument; appended
/// where it is in none. The program itself is never replaced.
[[nodiscard]] QByteArrayList browserArguments(
    const QStringList& command, const QByteArray& address);

} // namespace lanyard::platform
