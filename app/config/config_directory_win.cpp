// SPDX-License-Identifier: MIT
#include "app/config/config_files.h"

#include <QDir>

#include <memory>

#include <objbase.h>
#include <shlobj.h>

namespace lanyard::config {

namespace {

struct CoTaskDeleter {
    void operator()(wchar_t* memory) const noexcept { CoTaskMemFree(memory); }
};

} // namespace

QString machineConfigDirectory()
{
    wchar_t* raw = nullptr;
    SHGetKnownFolderPath(FOLDERID_ProgramData, 0, nullptr, &raw);
    const std::unique_ptr<wchar_t, CoTaskDeleter> path(raw);
    // Not from the environment, which anybody may set for a program that they start.
    const QString folder =
        path ? QString::fromWCharArray(path.get()) : QStringLiteral("C:/ProgramData");
    return QDir::fromNativeSeparators(folder) + QStringLiteral("/Lanyard");
}

} // namespace lanyard::config
