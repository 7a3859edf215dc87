// SPDX-License-Identifier: MIT
#pragma once

/// The catalogues of the machine: signed lists of hashes of files that have no signature inside, as
/// most of Windows' own.

#include "core/base/handle_win.h"

#include <QByteArray>
#include <QString>

#include <mscat.h>
#include <optional>
#include <string>

namespace lanyard::platform {

/// A file's place in a catalogue. Not to be moved while the system is asked about it.
struct CatalogueEntry {
    std::wstring catalogue; ///< The catalogue's own file.
    std::wstring tag; ///< The member: its hash in hexadecimal.
    QByteArray hash;
};

/// The first catalogue that has the open file `file`, by its SHA-256 or, in older ones, its SHA-1.
[[nodiscard]] std::optional<CatalogueEntry> catalogueEntryOf(HANDLE file);

} // namespace lanyard::platform
