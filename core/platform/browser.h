// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>

namespace lanyard::platform {

/// Opens addresses for the person. Two implementations: SystemBrowser and the tests' fake.
class Browser
{
public:
    using Completion = std::function<void(Result<>)>;

    Browser() = default;
    virtual ~Browser();
    Q_DISABLE_COPY_MOVE(Browser)

    /// Asks the system to show `url` and returns at once; `done` says whether something was
    /// started, never whether anyone looked. Never logs the address.
    ///
    /// Errors  System "browser.none" (nothing opens web pages), "browser.start" (it did not start).
    virtual Pending open(const QUrl& url, Completion done) = 0;
};

/// What policy says about the browser.
struct BrowserChoice {
    /// Empty: the system's default. Otherwise a program and its arguments, `{url}` replaced by the
    /// address as one argument; without `{url}` the address is appended.
    QStringList command;
};

} // namespace lanyard::platform
