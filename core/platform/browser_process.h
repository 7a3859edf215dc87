// SPDX-License-Identifier: MIT
#pragma once

/// A program started for the person, and watched without waiting. Main thread only.

#include "core/base/result.h"

#include <QByteArrayList>
#include <QList>
#include <QStringList>

#include <functional>
#include <memory>

namespace lanyard::platform {

/// Commands that open an address in the person's own browser, best first; `{url}` is its place.
[[nodiscard]] QList<QStringList> defaultBrowserCommands();

/// Lives on its own: destroying this stops the watching and nothing else.
class BrowserProcess
{
public:
    /// Called once, from the event loop, when the program has ended; 128 and more: by a signal.
    /// May not destroy the BrowserProcess at once.
    using Ended = std::function<void(int exitCode)>;

    BrowserProcess() = default;
    virtual ~BrowserProcess();
    Q_DISABLE_COPY_MOVE(BrowserProcess)

    [[nodiscard]] virtual bool isEnded() const = 0;

    /// Starts `arguments`, the program first (searched in PATH unless it is a path), each argument
    /// byte for byte. It has no terminal of ours, and no standard input, output or error.
    ///
    /// Errors  System "browser.start", with errno: missing, not executable, no resources.
    [[nodiscard]] static Result<std::unique_ptr<BrowserProcess>> start(
        const QByteArrayList& arguments, Ended ended);
};

} // namespace lanyard::platform
