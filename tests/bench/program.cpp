// SPDX-License-Identifier: MIT
#include "tests/bench/program.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lanyard::bench {

namespace {

constexpr int patience = 20'000; ///< Milliseconds.
constexpr const char* ownSession = "bench";

void setOwnSurroundings(const std::string& home)
{
    for (const char* const name :
        {"XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        setenv(name, home.c_str(), 1);
    setenv("XDG_SESSION_ID", ownSession, 1);
    setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);
}

} // namespace

TemporaryFolder::TemporaryFolder()
    : m_path("/tmp/lanyard-bench-XXXXXX")
{
    if (mkdtemp(m_path.data()) == nullptr)
        m_path.clear();
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

Program::Program(std::vector<std::string> command, const TemporaryFolder& home)
{
    std::array<int, 2> ends = {-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    std::vector<char*> arguments;
    for (std::string& word : command)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    m_pid = fork();
    if (m_pid == 0) {
        setOwnSurroundings(home.path());
        dup2(ends[1], STDOUT_FILENO);
        execv(arguments.front(), arguments.data());
        _exit(127);
    }
    ::close(ends[1]);
    m_output = ends[0];
}

Program::~Program()
{
    ::close(m_output);
    if (m_pid <= 0)
        return;
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
}

bool Program::waitForLine() const
{
    pollfd output = {.fd = m_output, .events = POLLIN, .revents = 0};
    char byte = '\0';
    return poll(&output, 1, patience) > 0 && read(m_output, &byte, 1) == 1;
}

bool Program::isRunning()
{
    if (m_pid > 0 && waitpid(m_pid, nullptr, WNOHANG) != 0)
        m_pid = -1;
    return m_pid > 0;
}

std::optional<Memory> Program::memory() const
{
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/smaps_rollup");
    Memory memory;
    for (std::string word; file >> word;) {
        if (word == "Rss:")
            file >> memory.rssKiB;
        else if (word == "Pss:")
            file >> memory.pssKiB;
    }
    if (memory.pssKiB <= 0)
        return std::nullopt;
    return memory;
}

void lookIn(const TemporaryFolder& home)
{
    setenv("XDG_RUNTIME_DIR", home.path().c_str(), 1);
    setenv("XDG_SESSION_ID", ownSession, 1);
}

} // namespace lanyard::bench
