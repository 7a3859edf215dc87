// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/secret.h"
#include "core/session/session.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>

#include <vector>

namespace lanyard::broker {

/// What a subscriber has been told, and so what it must still be told. Changes that cancel each
/// other out between two looks are not told. Pure.
class EventFeed
{
public:
    [[nodiscard]] static QByteArrayList allKinds(); ///< "session.changed", "context.changed".

    /// From `now` on; replaces what was subscribed before.
    void subscribe(const QByteArrayList& kinds, const session::Snapshot& now);

    /// The lines to send for the step from what was told last to `now`.
    [[nodiscard]] std::vector<Secret> changes(const session::Snapshot& now);

    [[nodiscard]] bool isEmpty() const { return m_kinds.isEmpty(); }

private:
    QByteArrayList m_kinds;
    QJsonObject m_state;
    QByteArray m_contextId;
};

} // namespace lanyard::broker
