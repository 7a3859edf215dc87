// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/platform/secret_store.h"

#include <QHash> // std::hash<QString>

#include <unordered_map>

namespace lanyard::platform {

/// Keeps values until the agent ends, for where policy forbids a credential store. Main thread only.
class MemorySecretStore final : public SecretStore
{
public:
    explicit MemorySecretStore(Clock& clock);

    Pending read(const QString& name, ReadCompletion done) override;
    Pending write(const QString& name, Secret value, Completion done) override;
    Pending remove(const QString& name, Completion done) override;

private:
    Clock& m_clock; ///< Answers come from the event loop.
    std::unordered_map<QString, Secret> m_values;
};

} // namespace lanyard::platform
