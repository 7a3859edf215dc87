// SPDX-License-Identifier: MIT
#pragma once

/// The steps that operations of a Provider are made of. For provider*.cpp and api_platform.cpp only.
///
/// Main thread only.

#include "core/session/provider_core.h"

#include <functional>
#include <memory>
#include <utility>

namespace lanyard::session {

/// The error of a request whose answer decides about a grant: an answer that may have been given
/// and did not arrive is not the same as none.
[[nodiscard]] Error lossOf(Error error);

/// An operation that ends with a Result<T>. Each step's completion captures only `this`; what is in
/// flight is a member, so nothing can answer an operation that is gone.
template <class T>
class Operation : public AnyOperation
{
public:
    using Completion = std::function<void(Result<T>)>;
    using Metadata = std::shared_ptr<const oidc::ProviderMetadata>;
    using Keys = std::shared_ptr<const jose::JwkSet>;

    Operation(Provider::Core& core, Completion done)
        : m_core(core)
        , m_done(std::move(done))
    {
    }

    void start(quint64 id) final
    {
        m_id = id;
        m_endsAt = m_core.clock.uptime() + Provider::patience;
        m_deadline = m_core.clock.after(Provider::patience, [this] { finish(expiry()); });
        m_step = m_core.metadata.get([this](const Result<Metadata>& metadata) {
            if (!metadata)
                return finish(tl::unexpected(metadata.error()));
            m_metadata = *metadata;
            discovered();
        });
    }

protected:
    /// The first step: discovery is done.
    virtual void discovered() = 0;

    /// Ends the operation. The last thing a member does: `this` is gone when it returns.
    void finish(Result<T> result)
    {
        const auto self = m_core.operations->extract(m_id);
        const auto done = std::move(m_done);
        m_deadline = {};
        done(std::move(result));
    }

    void wantKeys(std::function<void()> next)
    {
        m_next = std::move(next);
        m_step = m_core.keys.get(
            m_metadata->keys.url, [this](const Result<Keys>& keys) { takeKeys(keys); });
    }

    /// Once, where KeyCache::mayRefetch().
    void wantNewerKeys(std::function<void()> next)
    {
        m_next = std::move(next);
        m_step = m_core.keys.refetch([this](const Result<Keys>& keys) { takeKeys(keys); });
    }

    /// POSTs `form`; its answer decides about a grant.
    void post(const oidc::Endpoint& endpoint,
        oidc::FormBody form,
        std::function<void(const net::HttpReply&)> next)
    {
        auto request = m_core.authenticated(endpoint, std::move(form), *m_metadata);
        if (!request)
            return finish(tl::unexpected(std::move(request).error()));
        m_isAtStake = true;
        m_sentAt = m_core.clock.now();
        m_answered = std::move(next);
        m_step = m_core.send(std::move(*request), timeLeft(), [this](Result<net::HttpReply> reply) {
            if (!reply)
                return finish(tl::unexpected(lossOf(std::move(reply).error())));
            m_isAtStake = false;
            take(*reply);
        });
    }

    void get(const oidc::Endpoint& endpoint,
        const Secret& bearer,
        std::function<void(const net::HttpReply&)> next)
    {
        net::HttpRequest request;
        request.url = endpoint.url;
        request.bearer = Secret(bearer.view());
        request.headers.insert("Accept", "application/json, application/jwt");
        m_answered = std::move(next);
        m_step = m_core.send(std::move(request), timeLeft(), [this](Result<net::HttpReply> reply) {
            if (!reply)
                return finish(tl::unexpected(std::move(reply).error()));
            take(*reply);
        });
    }

    [[nodiscard]] Provider::Core& core() const noexcept { return m_core; }

    [[nodiscard]] const oidc::ProviderMetadata& metadata() const noexcept { return *m_metadata; }

    [[nodiscard]] const jose::JwkSet& keys() const noexcept { return *m_keys; }

    [[nodiscard]] oidc::IdTokenParties parties() const
    {
        return {m_core.environment.issuer, m_core.environment.clientId};
    }

    /// When a token lives that long from now on: counted from the question, not from the answer.
    [[nodiscard]] Instant endOf(std::chrono::seconds lifetime) const { return m_sentAt + lifetime; }

private:
    void takeKeys(const Result<Keys>& keys)
    {
        if (!keys)
            return finish(tl::unexpected(keys.error()));
        m_keys = *keys;
        const auto next = std::move(m_next); // A local: the step may set another.
        next();
    }

    void take(const net::HttpReply& reply)
    {
        const auto next = std::move(m_answered);
        next(reply);
    }

    [[nodiscard]] Milliseconds timeLeft() const
    {
        return std::max(m_endsAt - m_core.clock.uptime(), Milliseconds{1});
    }

    [[nodiscard]] tl::unexpected<Error> expiry() const
    {
        Error error = fail(Fault::TimedOut, "provider.timed_out").value();
        return tl::unexpected(m_isAtStake ? lossOf(std::move(error)) : std::move(error));
    }

    Provider::Core& m_core;
    Completion m_done;
    quint64 m_id = 0;
    Milliseconds m_endsAt{0}; ///< By uptime.
    Instant m_sentAt; ///< By our own clock.
    bool m_isAtStake = false; ///< A request that decides about a grant is on its way.
    Metadata m_metadata;
    Keys m_keys;
    std::function<void()> m_next;
    std::function<void(const net::HttpReply&)> m_answered;
    Pending m_deadline;
    Pending m_step;
};

} // namespace lanyard::session
