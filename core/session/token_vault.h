// SPDX-License-Identifier: MIT
#pragma once

/// Access tokens in memory, by what they are for. Main thread only; no clock of its own.

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/session/session.h"

#include <QByteArray>

#include <map>
#include <optional>
#include <utility>

namespace lanyard::session {

class TokenVault
{
public:
    /// A token this young, and not half through its life, is as good as the provider has: asking
    /// again would only get another.
    static constexpr std::chrono::seconds fresh{30};

    /// Keeps `grant`, had at `now`, as the answer for `audience` narrowed to `scope` (as asked for,
    /// not as granted).
    void keep(const QByteArray& audience, const QByteArray& scope, TokenGrant grant, Instant now);

    /// The kept grant, if at `now` it is good for at least `minValid` more, or fresh. What has
    /// expired is forgotten on the way.
    [[nodiscard]] std::optional<TokenGrant> find(const QByteArray& audience,
        const QByteArray& scope,
        std::chrono::seconds minValid,
        Instant now);

    /// The same person in the same role goes on under another context: what was had for them serves
    /// there, too.
    void carryOver(const QByteArray& contextId);

    /// Forgets and wipes all (unless an answer that is on its way still holds one).
    void clear() { m_grants.clear(); }

    [[nodiscard]] bool isEmpty() const { return m_grants.empty(); }

private:
    struct Kept {
        TokenGrant grant;
        Instant since;
    };

    std::map<std::pair<QByteArray, QByteArray>, Kept> m_grants;
};

} // namespace lanyard::session
