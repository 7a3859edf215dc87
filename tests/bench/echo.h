// SPDX-License-Identifier: MIT
#pragma once

/// The floor: what any answer over a Unix socket between two processes costs.

#include "tests/bench/samples.h"

#include <cstddef>
#include <optional>
#include <sys/types.h>

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
    std::size_t m_answerSize;
    int m_socket = -1;
    pid_t m_child = -1;
};

} // namespace lanyard::bench
