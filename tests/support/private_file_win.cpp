// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "tests/support/private_file.h"

namespace lanyard::test {

bool makePrivate(const QString& path)
{
    const auto access = SecurityDescriptor::fromSddl(privateSddl());
    return access
        && SetFileSecurityW(reinterpret_cast<const wchar_t*>(path.utf16()),
            DACL_SECURITY_INFORMATION,
            access->attributes().lpSecurityDescriptor);
}

bool isPrivate(const QString& path)
{
    return onlyTheyHave(
        FILE_GENERIC_READ | FILE_GENERIC_WRITE, path, Writers::AdministratorsAndOurselves);
}

} // namespace lanyard::test
