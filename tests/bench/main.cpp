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
#include "tests/bench/lives.h"
#include "tests/bench/token_calls.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using namespace lanyard::bench;

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
    if (!std::filesystem::exists(read.agent))
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

void row(const char* what, double ours, double other, const char* unit)
{
    std::printf(
        "%-28s %12.1f %12.1f %8.2f  %s\n", what, ours, other, other > 0 ? ours / other : 0, unit);
}

nlohmann::ordered_json asJson(const Figures& figures)
{
    return {{"p50_us", figures.p50}, {"p99_us", figures.p99}, {"per_second", figures.perSecond}};
}

nlohmann::ordered_json asJson(const Life& life)
{
    return {{"start_ms", median(life.startMs)},
        {"rss_kib", median(life.rssKiB)},
        {"pss_kib", median(life.pssKiB)}};
}

} // namespace

namespace lanyard::bench {

void giveUp(const std::string& sentence)
{
    std::cerr << "lanyard-bench: " << sentence << '\n';
    std::exit(1);
}

} // namespace lanyard::bench

int main(int argc, char** argv)
{
    if (const auto ended = actAsEcho(argc, argv))
        return *ended;
    const Arguments arguments = readArguments(argc, argv);
    const Traffic traffic = measureTraffic(arguments);
    const auto lives = measureLives(arguments.agent, arguments.configDirectory, arguments.runs);

    std::printf("%-28s %12s %12s %8s\n", "", "lanyard", "compared", "ratio");
    row("token.get p50, echo", traffic.token.p50, traffic.echo.p50, "us");
    row("token.get p99, echo", traffic.token.p99, traffic.echo.p99, "us");
    row("token.get, echo", traffic.token.perSecond, traffic.echo.perSecond, "1/s");
    nlohmann::ordered_json json = {
        {"token_get", asJson(traffic.token)}, {"echo", asJson(traffic.echo)}};
    if (lives) {
        const auto& [agent, widgets] = *lives;
        row("start, empty widgets", median(agent.startMs), median(widgets.startMs), "ms");
        row("idle RSS, empty widgets", median(agent.rssKiB), median(widgets.rssKiB), "KiB");
        row("idle PSS, empty widgets", median(agent.pssKiB), median(widgets.pssKiB), "KiB");
        json["agent"] = asJson(agent);
        json["empty_widgets"] = asJson(widgets);
    }
    json["calls"] = arguments.calls;
    json["runs"] = arguments.runs;
    json["token_bytes"] = traffic.tokenSize;
    json["busy_answers"] = traffic.refusals;
    std::printf("%s\n", json.dump().c_str());
    return 0;
}
