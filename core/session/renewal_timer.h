// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/session/moment.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace lanyard::session {

/// Has the session renewed ahead of time, as renewal_plan.h says. Main thread only.
class RenewalTimer
{
public:
    struct Ports {
        Clock& clock;
        /// Says "session.renewal_failing" while renewals have failed for two minutes. Null: to nobody.
        Health* health;
        std::function<double()> chance; ///< Uniform in [0, 1).
        /// Renews, for nobody in particular, and says how it went.
        std::function<Pending(std::function<void(const Result<>&)>)> renew;
        std::function<Milliseconds()> retryAfter; ///< Provider::retryAfter().
    };

    explicit RenewalTimer(Ports ports);

    /// A token was had that lives so long (zero: not said), whoever had asked for it: from now on, or
    /// anew.
    void begin(Milliseconds lifetime);

    /// There is nothing to renew any more.
    void end();

    /// The computer has woken, or its clock was set: what is overdue is done soon.
    void lookAgain();

    /// What failed before is tried again soon.
    void networkIsBack();

private:
    void waitFor(Milliseconds delay);
    void arm();
    void renew();
    void failed(const Error& error);
    void tellWhereItLasts();

    Ports m_ports;
    std::optional<Deadline> m_due; ///< Nothing while nothing is to be renewed, or is being renewed.
    int m_failures = 0; ///< In a row.
    QByteArray m_why; ///< Of the last of them, its code.
    Milliseconds m_failingSince{0}; ///< By uptime; while there are failures.
    Pending m_timer;
    Pending m_renewing; ///< Last: dies first.
};

} // namespace lanyard::session
