// SPDX-License-Identifier: MIT
#include "core/broker/person_call.h"

#include <utility>

namespace lanyard::broker {

PersonCall::PersonCall(Clock& clock, Milliseconds timeout, Begin begin, Answer answer)
    : m_clock(clock)
    , m_timeout(timeout)
    , m_begin(std::move(begin))
    , m_answer(std::move(answer))
{
}

void PersonCall::start(Done done)
{
    m_done = std::move(done);
    auto begun = m_begin([this](const Result<>& result) { finish(m_answer(result)); });
    if (!begun) {
        finish(m_answer(tl::unexpected<Error>(std::move(begun).error())));
        return;
    }
    m_work = std::move(*begun);
    m_deadline = m_clock.after(
        m_timeout, [this] { finish(refuse(wire::ErrorCode::TimedOut, "request.timed_out")); });
}

void PersonCall::withdraw()
{
    m_done = nullptr;
    m_deadline.withdraw();
    m_work.withdraw();
}

void PersonCall::finish(Reply reply)
{
    const auto done = std::exchange(m_done, nullptr);
    withdraw();
    if (done)
        done(std::move(reply));
}

} // namespace lanyard::broker
