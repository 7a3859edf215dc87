// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"

#include <cctype>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::wire {

namespace {

std::string sessionName()
{
    const char* const id = std::getenv("XDG_SESSION_ID"); // NOLINT(concurrency-mt-unsafe)
    std::string name;
    for (const char* c = id == nullptr ? "" : id; *c != '\0' && name.size() < 32; ++c) {
        if (std::isalnum(static_cast<unsigned char>(*c)) != 0 || *c == '-' || *c == '_')
            name += *c;
    }
    return name.empty() ? "default" : name;
}

} // namespace

std::optional<std::string> agentEndpoint()
{
    const char* const directory = std::getenv("XDG_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe)
    struct stat status = {};
    if (directory == nullptr || stat(directory, &status) != 0 || !S_ISDIR(status.st_mode)
        || status.st_uid != getuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return std::nullopt;
    return std::string(directory) + "/lanyard-" + sessionName() + "/agent.sock";
}

std::optional<std::string> newAgentEndpoint()
{
    return agentEndpoint();
}

bool publishAgentEndpoint(const std::string& /*endpoint*/)
{
    return true; // Its place says it all.
}

void withdrawAgentEndpoint(const std::string& /*endpoint*/) { }

} // namespace lanyard::wire
