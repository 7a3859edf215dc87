// SPDX-License-Identifier: MIT
#pragma once

/// A browser, a loopback listener, a person at the keyboard and a lock, all made of nothing.

#include "core/base/clock.h"
#include "core/net/loopback_listener.h"
#include "core/platform/activity.h"
#include "core/platform/browser.h"

#include <QByteArrayList>
#include <QList>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace lanyard::test {

class SessionBrowser final : public platform::Browser
{
public:
    explicit SessionBrowser(Clock& clock)
        : m_clock(clock)
    {
    }

    Pending open(const QUrl& url, Completion done) override
    {
        if (atOpening)
            atOpening();
        opened.append(url);
        return m_clock.after(delay, [this, done = std::move(done)] {
            finished += 1;
            done(refusal ? Result<>(tl::unexpected<Error>(*refusal)) : Result<>());
        });
    }

    QList<QUrl> opened;
    int finished = 0; ///< Of those, the ones nobody withdrew.
    std::optional<Error> refusal;
    Milliseconds delay{0};
    std::function<void()> atOpening;

private:
    Clock& m_clock;
};

/// What a test holds of a listener that the code under test owns.
struct SessionPort {
    bool isBound = false;
    int binds = 0;
    QByteArrayList uris; ///< Of the last bind.
    std::optional<Error> refusal; ///< Instead of a listener.
    net::LoopbackListener::Judge judge;
    net::LoopbackListener::Completion done;

    /// The browser comes back. False: the redirect did not count, or nobody listens.
    bool redirect(Clock& clock, const QByteArray& query)
    {
        if (!isBound || !judge)
            return false;
        auto answer = judge(query);
        if (!answer
            && (answer.error().fault == Fault::Untrusted
                || answer.error().fault == Fault::Malformed))
            return false;
        const auto box = std::make_shared<Result<Secret>>(std::move(answer));
        pending = clock.after(
            Milliseconds{0}, [box, done = std::exchange(done, nullptr)] { done(std::move(*box)); });
        return true;
    }

    Pending pending;
};

class SessionListener final : public net::LoopbackListener
{
public:
    explicit SessionListener(std::shared_ptr<SessionPort> port)
        : m_port(std::move(port))
    {
        m_port->isBound = true;
    }

    Q_DISABLE_COPY_MOVE(SessionListener)

    ~SessionListener() override
    {
        m_port->isBound = false;
        m_port->pending = {};
        m_port->judge = nullptr;
        m_port->done = nullptr;
    }

    [[nodiscard]] QByteArray redirectUri() const override
    {
        return "http://127.0.0.1:21000/callback";
    }

    void await(Judge judge, Completion done) override
    {
        m_port->judge = std::move(judge);
        m_port->done = std::move(done);
    }

private:
    std::shared_ptr<SessionPort> m_port;
};

class SessionKeyboard final : public platform::Activity
{
public:
    explicit SessionKeyboard(Clock& clock)
        : m_clock(clock)
    {
    }

    /// Somebody presses a key now.
    void press() { m_last = m_clock.uptime(); }

    [[nodiscard]] std::optional<Milliseconds> sinceLastInput() const override
    {
        if (!m_last)
            return std::nullopt;
        return m_clock.uptime() - *m_last;
    }

private:
    Clock& m_clock;
    std::optional<Milliseconds> m_last; ///< Nothing: the system does not say.
};

} // namespace lanyard::test
