// SPDX-License-Identifier: MIT
#include "core/platform/system_browser.h"

#include "core/platform/browser_command.h"
#include "core/platform/browser_process.h"

#include <optional>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// xdg-open: "A required tool could not be found."
constexpr int noBrowserFound = 3;

} // namespace

/// One call of open(), kept by its Pending.
class SystemBrowser::Attempt : public std::enable_shared_from_this<SystemBrowser::Attempt>
{
public:
    Attempt(QObject& events, Completion done)
        : m_events(events)
        , m_done(std::move(done))
    {
    }

    void waitUntil(Pending deadline)
    {
        if (!m_result)
            m_deadline = std::move(deadline);
    }

    void finish(Result<> result)
    {
        if (m_result)
            return;
        m_result.emplace(std::move(result));
        m_deadline = {};
        const auto deliver = [weak = weak_from_this()] {
            if (const auto alive = weak.lock())
                std::exchange(alive->m_done, nullptr)(std::move(*alive->m_result));
        };
        QMetaObject::invokeMethod(&m_events, deliver, Qt::QueuedConnection);
    }

private:
    QObject& m_events;
    Completion m_done;
    std::optional<Result<>> m_result;
    Pending m_deadline;
};

SystemBrowser::SystemBrowser(BrowserChoice choice, Clock& clock)
    : m_choice(std::move(choice))
    , m_clock(clock)
{
}

SystemBrowser::~SystemBrowser() = default;

Pending SystemBrowser::open(const QUrl& url, Completion done)
{
    auto attempt = std::make_shared<Attempt>(m_events, std::move(done));
    if (const auto started = start(url, attempt); !started)
        attempt->finish(started);
    else // Still there by then: it is the browser itself.
        attempt->waitUntil(
            m_clock.after(patience, [waiting = attempt.get()] { waiting->finish({}); }));
    return Pending([kept = std::move(attempt)]() mutable { kept.reset(); });
}

Result<> SystemBrowser::start(const QUrl& url, const std::weak_ptr<Attempt>& attempt)
{
    LY_TRY(const auto address, browserAddress(url));
    const bool isDefault = m_choice.command.isEmpty();
    const QList<QStringList> commands =
        isDefault ? defaultBrowserCommands() : QList<QStringList>{m_choice.command};

    const auto ended = [this, attempt, isDefault](int exitCode) {
        QMetaObject::invokeMethod(
            &m_events, [this] { sweep(); }, Qt::QueuedConnection);
        if (const auto waiting = attempt.lock())
            waiting->finish(verdict(exitCode, isDefault));
    };
    int native = 0;
    for (const QStringList& command : commands) {
        auto process = BrowserProcess::start(browserArguments(command, address), ended);
        if (process) {
            m_processes.push_back(std::move(*process));
            return {};
        }
        native = process.error().native;
    }
    if (isDefault)
        return fail(Fault::System, "browser.none", u"nothing here opens web pages"_s, native);
    return fail(Fault::System, "browser.start", u"the configured browser did not start"_s, native);
}

Result<> SystemBrowser::verdict(int exitCode, bool isDefault)
{
    if (exitCode == 0)
        return {};
    if (isDefault && exitCode == noBrowserFound)
        return fail(Fault::System, "browser.none", u"nothing here opens web pages"_s, exitCode);
    return fail(Fault::System, "browser.start", u"the browser gave up at once"_s, exitCode);
}

void SystemBrowser::sweep()
{
    std::erase_if(m_processes, [](const auto& process) { return process->isEnded(); });
}

} // namespace lanyard::platform
