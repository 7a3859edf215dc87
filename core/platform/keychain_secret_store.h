// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/platform/secret_store.h"

namespace lanyard::platform {

/// The system's credential store through QtKeychain: the Secret Service on Linux, under service
/// "Lanyard" and key `name`. Main thread only, with a GLib event loop (Qt's default on Linux).
///
/// An operation is answered within 10 s even where the Secret Service hangs, for one, behind a
/// prompt to unlock; the job itself cannot be stopped and may still take effect, but always before
/// any later job of ours: QtKeychain runs them one after another.
///
/// QtKeychain and the libraries under it keep copies of a value that nobody can wipe; callers give
/// sealed values (seal.h).
class KeychainSecretStore final : public SecretStore
{
public:
    explicit KeychainSecretStore(Clock& clock);

    Pending read(const QString& name, ReadCompletion done) override;
    Pending write(const QString& name, Secret value, Completion done) override;
    Pending remove(const QString& name, Completion done) override;

private:
    Clock& m_clock;
};

} // namespace lanyard::platform
