// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>
#include <QHash>
#include <QString>

namespace lanyard::policy {

/// Line, from 1, of each value of a JSON text by its pointer (RFC 6901): "/apps/0/match/path".
/// `text` is known to be valid JSON.
[[nodiscard]] QHash<QString, int> linesOf(QByteArrayView text);

} // namespace lanyard::policy
