// SPDX-License-Identifier: MIT
#include "core/audit/disk.h"

namespace lanyard::audit {

Disk::~Disk() = default;

Result<> RealDisk::append(platform::AppendFile& file, QByteArrayView bytes)
{
    return file.append(bytes);
}

Result<> RealDisk::reserve(const QString& path, qint64 size)
{
    return platform::reserveSpace(path, size);
}

} // namespace lanyard::audit
