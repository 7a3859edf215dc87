// SPDX-License-Identifier: MIT
#include "core/net/redirect_gate.h"

#include "core/base/random.h"

#include <utility>

namespace lanyard::net {

RedirectGate::RedirectGate(Place place, LoopbackListener::Judge judge)
    : m_place(std::move(place))
    , m_judge(std::move(judge))
    , m_resultPath("/done/" + randomToken())
{
}

LoopbackAnswer RedirectGate::answer(const RequestHead& request)
{
    // 1. Host names compare without case (RFC 3986 §3.2.2).
    if (request.host.compare(m_place.authority, Qt::CaseInsensitive) != 0)
        return {.status = 400, .page = Page::WrongRequest, .location = {}};

    // 2.
    if (request.method != "GET")
        return {.status = 405, .page = Page::WrongRequest, .location = {}};

    // 3.
    if (request.path == "/favicon.ico")
        return {.status = 204, .page = {}, .location = {}};
    if (m_resultPage && request.path == m_resultPath)
        return {.status = 200, .page = m_resultPage, .location = {}};
    if (request.path != m_place.path)
        return {.status = 404, .page = Page::WrongRequest, .location = {}};

    // 4.
    if (m_resultPage)
        return {.status = 303, .page = m_resultPage, .location = m_resultPath};

    // 5.
    return judge(request.query);
}

LoopbackAnswer RedirectGate::judge(QByteArrayView query)
{
    Result<Secret> verdict = m_judge(query);
    if (!verdict
        && (verdict.error().fault == Fault::Untrusted || verdict.error().fault == Fault::Malformed))
        return {.status = 400, .page = Page::WrongRequest, .location = {}};

    m_resultPage = verdict ? Page::SignedIn : Page::NotSignedIn;
    m_result = std::move(verdict);
    return {.status = 303, .page = m_resultPage, .location = m_resultPath};
}

std::optional<Result<Secret>> RedirectGate::takeResult()
{
    return std::exchange(m_result, std::nullopt);
}

} // namespace lanyard::net
