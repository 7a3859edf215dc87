// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/handover.h"
#include "app/cli/help.h"
#include "app/cli/output.h"

#include <exception>
#include <string>
#include <vector>

namespace {

using namespace lanyard::cli;

Exit ask(Exit (*command)(lanyard_client*, const Arguments&), const Arguments& arguments)
{
    lanyard_client* client = nullptr;
    if (lanyard_client_open(&client) != LANYARD_OK) {
        complain("there is no memory left");
        return Exit::Other;
    }
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

} // namespace

int main(int argc, char** argv)
{
    try {
        const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
        if (!words.empty() && isAdminCommand(words.front())) {
            becomeAdmin(argv);
            complain("lanyard-admin is not installed beside this program");
            return static_cast<int>(Exit::Other);
        }
        const Reading reading = readArguments(words);
        if (reading.mistake) {
            complain(printable(*reading.mistake));
            complain("lanyard --help tells how it is used");
            return static_cast<int>(Exit::Usage);
        }
        return static_cast<int>(run(reading.arguments));
    } catch (const std::exception& problem) { // Memory; an answer that is no JSON cannot come here.
        complain(problem.what());
        return static_cast<int>(Exit::Other);
    }
}
