// SPDX-License-Identifier: MIT
#pragma once

#include <QLibrary>

namespace lanyard::test {

/// Whether the Windows here is Wine, which does not enforce all that Windows does. A test of such a
/// thing says QSKIP with what is not enforced; docs/platforms.md has them all.
[[nodiscard]] inline bool isUnderWine()
{
    return QLibrary(QStringLiteral("ntdll")).resolve("wine_get_version") != nullptr;
}

} // namespace lanyard::test
