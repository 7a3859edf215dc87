// SPDX-License-Identifier: MIT
#include "app/agent/agent.h"
#include "app/agent/command_line.h"
#include "app/agent/process_hardening.h"
#include "app/agent/quit_signals.h"
#include "app/agent/second_start.h"
#include "app/start/library_search.h"
#include "core/base/log.h"
#include "core/platform/runtime_directory.h"

#include <QApplication>

namespace {

/// Documented in docs/cli.md.
constexpr int alreadyRunning = 3;
constexpr int cannotServe = 4;

constexpr lanyard::Milliseconds patience = std::chrono::seconds{5};

} // namespace

int main(int argc, char** argv)
{
    lanyard::start::searchSystemLibrariesOnly();
    lanyard::agent::hardenProcess();
    lanyard::installLogHandler();
    const QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Lanyard"));
    QApplication::setApplicationVersion(QStringLiteral(LANYARD_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("lanyard"));
    QApplication::setQuitOnLastWindowClosed(false);

    int exitCode = 0;
    const auto options =
        lanyard::agent::readCommandLine(QApplication::arguments().mid(1), exitCode);
    if (!options)
        return exitCode;

    auto agent = lanyard::agent::Agent::create({options->configDirectory, options->show});
    if (!agent) {
        const auto& error = agent.error();
        qCCritical(lanyard::logAgent) << error.code << error.detail << error.reference;
        if (error.code != "lock.held")
            return cannotServe;
        if (const auto shown = lanyard::agent::showTheOther(patience); !shown)
            qCCritical(lanyard::logAgent) << shown.error().code << shown.error().detail;
        return alreadyRunning;
    }
    bool isRemoved = false;
    const lanyard::agent::QuitSignals signals({.leave = [&agent] { (*agent)->leave(); },
        .signOutAndLeave =
            [&] {
                isRemoved = true;
                (*agent)->signOutAndLeave();
            }});
    QObject::connect(
        agent->get(),
        &lanyard::agent::Agent::left,
        &application,
        [] { QApplication::quit(); },
        Qt::QueuedConnection);
    const int ended = QApplication::exec();
    if (isRemoved) {
        agent->reset();
        lanyard::platform::removeRuntimeFiles();
    }
    return ended;
}
