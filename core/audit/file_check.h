// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/chain.h"
#include "core/audit/verify.h"

#include <QMap>
#include <QString>

namespace lanyard::audit {

/// Checks one file, line after line.
class FileCheck
{
public:
    /// `known`  what others know of this file: hash by sequence number.
    FileCheck(QString name, QMap<qint64, QByteArray> known);

    void line(QByteArrayView text);

    /// `torn`       bytes after the last line feed.
    /// `accounted`  how many of these a later file speaks of.
    [[nodiscard]] FileReport end(qint64 torn, qint64 accounted);

private:
    void check(const ReadLine& line);
    void compareWithKnown(const Link& link);
    void find(Problem problem, const QString& detail);

    FileReport m_report;
    QMap<qint64, QByteArray> m_known;
    qint64 m_expected = 0;
    qint64 m_highest = -1;
    QByteArray m_prev; ///< Hash of the line before, as that says of itself.
    QMap<qint64, qint64> m_missing; ///< Sequence number -> line at which it was missed.
};

} // namespace lanyard::audit
