// SPDX-License-Identifier: MIT
#include "tests/bench/fleet/plot.h"

#include "tests/bench/fleet/hospital.h"

#include <algorithm>

namespace lanyard::fleet {

namespace {

constexpr int left = 70;
constexpr int top = 40;
constexpr int width = 720;
constexpr int height = 280;
constexpr int minutes = wholeDay / 60;

int xOf(int second)
{
    return left + second * width / wholeDay;
}

std::vector<int> byTheMinute(const std::vector<int>& seconds)
{
    std::vector<int> peaks;
    for (int i = 0; i < minutes; ++i)
        peaks.push_back(
            *std::max_element(seconds.begin() + 60 * i, seconds.begin() + 60 * (i + 1)));
    return peaks;
}

QByteArray line(const std::vector<int>& values, const char* style)
{
    const double most = std::max(1, *std::max_element(values.begin(), values.end()));
    QByteArray points;
    for (int i = 0; i < minutes; ++i) {
        const double y = top + height - height * values[static_cast<std::size_t>(i)] / most;
        points += QByteArray::number(xOf(60 * i)) + ',' + QByteArray::number(y, 'f', 1) + ' ';
    }
    return "<polyline fill=\"none\" " + QByteArray(style) + " points=\"" + points.trimmed()
        + "\"/>\n";
}

QByteArray text(int x, int y, const QByteArray& words, const char* more = "")
{
    return "<text x=\"" + QByteArray::number(x) + "\" y=\"" + QByteArray::number(y) + "\" " + more
        + ">" + words + "</text>\n";
}

QByteArray hours()
{
    QByteArray made;
    for (int i = 0; i <= 24; i += 3)
        made += text(xOf(i * hour),
            top + height + 18,
            QByteArray::number(i).rightJustified(2, '0') + ":00",
            "text-anchor=\"middle\"");
    return made;
}

} // namespace

QByteArray plotOf(const Day& day, const Outage& outage)
{
    const auto asked = byTheMinute(day.asked);
    const auto alive = byTheMinute(day.alive);
    const auto most = [](const std::vector<int>& values) {
        return QByteArray::number(*std::max_element(values.begin(), values.end()));
    };
    QByteArray svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 380" )"
                     R"(font-family="sans-serif" font-size="12" role="img" )"
                     R"(aria-label="Refreshes a second over one day">)"
                     "\n<rect width=\"860\" height=\"380\" fill=\"#fff\"/>\n";
    svg += "<rect fill=\"#f0d9d5\" x=\"" + QByteArray::number(xOf(outage.from)) + "\" y=\""
        + QByteArray::number(top) + "\" width=\""
        + QByteArray::number(std::max(1, xOf(outage.until) - xOf(outage.from))) + "\" height=\""
        + QByteArray::number(height) + "\"/>\n";
    svg += "<path d=\"M70 40V320H790\" fill=\"none\" stroke=\"#4c6272\"/>\n" + hours();
    svg += line(alive, "stroke=\"#768692\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"");
    svg += line(asked, "stroke=\"#005eb8\" stroke-width=\"1.5\"");
    svg += text(
        left, 24, "refreshes a second, busiest of each minute (line; at most " + most(asked) + ")");
    svg += text(left,
        top + height + 42,
        "sessions alive (dashes; at most " + most(alive)
            + "); the provider is away in the shaded time");
    return svg + "</svg>\n";
}

} // namespace lanyard::fleet
