// SPDX-License-Identifier: MIT
#include "core/broker/event_feed.h"

#include "core/broker/answer.h"
#include "core/broker/state.h"

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* sessionChanged = "session.changed";
constexpr const char* contextChanged = "context.changed";

} // namespace

QByteArrayList EventFeed::allKinds()
{
    return {sessionChanged, contextChanged};
}

void EventFeed::subscribe(const QByteArrayList& kinds, const session::Snapshot& now)
{
    m_kinds = kinds;
    m_state = briefState(now);
    m_contextId = now.contextId();
}

std::vector<Secret> EventFeed::changes(const session::Snapshot& now)
{
    std::vector<Secret> lines;
    const QJsonObject state = briefState(now);
    const bool isOtherState = std::exchange(m_state, state) != state;
    const bool isOtherContext = std::exchange(m_contextId, now.contextId()) != now.contextId();
    if (isOtherState && m_kinds.contains(sessionChanged))
        lines.push_back(notificationLine(sessionChanged, state));
    if (isOtherContext && m_kinds.contains(contextChanged))
        lines.push_back(
            notificationLine(contextChanged, {{u"context_id"_s, state["context_id"_L1]}}));
    return lines;
}

} // namespace lanyard::broker
