// SPDX-License-Identifier: MIT
#include "tests/support/private_file.h"

#include <QFile>

#include <sys/stat.h>

namespace lanyard::test {

bool makePrivate(const QString& path)
{
    return QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
}

bool isPrivate(const QString& path)
{
    struct stat found = {};
    return stat(QFile::encodeName(path).constData(), &found) == 0 && (found.st_mode & 077U) == 0;
}

} // namespace lanyard::test
