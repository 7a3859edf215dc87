// SPDX-License-Identifier: MIT
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// How a sign-in is given up and a session ends. The rest of Engine is in engine.cpp.

namespace lanyard::session {

namespace {

/// How long a browser may take to fetch its last page.
constexpr std::chrono::minutes pageTime{1};

} // namespace

void Engine::abandon()
{
    releaseLeg();
    m_line->resumption.abandon();
    if (m_line->renewal.record())
        erase();
}

/// What waits for the browser, or for what it brought, waits no longer.
void Engine::releaseLeg()
{
    m_step = {};
    m_code = {};
    if (m_leg && m_leg->hasAnswered()) { // The browser is about to fetch the page that says so.
        keepLegForItsLastPage();
    } else {
        m_legEnd = {};
        m_leg.reset();
    }
}

void Engine::keepLegForItsLastPage()
{
    m_legEnd = m_edges.clock.after(pageTime, [this] { m_leg.reset(); });
}

void Engine::stopServing()
{
    m_watching = {};
    m_reviewing = {};
    m_waking = {};
    m_line->claims.end();
    m_vault.clear();
}

void Engine::erase()
{
    const auto& record = m_line->renewal.record();
    if (!record)
        return;
    m_replacing = {};
    m_nextContext.reset();
    m_idTokenHint = Secret(record->idToken.view());
    auto subject = m_snapshot.subject();
    subject.sessionId = record->sessionId;
    Ending::Completion erased;
    if (!m_signOuts.empty())
        erased = [calls = std::exchange(m_signOuts, {})](const Result<>& answer) {
            for (const auto& call : calls)
                call(answer);
        };
    m_line->ending.revoke(std::exchange(m_replacedToken, {}), subject);
    m_line->ending.end(copyOf(*record), m_edges.logon, std::move(subject), std::move(erased));
    m_line->renewal.end(whyNotServed());
    m_line->platform.clear(whyNotServed());
}

void Engine::endAtProvider()
{
    const auto url = m_line->provider.endSessionUrl(m_idTokenHint);
    m_idTokenHint = {};
    if (!url)
        return;
    m_logout = m_edges.browser.open(*url, [this](Result<> opened) {
        record(audit::Kind::LogoutOpened,
            opened ? std::nullopt : std::optional<Error>(opened.error()));
    });
}

bool Engine::isEnding() const
{
    return !m_line->ending.isIdle()
        || std::any_of(m_retired.begin(), m_retired.end(), [](const auto& line) {
               return !line->ending.isIdle();
           });
}

} // namespace lanyard::session
