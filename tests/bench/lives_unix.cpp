// SPDX-License-Identifier: MIT
#include "tests/bench/lives.h"
#include "tests/bench/program.h"

#include <array>
#include <chrono>
#include <lanyard/client.h>
#include <thread>

namespace lanyard::bench {

namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Until it has been quiet for a while: memory is compared at rest.
void rest()
{
    std::this_thread::sleep_for(std::chrono::seconds(2));
}

void note(Life& life, double startMs, const Program& program)
{
    rest();
    const auto memory = program.memory();
    if (!memory)
        giveUp("/proc does not tell the memory of a program");
    life.startMs.push_back(startMs);
    life.rssKiB.push_back(memory->rssKiB);
    life.pssKiB.push_back(memory->pssKiB);
}

void measureAgent(const std::string& program, const std::string& configDirectory, Life& life)
{
    const TemporaryFolder home;
    lookIn(home);
    lanyard_client* client = nullptr;
    lanyard_client_open(&client);
    std::array<char, 8192> json = {};
    const auto start = Clock::now();
    Program agent({program, "--config-dir", configDirectory}, home);
    lanyard_status status = LANYARD_NO_AGENT;
    while (status == LANYARD_NO_AGENT && millisecondsSince(start) < 20'000 && agent.isRunning()) {
        status = lanyard_hello(client, 5000, json.data(), json.size(), nullptr);
        if (status == LANYARD_NO_AGENT)
            std::this_thread::sleep_for(std::chrono::microseconds(200)); // The figure's grain.
    }
    const double startMs = millisecondsSince(start);
    lanyard_client_close(client);
    if (status != LANYARD_OK)
        giveUp(std::string("the agent does not start serving: ") + lanyard_status_name(status));
    note(life, startMs, agent);
}

void measureWidgets(Life& life)
{
    const TemporaryFolder home;
    const auto start = Clock::now();
    const Program widgets({LANYARD_BENCH_WIDGETS}, home);
    if (!widgets.waitForLine())
        giveUp("the empty Qt Widgets program does not start; is there a display?");
    note(life, millisecondsSince(start), widgets);
}

} // namespace

std::optional<Lives> measureLives(
    const std::string& agent, const std::string& configDirectory, int runs)
{
    Lives lives;
    for (int run = 0; run < runs; ++run) {
        measureAgent(agent, configDirectory, lives.agent);
        measureWidgets(lives.widgets);
    }
    return lives;
}

} // namespace lanyard::bench
