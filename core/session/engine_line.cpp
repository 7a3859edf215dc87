// SPDX-License-Identifier: MIT
#include "core/session/engine_line.h"

#include <utility>

namespace lanyard::session {

Engine::Line::Line(Engine& engine)
    : provider(engine.m_policy.environment, engine.m_edges.http, engine.m_edges.clock)
    , store(engine.m_edges.store,
          {engine.m_policy.environment.issuer,
              engine.m_policy.environment.clientId,
              engine.m_edges.logon})
    , ending(provider, store, engine.m_edges.trail, engine.m_edges.clock)
    , renewal({provider,
          store,
          engine.m_edges.trail,
          engine.m_edges.clock,
          engine.m_edges.acquire,
          [&engine] { return engine.m_snapshot.subject(); },
          [&engine](Error why) { engine.lost(std::move(why)); },
          &engine.m_edges.store.health,
          engine.m_edges.chance,
          [this] { claims.renewed(); }})
    , platform({engine.m_edges.http,
          provider,
          renewal,
          engine.m_edges.trail,
          engine.m_edges.clock,
          [&engine] { return engine.m_snapshot.subject(); }})
    , resumption({provider,
          store,
          renewal,
          ending,
          engine.m_edges.trail,
          engine.m_edges.clock,
          engine.m_edges.logon,
          [&engine] {
              return ResumeLimits{engine.m_policy.idleLimit,
                  engine.m_policy.absoluteLimit,
                  engine.m_policy.resumeAcrossLogon};
          }})
    , claims({provider,
          renewal,
          engine.m_edges.clock,
          engine.m_edges.store.health,
          [&engine] { return engine.m_snapshot.contextId(); },
          [&engine](const ClaimsRead& read) { engine.claimsRead(read); },
          [&engine](Error why) { engine.lost(std::move(why)); }})
{
}

void Engine::openLine()
{
    m_line = std::make_unique<Line>(*this);
}

} // namespace lanyard::session
