// SPDX-License-Identifier: MIT
#pragma once

/// Any thread.

#include "app/config/config_files.h"

namespace lanyard::config {

/// Who may own a configuration file and the folders around it.
enum class Owners : std::uint8_t {
    Administrators,
    AdministratorsAndOurselves, ///< For development: a directory given by --config-dir.
};

/// Reads files of at most 1 MiB that nobody but `owners` could have written: neither the file, nor
/// any folder on its way, before or behind a link.
///
/// Errors of the reader
///   Untrusted  "file.writable_by_others", "file.not_regular" (a device, a pipe, a directory)
///   System     "file.missing", "file.unreadable", "file.too_large"
[[nodiscard]] TrustedReader trustedReader(Owners owners);

/// For files of `directory`: administrators only where that is the machine's own.
[[nodiscard]] TrustedReader trustedReaderFor(const QString& directory);

} // namespace lanyard::config
