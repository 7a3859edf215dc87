// SPDX-License-Identifier: MIT
#include "app/admin/agent_probe.h"
#include "app/admin/commands.h"
#include "app/config/trusted_reader.h"
#include "app/start/library_search.h"
#include "core/base/log.h"
#include "core/base/system_clock.h"

#include <QCoreApplication>

#include <cstdio>

using namespace lanyard;
using namespace lanyard::admin;

namespace {

constexpr Milliseconds patience{2000}; // Twice what a busy agent may take for agent.hello.

void print(std::FILE* stream, const QByteArray& bytes)
{
    static_cast<void>(
        std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream));
}

} // namespace

int main(int argc, char* argv[])
{
    start::searchSystemLibrariesOnly();
    installLogHandler();
    const QCoreApplication application(argc, argv);

    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const auto invocation = readArguments(arguments);
    if (!invocation) {
        const Error& why = invocation.error();
        if (wantsJson(arguments))
            print(stdout, rendered(failureReport(ExitCode::Usage, why), {.json = true}));
        else
            print(stderr, (why.detail + QStringLiteral("\n\n") + usage()).toUtf8());
        return static_cast<int>(ExitCode::Usage);
    }
    if (invocation->help) {
        print(stdout, usage().toUtf8());
        return static_cast<int>(ExitCode::Ok);
    }

    SystemClock clock;
    const Report report = run(*invocation,
        {.clock = clock,
            .machineDirectory = config::machineConfigDirectory(),
            .readerFor = config::trustedReaderFor,
            .machinePolicy = config::machinePolicySources,
            .agentHello = [] { return askAgent(patience); },
            .agentHealth = [] { return askAgentHealth(patience); }});
    // An error of ours goes where errors go, unless a program reads the answer.
    const bool isError = report.json.contains(QStringLiteral("error")) && !invocation->json;
    print(isError ? stderr : stdout, rendered(report, *invocation));
    if (!invocation->json)
        print(stderr, report.note.toUtf8());
    return static_cast<int>(report.exitCode);
}
