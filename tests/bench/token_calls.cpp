// SPDX-License-Identifier: MIT
#include "tests/bench/token_calls.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace lanyard::bench {

namespace {

std::string hint(lanyard_status status)
{
    switch (status) {
    case LANYARD_NO_AGENT:
        return "; start the agent, in this login session";
    case LANYARD_SIGNED_OUT:
    case LANYARD_INTERACTION_REQUIRED:
        return "; sign in first, and say --signed-in-already";
    case LANYARD_DENIED:
        return "; apps.json must permit lanyard-bench that audience";
    default:
        return {};
    }
}

} // namespace

TokenCalls::TokenCalls(std::string audience)
    : m_audience(std::move(audience))
    , m_token(std::make_unique<char[]>(LANYARD_MAX_ANSWER))
{
    lanyard_client_open(&m_client);
}

lanyard_status TokenCalls::call()
{
    lanyard_token_options options = {};
    options.size = sizeof options;
    options.timeout_ms = 10'000;
    options.audience = m_audience.c_str();
    return lanyard_token_get(
        m_client, &options, m_token.get(), LANYARD_MAX_ANSWER, &m_tokenSize, nullptr);
}

bool TokenCalls::waitOrGiveUp(lanyard_status status)
{
    lanyard_error error = {};
    error.size = sizeof error;
    lanyard_last_error(m_client, &error);
    if (status == LANYARD_BUSY && ++m_refusals < 100'000) {
        // The agent has said how long; nothing is being waited for but that.
        std::this_thread::sleep_for(
            std::chrono::milliseconds(std::clamp(error.retry_after_ms, 5U, 2000U)));
        return true;
    }
    m_problem = std::string("token.get: ") + error.code + ", " + error.message + hint(status);
    return false;
}

Samples TokenCalls::measure(int count)
{
    Samples samples;
    while (samples.size() < static_cast<std::size_t>(count)) {
        const auto start = std::chrono::steady_clock::now();
        const lanyard_status status = call();
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        if (status == LANYARD_OK)
            samples.push_back(took.count());
        else if (!waitOrGiveUp(status))
            return {};
    }
    return samples;
}

} // namespace lanyard::bench
