// SPDX-License-Identifier: MIT
#pragma once

/// Who signed a file, by the system's own judgement.

#include "core/platform/publisher.h"

#include <QString>

#include <windows.h>

namespace lanyard::platform {

/// Of the open file `file` at `path`, which nobody can change meanwhile: what is judged is what is
/// open. Embedded signatures, and those in the machine's catalogues. Any thread but the main one:
/// it reads the whole file, and with Revocation::Online waits for the network.
[[nodiscard]] Publisher publisherOf(HANDLE file, const QString& path, Revocation revocation);

} // namespace lanyard::platform
