// SPDX-License-Identifier: MIT
#pragma once

/// A document of the provider's that is fetched once and kept for a while.
///
/// In this file § means RFC 9111 unless another document is named.
/// Main thread only.

#include "core/oidc/answer.h"
#include "core/session/provider_clock.h"
#include "core/session/provider_waiters.h"

#include <chrono>
#include <functional>
#include <memory>

namespace lanyard::session {

/// How long an answer may be used without asking again: max-age less Age (§4.2), at most an hour
/// (CIS2's advice for metadata), and at least a minute, whatever it says: some providers mark every
/// answer `no-store`, and one sign-in needs the document five times.
[[nodiscard]] Milliseconds freshnessOf(const net::HttpReply& reply);

/// The request for it; `etag` may be empty (RFC 9110 §13.1.2).
[[nodiscard]] net::HttpRequest documentRequest(const QUrl& url, const QByteArray& etag);

/// What an error does to a copy we have.
[[nodiscard]] bool leavesOldCopyGood(const Error& error);

/// Limits of a ProviderDocument.
struct DocumentLimits {
    static constexpr std::chrono::seconds patience{10}; ///< For one fetch.
    static constexpr std::chrono::hours stale{24}; ///< How old a copy may be when nobody answers.
    static constexpr std::chrono::minutes pause{1}; ///< After a failure that the copy bridged.
};

template <class T>
class ProviderDocument
{
public:
    using Value = std::shared_ptr<const T>;
    using Completion = std::function<void(const Result<Value>&)>;
    using Parse = std::function<Result<T>(QByteArrayView body)>;

    /// `name` begins the error codes: "discovery".
    ProviderDocument(
        QByteArray name, net::HttpClient& http, Clock& clock, ProviderClock& theirs, Parse parse)
        : m_name(std::move(name))
        , m_http(http)
        , m_clock(clock)
        , m_theirs(theirs)
        , m_parse(std::move(parse))
    {
    }

    /// The document at `url`: the copy while fresh, else revalidated. Callers share one fetch.
    Pending get(const QUrl& url, Completion done)
    {
        moveTo(url);
        if (!m_value || m_clock.uptime() >= m_freshUntil)
            return refetch(std::move(done));
        return m_clock.after(Milliseconds{0},
            [value = m_value, done = std::move(done)] { done(Result<Value>(value)); });
    }

    /// Asks again, though the copy may be fresh.
    Pending refetch(Completion done)
    {
        auto waiting = m_waiters.add(std::move(done));
        if (!m_isFetching)
            fetch();
        return waiting;
    }

    /// The copy we have, however old; null when there is none.
    [[nodiscard]] const Value& latest() const { return m_value; }

    /// How often the provider has answered with it, or that it is as it was.
    [[nodiscard]] int answers() const { return m_answers; }

private:
    void moveTo(const QUrl& url)
    {
        if (url == m_url)
            return;
        m_fetch = {};
        m_isFetching = false;
        m_url = url;
        m_value.reset();
        m_etag.clear();
    }

    void fetch()
    {
        m_isFetching = true;
        m_sentAt = m_clock.uptime();
        m_fetch = m_http.send(documentRequest(m_url, m_value ? m_etag : QByteArray()),
            DocumentLimits::patience,
            [this](Result<net::HttpReply> reply) {
                m_isFetching = false;
                m_waiters.answer(settle(read(std::move(reply)))); // The last: may destroy this.
            });
    }

    /// What the reply makes of the copy.
    Result<> read(Result<net::HttpReply> reply)
    {
        if (!reply)
            return tl::unexpected(std::move(reply).error());
        m_theirs.note(*reply, m_sentAt);
        if (reply->status == 304 && m_value) {
            keepUntil(freshnessOf(*reply));
            return {};
        }
        const oidc::Answer answer{
            reply->status, reply->headers.value("content-type"), reply->body.view()};
        LY_CHECK(oidc::checkAnswered(answer, m_name));
        if (answer.status != 200)
            return fail(Fault::Misconfigured, m_name + ".status", {}, answer.status);
        LY_CHECK(oidc::readJsonAnswer(answer, m_name));
        LY_TRY(T value, m_parse(answer.body));
        m_value = std::make_shared<const T>(std::move(value));
        m_etag = reply->headers.value("etag");
        keepUntil(freshnessOf(*reply));
        return {};
    }

    void keepUntil(Milliseconds freshness)
    {
        ++m_answers;
        m_freshUntil = m_clock.uptime() + freshness;
        m_usableUntil = m_clock.uptime() + DocumentLimits::stale;
    }

    /// The answer for those who wait. While nobody can be asked the old copy serves; a provider that
    /// says something wrong is believed to have changed.
    Result<Value> settle(const Result<>& outcome)
    {
        if (outcome)
            return m_value;
        if (!leavesOldCopyGood(outcome.error())) {
            m_value.reset();
        } else if (m_value && m_clock.uptime() < m_usableUntil) {
            m_freshUntil = m_clock.uptime() + DocumentLimits::pause;
            return m_value;
        }
        return tl::unexpected(outcome.error());
    }

    QByteArray m_name;
    net::HttpClient& m_http;
    Clock& m_clock;
    ProviderClock& m_theirs;
    Parse m_parse;

    QUrl m_url;
    Value m_value;
    QByteArray m_etag;
    int m_answers = 0;
    Milliseconds m_freshUntil{0}; ///< By uptime.
    Milliseconds m_usableUntil{0}; ///< By uptime.
    Milliseconds m_sentAt{0}; ///< By uptime.
    bool m_isFetching = false;
    Waiters<Result<Value>> m_waiters;
    Pending m_fetch;
};

} // namespace lanyard::session
