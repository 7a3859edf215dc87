// SPDX-License-Identifier: MIT
#include "core/platform/memory_secret_store.h"

#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

MemorySecretStore::MemorySecretStore(Clock& clock)
    : m_clock(clock)
{
}

Pending MemorySecretStore::read(const QString& name, ReadCompletion done)
{
    return m_clock.after(Milliseconds{0}, [this, name, done = std::move(done)] {
        const auto found = m_values.find(name);
        if (found == m_values.end())
            done(std::nullopt);
        else
            done(std::optional(Secret(found->second.view())));
    });
}

Pending MemorySecretStore::write(const QString& name, Secret value, Completion done)
{
    Result<> outcome;
    if (value.view().size() > maxValue)
        outcome = fail(Fault::Malformed, "store.too_large", u"larger than a store takes"_s);
    else
        m_values[name] = std::move(value);
    return m_clock.after(
        Milliseconds{0}, [outcome = std::move(outcome), done = std::move(done)] { done(outcome); });
}

Pending MemorySecretStore::remove(const QString& name, Completion done)
{
    m_values.erase(name);
    return m_clock.after(Milliseconds{0}, [done = std::move(done)] { done({}); });
}

} // namespace lanyard::platform
