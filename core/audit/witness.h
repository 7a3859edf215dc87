// SPDX-License-Identifier: MIT
#pragma once

/// Where the chain's heads are kept, apart from the chain: a file that was cut short or replaced
/// still is a good chain, and only somebody else's memory of it shows the difference.

#include "core/audit/chain.h"
#include "core/base/clock.h"
#include "core/base/result.h"

#include <QHash>
#include <QMap>
#include <QString>

namespace lanyard::audit {

struct Head {
    QString file; ///< Name, without its directory.
    Link link;
};

/// FileHeadWitness, MirroredWitness (event_mirror.h: the system's log beside it) and the tests'.
class HeadWitness
{
public:
    HeadWitness() = default;
    virtual ~HeadWitness();
    Q_DISABLE_COPY_MOVE(HeadWitness)

    /// Errors  System "audit.witness".
    [[nodiscard]] virtual Result<> note(const Head& head, Instant time) = 0;
};

/// One JSON line a head, appended to a file in another directory than the journal's. The same user
/// can write both: forging both is an accepted risk (design.md §10).
class FileHeadWitness final : public HeadWitness
{
public:
    explicit FileHeadWitness(QString path); ///< Its directory is made if need be.

    [[nodiscard]] Result<> note(const Head& head, Instant time) override;

private:
    QString m_path;
};

/// What was noted of each file: hash by sequence number.
struct Heads {
    QHash<QString, QMap<qint64, QByteArray>> files;
    qsizetype foreignLines = 0; ///< That are not heads, or contradict an earlier one.

    void add(const Head& head); ///< What was known first stands.
    void add(const Heads& others);
};

/// Heads from a FileHeadWitness's file; a missing file holds none.
///
/// Errors  System "audit.unreadable".
[[nodiscard]] Result<Heads> readHeads(const QString& path);

} // namespace lanyard::audit
