// SPDX-License-Identifier: MIT
#pragma once

/// Serves local programs (docs/protocol.md): a listener, its connections, and their limits.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/broker/limits.h"
#include "core/platform/pipe.h"
#include "core/policy/app_rules.h"
#include "core/session/session.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>

namespace lanyard::broker {

class Connection;

/// Main thread only. Everything passed to the constructor outlives it.
class Broker : public QObject
{
    Q_OBJECT

public:
    struct Edges {
        platform::PipeListener& listener;
        session::Session& session;
        audit::Trail& trail;
        Clock& clock;
    };

    Broker(const Edges& edges, Limits limits);
    ~Broker() override;

    /// Starts serving at `path` (wire::agentEndpoint()). Errors  those of PipeListener::listen().
    [[nodiscard]] Result<> listen(const QString& path);

    /// Stops listening and drops every connection. What waits for an answer gets none.
    void close();

    /// From now on, also for programs that are connected: what they may no longer have, they no
    /// longer get, not even by a request that is already waiting.
    void setRules(policy::AppRules rules);

    /// From now on; a connection's own limits stay as they were when it was made.
    void setLimits(Limits limits);

    [[nodiscard]] qsizetype connections() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace lanyard::broker
