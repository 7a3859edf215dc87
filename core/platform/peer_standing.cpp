// SPDX-License-Identifier: MIT
#include "core/platform/peer_standing.h"

#include <algorithm>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

Result<> admit(const Standing& peer, const Standing& ours)
{
    if (peer.userId.isEmpty() || peer.userId != ours.userId)
        return fail(Fault::Untrusted, "peer.other_user", u"it runs as another user"_s);
    if (peer.session != ours.session)
        return fail(Fault::Untrusted, "peer.other_session", u"it is in another session"_s);
    if (peer.integrity < std::min(ours.integrity, Standing::medium))
        return fail(Fault::Untrusted, "peer.low_integrity", u"it runs with less integrity"_s);
    return {};
}

} // namespace lanyard::platform
