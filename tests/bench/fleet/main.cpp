// SPDX-License-Identifier: MIT

/// fleet [--json] [--desktops N] [--plot FILE]: how evenly a health service's desktops renew.

#include "tests/bench/fleet/figures.h"
#include "tests/bench/fleet/hospital.h"
#include "tests/bench/fleet/plot.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <thread>

using namespace lanyard::fleet;
using namespace Qt::StringLiterals;

namespace {

/// Without the night's first hour, in which everybody begins at once.
constexpr Window steadyTime{hour, wholeDay};
constexpr Window before{9 * hour, 10 * hour};
constexpr Window after{10 * hour + hour / 3, 11 * hour + hour / 3};

struct Scenario {
    const char* name;
    Outage outage;
    Day day{};
};

Outage outage(std::chrono::seconds hangs, std::chrono::seconds retryAfter)
{
    return {before.until, after.from, hangs, retryAfter};
}

double steadyPeak(const Day& day)
{
    return peakRate(day, steadyTime) / meanRate(day, steadyTime);
}

double peakAfter(const Day& day)
{
    return peakRate(day, after) / meanRate(day, before);
}

void printTable(const std::vector<Scenario>& scenarios)
{
    const Day& steady = scenarios.front().day;
    std::printf("a day without an outage\n");
    std::printf("  refreshes a second     mean %.0f, peak %d\n",
        meanAsked(steady, steadyTime),
        peakAsked(steady, steadyTime));
    std::printf(
        "  for each session alive mean 1 in %.0f s, peak 1 in %.0f s: peak over mean %.3f\n",
        1 / meanRate(steady, steadyTime),
        1 / peakRate(steady, steadyTime),
        steadyPeak(steady));
    for (auto it = scenarios.begin() + 1; it != scenarios.end(); ++it) {
        std::printf("20 minutes without the provider at 10:00 (%s)\n", it->name);
        std::printf("  asked while it is away  mean %.0f a second, peak %d\n",
            meanAsked(it->day, {before.until, after.from}),
            peakAsked(it->day, {before.until, after.from}));
        std::printf(
            "  in the hour after       peak %d a second; for each session, peak over the mean"
            " before: %.3f\n",
            peakAsked(it->day, after),
            peakAfter(it->day));
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption json(u"json"_s, u"One line of JSON and nothing else."_s);
    const QCommandLineOption desktops(u"desktops"_s, u"How many."_s, u"N"_s, u"1500000"_s);
    const QCommandLineOption plot(u"plot"_s, u"Draw the day with the worse outage."_s, u"FILE"_s);
    parser.addOptions({json, desktops, plot});
    parser.addHelpOption();
    parser.process(application);
    const int count = parser.value(desktops).toInt();
    if (count <= 0)
        parser.showHelp(2);

    using namespace std::chrono_literals;
    std::vector<Scenario> scenarios{{"none", {}},
        {"it does not answer: 30 s until an attempt is given up", outage(30s, 0s)},
        {"503 with Retry-After: 120", outage(0s, 120s)}};
    std::vector<std::jthread> threads;
    for (Scenario& scenario : scenarios)
        threads.emplace_back([&scenario, count] {
            scenario.day = simulate({.desktops = count, .outage = scenario.outage});
        });
    threads.clear();

    const auto worse = std::max_element(
        scenarios.begin() + 1, scenarios.end(), [](const Scenario& one, const Scenario& other) {
            return peakAfter(one.day) < peakAfter(other.day);
        });
    if (parser.isSet(plot)) {
        QFile file(parser.value(plot));
        const QByteArray drawing = plotOf(worse->day, worse->outage);
        if (!file.open(QIODevice::WriteOnly) || file.write(drawing) != drawing.size()) {
            std::fprintf(stderr, "the plot cannot be written\n");
            return 1;
        }
    }
    if (!parser.isSet(json))
        printTable(scenarios);
    std::printf(R"({"desktops":%d,"peak_over_mean":%.3f,"after_outage_peak_over_mean":%.3f})"
                "\n",
        count,
        steadyPeak(scenarios.front().day),
        peakAfter(worse->day));
    return 0;
}
