// SPDX-License-Identifier: MIT
#include "core/session/provider_document.h"

#include <algorithm>
#include <optional>

namespace lanyard::session {

namespace {

constexpr std::chrono::hours longest{1};
constexpr std::chrono::minutes shortest{1};

std::optional<std::chrono::seconds> readSeconds(const QByteArray& text)
{
    bool isNumber = false;
    const std::chrono::seconds seconds{text.trimmed().toUInt(&isNumber)};
    return isNumber ? std::optional(seconds) : std::nullopt;
}

/// §5.2.2: what Cache-Control makes of the answer; nothing where it is silent.
std::optional<std::chrono::seconds> readMaxAge(const QByteArray& cacheControl)
{
    std::optional<std::chrono::seconds> maxAge;
    for (const QByteArray& part : cacheControl.toLower().split(',')) {
        const QByteArray directive = part.trimmed();
        if (directive == "no-store" || directive == "no-cache")
            return std::chrono::seconds{0};
        if (directive.startsWith("max-age="))
            maxAge = readSeconds(directive.mid(8));
    }
    return maxAge;
}

} // namespace

Milliseconds freshnessOf(const net::HttpReply& reply)
{
    const auto maxAge = readMaxAge(reply.headers.value("cache-control"));
    const auto age = readSeconds(reply.headers.value("age"));
    const std::chrono::seconds left =
        maxAge.value_or(longest) - age.value_or(std::chrono::seconds{0});
    return std::clamp<Milliseconds>(left, shortest, longest);
}

net::HttpRequest documentRequest(const QUrl& url, const QByteArray& etag)
{
    net::HttpRequest request;
    request.url = url;
    request.headers.insert("Accept", "application/json");
    if (!etag.isEmpty())
        request.headers.insert("If-None-Match", etag);
    return request;
}

bool leavesOldCopyGood(const Error& error)
{
    return recoveryFor(error.fault) == Recovery::RetryLater || error.fault == Fault::Malformed;
}

} // namespace lanyard::session
