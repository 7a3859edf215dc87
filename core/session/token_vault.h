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
    /// Keeps `grant` as the answer for `audience` narrowed to `scope` (as asked for, not as granted).
    void keep(const QByteArray& audience, const QByteArray& scope, TokenGrant grant);

    /// The kept grant, if at `now` it is good for at least `minValid` more. What has expired is
    /// forgotten on the way.
    [[nodiscard]] std::optional<TokenGrant> find(const QByteArray& audience,
        const QByteArray& scope,
        std::chrono::seconds minValid,
        Instant now);

    /// Forgets and wipes all (unless an answer that is on its way still holds one).
    void clear() { m_grants.clear(); }

    [[nodiscard]] bool isEmpty() const { return m_grants.empty(); }

private:
    std::map<std::pair<QByteArray, QByteArray>, TokenGrant> m_grants;
};

} // namespace lanyard::session
