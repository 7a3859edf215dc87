// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/platform/durable_file.h"

#include <QByteArrayView>
#include <QString>

namespace lanyard::audit {

/// What a full disk refuses. Two implementations: RealDisk, and the tests' small one.
class Disk
{
public:
    Disk() = default;
    virtual ~Disk();
    Q_DISABLE_COPY_MOVE(Disk)

    /// Errors  as AppendFile::append().
    [[nodiscard]] virtual Result<> append(platform::AppendFile& file, QByteArrayView bytes) = 0;

    /// Errors  as platform::reserveSpace().
    [[nodiscard]] virtual Result<> reserve(const QString& path, qint64 size) = 0;
};

class RealDisk final : public Disk
{
public:
    [[nodiscard]] Result<> append(platform::AppendFile& file, QByteArrayView bytes) override;
    [[nodiscard]] Result<> reserve(const QString& path, qint64 size) override;
};

} // namespace lanyard::audit
