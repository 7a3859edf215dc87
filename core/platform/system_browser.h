// SPDX-License-Identifier: MIT
#pragma once

/// The person's browser. Main thread only.

#include "core/base/clock.h"
#include "core/platform/browser.h"

#include <QObject>

#include <memory>
#include <vector>

namespace lanyard::platform {

class BrowserProcess;

/// Starts what policy says, else what the system says, and watches it for a moment: a launcher
/// that gives up at once is a failure, one that stays is a browser. What was started outlives us.
///
/// Never logs the address, nor lets the browser write on our standard output and error.
///
/// Errors  As Browser::open, and Misconfigured "browser.url" (browser_command.h).
class SystemBrowser final : public Browser
{
public:
    /// A launcher that found no browser says so well within this.
    static constexpr Milliseconds patience = std::chrono::seconds{3};

    /// `clock` outlives the result.
    SystemBrowser(BrowserChoice choice, Clock& clock);
    ~SystemBrowser() override;
    Q_DISABLE_COPY_MOVE(SystemBrowser)

    /// Withdrawing stops the watching, not the browser.
    Pending open(const QUrl& url, Completion done) override;

private:
    class Attempt;

    [[nodiscard]] Result<> start(const QUrl& url, const std::weak_ptr<Attempt>& attempt);
    [[nodiscard]] static Result<> verdict(int exitCode, bool isDefault);
    void sweep();

    BrowserChoice m_choice;
    Clock& m_clock;
    std::vector<std::unique_ptr<BrowserProcess>> m_processes; ///< Until they end.
    QObject m_events; ///< What is queued for us dies with it. Last: it goes first.
};

} // namespace lanyard::platform
