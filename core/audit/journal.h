// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/chain.h"
#include "core/audit/disk.h"
#include "core/audit/event.h"
#include "core/audit/reserve.h"
#include "core/audit/witness.h"
#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace lanyard::audit {

/// The audit trail on disk: hash-chained JSON lines (chain.h) in `<directory>/<user>/`, readable by
/// that user alone. One file from each start and one from each sign-in, so that none holds two
/// persons' sessions, and another when one is full; names sort by time, and each file's first line says where the one before it ended. A line that a crash tore stays as it
/// is; the next file's first line says how much of it there is. Main thread only.
///
/// A full disk: what raises authority is refused; the rest goes into space that was reserved for
/// it, the last of it kept for sign-outs; health says "audit.full".
class Journal final : public Trail
{
public:
    struct Settings {
        QString directory; ///< Of all users' journals; made if need be.
        QByteArray userId;
        QString host;
        QString version; ///< The agent's.
        qint64 rotateAt = qint64{8} * 1024 * 1024; ///< Bytes.
    };

    struct Ports {
        Disk& disk;
        HeadWitness& witness;
        Clock& clock;
        Health& health;
    };

    /// Errors  System "audit.write", "audit.full"; Untrusted "file.owner",
    ///         "file.readable_by_others" (the journal's directory is not this user's alone).
    [[nodiscard]] static Result<std::unique_ptr<Journal>> open(Settings settings, Ports ports);

    ~Journal() override; ///< Forces what there is to disk, and notes the head.
    Q_DISABLE_COPY_MOVE(Journal)

    [[nodiscard]] Result<> record(const Event& event) override;

    /// Goes on in a new file. Done by record() with each person who signs in.
    [[nodiscard]] Result<> startFile();

    [[nodiscard]] QString fileName() const { return m_name; }

private:
    Journal(Settings settings, Ports ports);

    [[nodiscard]] Result<> append(const QJsonObject& record, Claim claim);
    [[nodiscard]] Result<> makeRoomAndAppend(QByteArrayView text, Claim claim);
    [[nodiscard]] Result<> force();
    [[nodiscard]] Result<> forceNow();
    void forceSoon();
    [[nodiscard]] Result<> makeReadyFor(Kind kind, Claim claim);
    void noteHead();
    void becomeFull();
    [[nodiscard]] Result<> recoverFromFull(Claim claim);

    Settings m_settings;
    Ports m_ports;
    QString m_directory;
    Reserve m_reserve;
    std::optional<platform::AppendFile> m_file;
    QString m_name;
    qint64 m_size = 0;
    Link m_last;
    bool m_isFull = false;
    bool m_isForced = true; ///< Nothing is waiting for the disk.
    Pending m_force;
};

} // namespace lanyard::audit
