// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace lanyard {

/// Many callers, one answer. Each may leave before it comes. Main thread only.
template <class Answer>
class Waiters
{
public:
    using Completion = std::function<void(const Answer&)>;

    [[nodiscard]] Pending add(Completion done)
    {
        const int key = m_next++;
        m_waiting->emplace(key, std::move(done));
        return Pending([key, waiting = std::weak_ptr(m_waiting)] {
            if (const auto alive = waiting.lock())
                alive->erase(key);
        });
    }

    /// Tells everybody who still waits, in the order they came. Whoever joins meanwhile waits for
    /// the next answer; whoever is withdrawn meanwhile is not told.
    void answer(const Answer& answer)
    {
        const auto waiting = m_waiting; // This object may die in one of the calls.
        const int end = m_next;
        while (!waiting->empty() && waiting->begin()->first < end) {
            const auto waiter = waiting->extract(waiting->begin());
            waiter.mapped()(answer);
        }
    }

    [[nodiscard]] bool isEmpty() const { return m_waiting->empty(); }

private:
    using Waiting = std::map<int, Completion>;

    std::shared_ptr<Waiting> m_waiting = std::make_shared<Waiting>();
    int m_next = 0;
};

} // namespace lanyard
