// SPDX-License-Identifier: MIT

/// What a token costs, how fast the agent starts, how much memory it takes (docs/performance.md).
///
///   lanyard-bench --agent PATH --config-dir DIR --audience NAME --signed-in-already
///                 [--calls N] [--runs N]
///
/// The agent of this login session must be running and signed in, and its apps.json must permit
/// lanyard-bench the audience; that agent is asked for tokens. A second one, from PATH with DIR,
/// is started in a login session of its own to be timed and weighed. Prints a table, then one
/// line of JSON.

#include "tests/bench/echo.h"
#include "tests/bench/program.h"
#include "tests/bench/token_calls.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

using namespace lanyard::bench;
using Clock = std::chrono::steady_clock;

constexpr std::size_t requestSize = 160; ///< Bytes of a token.get line.
constexpr std::size_t answerOverhead = 200; ///< Bytes of its answer besides the token.

struct Arguments {
    std::string agent;
    std::string configDirectory;
    std::string audience;
    bool signedIn = false;
    int calls = 2000;
    int runs = 5;
};

[[noreturn]] void giveUp(const std::string& sentence)
{
    std::cerr << "lanyard-bench: " << sentence << '\n';
    std::exit(1);
}

Arguments readArguments(int argc, char** argv)
{
    Arguments read;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--signed-in-already") {
            read.signedIn = true;
            continue;
        }
        const std::string value = i + 1 < argc ? argv[++i] : "";
        if (word == "--agent")
            read.agent = value;
        else if (word == "--config-dir")
            read.configDirectory = value;
        else if (word == "--audience")
            read.audience = value;
        else if (word == "--calls")
            read.calls = std::atoi(value.c_str());
        else if (word == "--runs")
            read.runs = std::atoi(value.c_str());
        else
            giveUp("there is no option " + word);
    }
    if (access(read.agent.c_str(), X_OK) != 0)
        giveUp("--agent must name the agent's program");
    if (read.configDirectory.empty() || read.audience.empty() || read.calls < 1 || read.runs < 1)
        giveUp("--config-dir and --audience are needed; --calls and --runs begin at 1");
    if (!read.signedIn)
        giveUp("sign in first, then say --signed-in-already: this program opens no browser");
    return read;
}

struct Traffic {
    Figures token;
    Figures echo;
    std::size_t tokenSize = 0;
    int refusals = 0;
};

Traffic measureTraffic(const Arguments& arguments)
{
    TokenCalls calls(arguments.audience);
    if (calls.measure(50).empty()) // Warms both ends up.
        giveUp(calls.problem());
    const EchoServer echo(calls.tokenSize() + answerOverhead);
    std::vector<Samples> tokenRuns;
    std::vector<Samples> echoRuns;
    for (int run = 0; run < arguments.runs; ++run) { // In turn, so that both meet the same noise.
        tokenRuns.push_back(calls.measure(arguments.calls));
        if (tokenRuns.back().empty())
            giveUp(calls.problem());
        const auto samples = echo.measure(arguments.calls, requestSize);
        if (!samples)
            giveUp("the echo process has died");
        echoRuns.push_back(*samples);
    }
    return {figuresOf(tokenRuns), figuresOf(echoRuns), calls.tokenSize() - 1, calls.refusals()};
}

/// Of one kind of program.
struct Life {
    Samples startMs;
    Samples rssKiB;
    Samples pssKiB;
};

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

void measureAgent(const Arguments& arguments, Life& life)
{
    const TemporaryFolder home;
    lookIn(home);
    lanyard_client* client = nullptr;
    lanyard_client_open(&client);
    std::array<char, 8192> json = {};
    const auto start = Clock::now();
    Program agent({arguments.agent, "--config-dir", arguments.configDirectory}, home);
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

void row(const char* what, double ours, double other, const char* unit)
{
    std::printf(
        "%-28s %12.1f %12.1f %8.2f  %s\n", what, ours, other, other > 0 ? ours / other : 0, unit);
}

} // namespace

int main(int argc, char** argv)
{
    const Arguments arguments = readArguments(argc, argv);
    const Traffic traffic = measureTraffic(arguments);
    Life agent;
    Life widgets;
    for (int run = 0; run < arguments.runs; ++run) {
        measureAgent(arguments, agent);
        measureWidgets(widgets);
    }

    std::printf("%-28s %12s %12s %8s\n", "", "lanyard", "compared", "ratio");
    row("token.get p50, echo", traffic.token.p50, traffic.echo.p50, "us");
    row("token.get p99, echo", traffic.token.p99, traffic.echo.p99, "us");
    row("token.get, echo", traffic.token.perSecond, traffic.echo.perSecond, "1/s");
    row("start, empty widgets", median(agent.startMs), median(widgets.startMs), "ms");
    row("idle RSS, empty widgets", median(agent.rssKiB), median(widgets.rssKiB), "KiB");
    row("idle PSS, empty widgets", median(agent.pssKiB), median(widgets.pssKiB), "KiB");

    const auto figures = [](const Figures& of) {
        return nlohmann::ordered_json{
            {"p50_us", of.p50}, {"p99_us", of.p99}, {"per_second", of.perSecond}};
    };
    const auto life = [](const Life& of) {
        return nlohmann::ordered_json{{"start_ms", median(of.startMs)},
            {"rss_kib", median(of.rssKiB)},
            {"pss_kib", median(of.pssKiB)}};
    };
    const nlohmann::ordered_json json = {{"token_get", figures(traffic.token)},
        {"echo", figures(traffic.echo)},
        {"agent", life(agent)},
        {"empty_widgets", life(widgets)},
        {"calls", arguments.calls},
        {"runs", arguments.runs},
        {"token_bytes", traffic.tokenSize},
        {"busy_answers", traffic.refusals}};
    std::printf("%s\n", json.dump().c_str());
    return 0;
}
