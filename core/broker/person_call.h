// SPDX-License-Identifier: MIT
#pragma once

/// A request that waits for the person: a sign-in, a change of role, a step-up. Main thread only.

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/broker/method.h"

#include <functional>

namespace lanyard::broker {

class PersonCall final : public Call
{
public:
    using Begin = std::function<Result<Pending>(std::function<void(const Result<>&)>)>;
    /// All that was true before the wait must be true after it: policy may have changed meanwhile.
    using Answer = std::function<Reply(const Result<>&)>;

    /// Refused with `timed_out` after `timeout`; what was begun goes on for the others.
    PersonCall(Clock& clock, Milliseconds timeout, Begin begin, Answer answer);

    void start(Done done) override;
    void withdraw() override;

private:
    void finish(Reply reply);

    Clock& m_clock;
    Milliseconds m_timeout;
    Begin m_begin;
    Answer m_answer;
    Done m_done;
    Pending m_work;
    Pending m_deadline;
};

} // namespace lanyard::broker
