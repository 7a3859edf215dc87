// SPDX-License-Identifier: MIT
#include "core/platform/durable_file.h"
#include "core/platform/runtime_directory.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <memory>

#include <objbase.h>
#include <shlobj.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

struct CoTaskDeleter {
    void operator()(wchar_t* memory) const noexcept { CoTaskMemFree(memory); }
};

/// The folder that does not roam.
Result<QString> userDirectory()
{
    wchar_t* raw = nullptr;
    const HRESULT result = SHGetKnownFolderPath(FOLDERID_LocalAppData, 0, nullptr, &raw);
    const std::unique_ptr<wchar_t, CoTaskDeleter> path(raw);
    if (FAILED(result))
        return fail(Fault::System, "runtime.none", u"no local folder for this user"_s, result);
    return QDir::fromNativeSeparators(QString::fromWCharArray(path.get())) + u"/Lanyard/run"_s;
}

} // namespace

Result<QString> runtimeDirectory()
{
    LY_TRY(const QString path, userDirectory());
    auto made = makePrivateDirectory(path);
    if (made)
        return path;
    const bool isUnsafe = made.error().fault == Fault::Untrusted;
    return fail(Fault::System,
        isUnsafe ? "runtime.unsafe" : "runtime.failed",
        made.error().detail,
        made.error().native);
}

Result<QString> lockFileOf(const Logon& logon)
{
    LY_TRY(const QString directory, userDirectory());
    const QByteArray name = QCryptographicHash::hash(
        logon.bootId + '\0' + logon.logonId + '\0' + logon.userId, QCryptographicHash::Sha256)
                                .toHex()
                                .left(16);
    return directory + u"/lanyard-%1.lock"_s.arg(QString::fromLatin1(name));
}

void removeRuntimeFiles()
{
    if (const auto running = userDirectory())
        QDir(QFileInfo(*running).path()).removeRecursively(); // Lock files that are held stay.
}

} // namespace lanyard::platform
