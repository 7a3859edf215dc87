// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

#include <functional>
#include <optional>

namespace lanyard::platform {

/// The system's credential store: Credential Manager on Windows, the Secret Service on Linux.
/// Completions are called once, from the event loop, unless the Pending dies first.
class SecretStore
{
public:
    using ReadCompletion = std::function<void(Result<std::optional<Secret>>)>;
    using Completion = std::function<void(Result<>)>;

    static constexpr qsizetype maxValue = qsizetype{20} * 1024; ///< A sealed 16 KiB record fits.

    SecretStore() = default;
    virtual ~SecretStore();
    Q_DISABLE_COPY_MOVE(SecretStore)

    /// Nothing stored under `name` is an empty optional, not an error.
    ///
    /// Errors of all three  System "store.unavailable" (no keyring, locked, no bus), "store.forbidden"
    ///         (policy or access denied), "store.failed"; TimedOut "store.timed_out" after 10 s.
    virtual Pending read(const QString& name, ReadCompletion done) = 0;

    /// Malformed "store.too_large" above maxValue.
    virtual Pending write(const QString& name, Secret value, Completion done) = 0;

    /// Removing what is not there succeeds.
    virtual Pending remove(const QString& name, Completion done) = 0;
};

} // namespace lanyard::platform
