// SPDX-License-Identifier: MIT
#include "core/jose/key_file.h"

#include <QFile>

#include <openssl/crypto.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxBytes = qint64{64} * 1024; // The largest RSA key we use has 7 KiB as PEM.

} // namespace

Result<Secret> readKeyFile(const QString& path)
{
    // Not blocking, or a pipe of that name would hold the agent up for ever.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return fail(Fault::System, "signer.key_file", u"the key file does not open"_s, errno);
    QFile file;
    if (!file.open(
            descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered, QFile::AutoCloseHandle)) {
        ::close(descriptor);
        return fail(Fault::System, "signer.key_file", u"the key file cannot be read"_s);
    }

    // Asked of the open file, not of the path: between two looks at a path it can change.
    struct stat status {
    };

    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > maxBytes)
        return fail(Fault::System, "signer.key_file", u"not a file of at most 64 KiB"_s);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0
        || (status.st_uid != geteuid() && status.st_uid != 0))
        return fail(Fault::Misconfigured,
            "signer.key_permissions",
            u"the key file belongs to, or is open to, somebody else"_s);
    QByteArray bytes = file.read(maxBytes);
    Secret secret(bytes);
    OPENSSL_cleanse(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return secret;
}

} // namespace lanyard::jose
