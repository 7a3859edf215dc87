// SPDX-License-Identifier: MIT
#pragma once

/// Who signed a file. Any thread; reads the whole file.

#include <QByteArray>
#include <QString>

#include <windows.h>

namespace lanyard::platform {

struct Publisher {
    QByteArray name; ///< Of the Authenticode signature's leaf certificate, as people read it.
    QByteArray product; ///< ProductName of the version resource; only of a file with a publisher.
};

/// Of the open file `file` at `path`. Empty unless the system's policy trusts an embedded
/// signature. (A signature in a catalogue, as Windows' own programs have, is not looked for.)
/// Nothing is fetched from the network: revocation is told by what the system has cached.
[[nodiscard]] Publisher publisherOf(HANDLE file, const QString& path);

} // namespace lanyard::platform
