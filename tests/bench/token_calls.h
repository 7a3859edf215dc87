// SPDX-License-Identifier: MIT
#pragma once

/// token.get through the client library over one kept connection, as an application calls it.

#include "tests/bench/samples.h"

#include <cstddef>
#include <lanyard/client.h>
#include <memory>
#include <string>

namespace lanyard::bench {

class TokenCalls
{
public:
    explicit TokenCalls(std::string audience);
    TokenCalls(const TokenCalls&) = delete;
    TokenCalls& operator=(const TokenCalls&) = delete;
    TokenCalls(TokenCalls&&) = delete;
    TokenCalls& operator=(TokenCalls&&) = delete;

    ~TokenCalls() { lanyard_client_close(m_client); }

    /// `count` calls. Empty on failure; then problem() is one sentence with what to do about it.
    /// Waits where the agent says "busy", which no sample shows; refusals() counts them.
    [[nodiscard]] Samples measure(int count);

    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }

    [[nodiscard]] int refusals() const noexcept { return m_refusals; }

    [[nodiscard]] std::size_t tokenSize() const noexcept { return m_tokenSize; }

private:
    lanyard_status call();
    bool waitOrGiveUp(lanyard_status status);

    std::string m_audience;
    std::string m_problem;
    std::unique_ptr<char[]> m_token;
    std::size_t m_tokenSize = 0;
    int m_refusals = 0;
    lanyard_client* m_client = nullptr;
};

} // namespace lanyard::bench
