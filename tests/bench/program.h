// SPDX-License-Identifier: MIT
#pragma once

/// Starting a program in surroundings of its own, and how much memory it then takes.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lanyard::bench {

/// A folder that is removed with what is in it.
class TemporaryFolder
{
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::string& path() const noexcept { return m_path; }

private:
    std::string m_path;
};

struct Memory {
    double rssKiB = 0;
    double pssKiB = 0; ///< Each shared page counted as its share.
};

/// A child process with a login session, data folders and no keyring of its own, so that starting
/// an agent disturbs no other and no stored session. Ended with this object.
class Program
{
public:
    Program(std::vector<std::string> command, const TemporaryFolder& home);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(Program&&) = delete;
    ~Program();

    /// Waits until the program has written a line. False when it has ended, or 20 s are over.
    [[nodiscard]] bool waitForLine() const;
    [[nodiscard]] bool isRunning();
    [[nodiscard]] std::optional<Memory> memory() const; ///< From smaps_rollup.

private:
    pid_t m_pid = -1;
    int m_output = -1;
};

/// Makes this process a client of the agent that Program starts in `home`.
void lookIn(const TemporaryFolder& home);

} // namespace lanyard::bench
