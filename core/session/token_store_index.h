// SPDX-License-Identifier: MIT
#pragma once

/// Which logons of this user have records: a credential store cannot be searched.

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/platform/file_lock.h"
#include "core/platform/logon.h"
#include "core/platform/secret_store.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace lanyard::session {

/// Main thread only; one operation at a time.
class LogonIndex
{
public:
    using Change = std::function<void(QList<platform::Logon>&)>;
    using Completion = std::function<void(Result<QList<platform::Logon>>)>;

    struct Place {
        QString name; ///< In the store.
        QByteArray entropy; ///< For the seal.
        QByteArray userId; ///< All logons listed are this user's.
        QString lockFile; ///< Held while it is changed; empty: not guarded.
    };

    static constexpr qsizetype maxLogons = 64; ///< More is not sharing a PC; the oldest go.

    LogonIndex(platform::SecretStore& store, Clock& clock, Place place);

    /// Reads the list, lets `change` have it, and writes it back if it is another now. The answer
    /// is the list as it stands, read back if it was written. One that does not open counts as
    /// empty: it will be written anew.
    ///
    /// Errors  as SecretStore and FileLock::acquire(); System "store.not_kept" when what is read
    ///         back is not what was written.
    void update(Change change, Completion done);

private:
    void read();
    void write(const QList<platform::Logon>& logons);
    void readBack();
    void finish(Result<QList<platform::Logon>> outcome);

    platform::SecretStore& m_store;
    Clock& m_clock;
    Place m_place;

    Change m_change;
    Completion m_done;
    QList<platform::Logon> m_logons;
    std::optional<platform::FileLock> m_lock;
    Pending m_step;
};

} // namespace lanyard::session
