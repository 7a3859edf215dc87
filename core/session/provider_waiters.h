// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"

#include <QtGlobal>

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace lanyard::session {

/// Many callers, one answer. A waiter may withdraw, and may destroy whatever owns this, while
/// others are being answered (P33). Main thread only.
template <class T>
class Waiters
{
public:
    using Completion = std::function<void(const T&)>;

    Pending add(Completion done)
    {
        const int id = m_next++;
        m_waiting->emplace(id, std::move(done));
        return Pending([id, waiting = std::weak_ptr(m_waiting)] {
            if (const auto alive = waiting.lock())
                alive->erase(id);
        });
    }

    /// Calls everybody who waits now, in the order they came. Those who come meanwhile wait for the
    /// next answer. This object may be gone when it returns.
    void answer(const T& value)
    {
        const auto waiting = std::exchange(m_waiting, std::make_shared<Map>());
        while (!waiting->empty()) {
            const auto first = waiting->extract(waiting->begin());
            first.mapped()(value);
        }
    }

private:
    using Map = std::map<int, Completion>;

    int m_next = 0;
    std::shared_ptr<Map> m_waiting = std::make_shared<Map>();
};

} // namespace lanyard::session
