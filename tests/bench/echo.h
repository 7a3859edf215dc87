// SPDX-License-Identifier: MIT
#pragma once

/// The floor: what any answer between two processes costs, over what Lanyard is served on: a Unix
/// socket, or a named pipe of Windows in byte mode.

#include "tests/bench/samples.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace lanyard::bench {

/// A child process that answers each line with a line; ended with this object.
class EchoServer
{
public:
    /// Answers are `answerSize` bytes, the line feed included.
    explicit EchoServer(std::size_t answerSize);
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;
    EchoServer(EchoServer&&) = delete;
    EchoServer& operator=(EchoServer&&) = delete;
    ~EchoServer();

    /// `count` round trips with requests of `requestSize` bytes; nothing when the child has died.
    [[nodiscard]] std::optional<Samples> measure(int count, std::size_t requestSize) const;

private:
    std::intptr_t m_connection = -1;
    std::intptr_t m_child = -1;
};

/// Where the child is this program once more, as on Windows: what main() then has to return.
[[nodiscard]] std::optional<int> actAsEcho(int argc, char** argv);

[[nodiscard]] inline std::string lineOf(std::size_t size)
{
    return std::string(size > 0 ? size - 1 : 0, 'x') + '\n';
}

} // namespace lanyard::bench
