// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/handover.h"
#include "app/cli/help.h"
#include "app/cli/output.h"
#include "app/start/library_search.h"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace lanyard::cli;

Exit ask(Exit (*command)(lanyard_client*, const Arguments&), const Arguments& arguments)
{
    lanyard_client* client = nullptr;
    if (lanyard_client_open(&client) != LANYARD_OK)
        return printFailure(Exit::Other, "fault", "there is no memory left", arguments.json);
    const Exit ended = command(client, arguments);
    lanyard_client_close(client);
    return ended;
}

Exit run(const Arguments& arguments)
{
    switch (arguments.command) {
    case Command::Help:
        return print(helpText);
    case Command::Version:
        if (arguments.json)
            return print(std::string(R"({"version":")") + lanyard_version() + "\"}");
        return print(std::string("lanyard ") + lanyard_version());
    case Command::SignIn:
        return ask(signIn, arguments);
    case Command::SignOut:
        return ask(signOut, arguments);
    case Command::Status:
        return ask(status, arguments);
    case Command::Token:
        return ask(token, arguments);
    case Command::Identity:
        return ask(identity, arguments);
    }
    return Exit::Usage;
}

Exit complainOfUse(const std::string& mistake, bool asJson)
{
    const Exit ended = printFailure(Exit::Usage, "bad_argument", printable(mistake), asJson);
    if (!asJson)
        complain("lanyard --help tells how it is used");
    return ended;
}

Exit begin(char** argv, const std::vector<std::string>& words)
{
    const bool asJson = wantsJson(words);
    if (!words.empty() && isAdminCommand(words.front())) {
        becomeAdmin(argv);
        return printFailure(Exit::Other,
            "not_installed",
            "lanyard-admin is not installed beside this program",
            asJson);
    }
    const Reading reading = readArguments(words);
    return reading.mistake ? complainOfUse(*reading.mistake, asJson) : run(reading.arguments);
}

} // namespace

int main(int argc, char** argv)
{
    lanyard::start::searchSystemLibrariesOnly();
    std::vector<std::string> words;
    try {
        words.assign(argv + (argc > 0 ? 1 : 0), argv + argc);
        return static_cast<int>(begin(argv, words));
    } catch (const std::exception& problem) { // Memory; an answer that is no JSON cannot come here.
        if (wantsJson(words)) // Nothing that could fail again.
            std::puts(
                R"({"error":{"code":"fault","message":"","reference":"","retry_after_ms":0}})");
        complain(problem.what());
        return static_cast<int>(Exit::Other);
    }
}
