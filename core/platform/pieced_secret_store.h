// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/secret_store.h"

#include <memory>

namespace lanyard::platform {

/// Large values in a store whose entries are small: Windows keeps 2,560 bytes in one. A value lies in
/// the entry of its name and, where that does not hold it, in `name.1`, `name.2` and so on.
///
/// Values are expected to be sealed (seal.h). Where a crash left pieces of two writes, or lost one,
/// what is read is neither value, and the seal says so; the caller's other copy then counts.
///
/// Main thread only. Errors, deadlines and completions are those of the inner store, for each piece.
class PiecedSecretStore final : public SecretStore
{
public:
    /// `pieceSize`  bytes of one entry, what is put before the first piece included; at least 64.
    PiecedSecretStore(std::unique_ptr<SecretStore> pieces, qsizetype pieceSize);

    Pending read(const QString& name, ReadCompletion done) override;
    Pending write(const QString& name, Secret value, Completion done) override;
    Pending remove(const QString& name, Completion done) override;

private:
    std::unique_ptr<SecretStore> m_pieces;
    qsizetype m_pieceSize;
};

} // namespace lanyard::platform
