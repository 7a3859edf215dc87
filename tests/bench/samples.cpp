// SPDX-License-Identifier: MIT
#include "tests/bench/samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanyard::bench {

double percentile(Samples samples, double share)
{
    if (samples.empty())
        return 0;
    std::sort(samples.begin(), samples.end());
    const double rank = std::ceil(share * static_cast<double>(samples.size())) - 1;
    return samples[static_cast<std::size_t>(std::max(rank, 0.0))];
}

double median(const Samples& samples)
{
    return percentile(samples, 0.5);
}

double perSecond(const Samples& samples)
{
    const double total = std::accumulate(samples.begin(), samples.end(), 0.0);
    return total > 0 ? 1e6 * static_cast<double>(samples.size()) / total : 0;
}

Figures figuresOf(const std::vector<Samples>& runs)
{
    Samples p50;
    Samples p99;
    Samples rate;
    for (const Samples& run : runs) {
        p50.push_back(percentile(run, 0.5));
        p99.push_back(percentile(run, 0.99));
        rate.push_back(perSecond(run));
    }
    return {.p50 = median(p50), .p99 = median(p99), .perSecond = median(rate)};
}

} // namespace lanyard::bench
