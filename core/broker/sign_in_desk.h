// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/session/session.h"

#include <QByteArray>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace lanyard::broker {

/// Where programs queue for the one sign-in: however many ask, the session is asked once (P21),
/// and a program that goes away leaves the others waiting for the same answer (P33).
class SignInDesk
{
public:
    using Completion = std::function<void(const Result<>&)>;

    SignInDesk(session::Session& session, Clock& clock);

    /// Waits for the sign-in that is under way, or starts one on behalf of `app`. `done` is called
    /// from the event loop, unless the Pending dies first.
    ///
    /// Errors, at once
    ///   Cancelled "sign_in.cooling_down"  the person closed one within the last `coolDown`
    ///   the error of the last one         `mostFailures` within the last `coolDown`
    [[nodiscard]] Result<Pending> join(
        const QByteArray& app, const QByteArray& correlationId, Completion done);

    /// A program that asks again at once after "no" would keep a person from working.
    static constexpr Milliseconds coolDown = std::chrono::seconds{30};

    /// Nor may a program open browser after browser where a single sign-on fails by itself and the
    /// program asks again at once: so many failures in one `coolDown` are followed by another.
    static constexpr int mostFailures = 5;

private:
    [[nodiscard]] Result<> admit() const;
    void finish(const Result<>& result);
    void noteFailure(const Error& error);

    using Waiting = std::map<quint64, Completion>;

    session::Session& m_session;
    Clock& m_clock;
    Milliseconds m_coolUntil{0}; ///< Clock::uptime().
    std::optional<Error> m_lastFailure; ///< What those who ask until then are told.
    Milliseconds m_failingSince{0};
    int m_failures = 0; ///< Since then.
    quint64 m_next = 0;
    bool m_isUnderWay = false;
    std::shared_ptr<Waiting> m_waiting = std::make_shared<Waiting>();
    Pending m_signIn;
};

} // namespace lanyard::broker
