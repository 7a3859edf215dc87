// SPDX-License-Identifier: MIT
#include "core/oidc/acr.h"

#include <QByteArrayList>

#include <algorithm>

namespace lanyard::oidc {

namespace {

/// "AAL2_OR_AAL3_ANY", "AAL2_TOTP", "AAL3_ANY": the first level named is the least.
int levelOf(const QByteArray& acr)
{
    if (acr.size() < 5 || !acr.startsWith("AAL") || acr[4] != '_' || acr[3] < '1' || acr[3] > '3')
        return 0;
    return acr[3] - '0';
}

} // namespace

int leastLevelOf(const QByteArray& acrValues)
{
    int least = 0;
    for (const QByteArray& acr : acrValues.split(' ')) {
        const int level = levelOf(acr);
        if (level > 0)
            least = least == 0 ? level : std::min(least, level);
    }
    return least;
}

} // namespace lanyard::oidc
