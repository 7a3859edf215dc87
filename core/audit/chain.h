// SPDX-License-Identifier: MIT
#pragma once

/// How lines hang together. Pure. Any thread.
///
/// A line is one JSON object whose last member is `"hash":"<64 hex digits>"`: the SHA-256 of the
/// line's bytes before `,"hash":`. Among the members hashed are `seq`, which counts from 0 in each
/// file, and `prev`, the hash of the line before. So whoever can hash text can check a file, without
/// agreeing with us on how JSON is written.

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

namespace lanyard::audit {

constexpr qsizetype hashSize = 64; ///< Hex digits.
constexpr qsizetype maxLine = qsizetype{16} * 1024; ///< Longer than any of ours.

/// What the first line of a first file is chained to.
[[nodiscard]] QByteArray noHash();

struct Link {
    qint64 seq = 0;
    QByteArray hash;

    friend bool operator==(const Link&, const Link&) = default;
};

struct ChainedLine {
    QByteArray text; ///< With its line feed.
    Link link;
};

/// `record` as line number `seq` after the line whose hash is `prev`.
[[nodiscard]] ChainedLine chained(QJsonObject record, qint64 seq, const QByteArray& prev);

struct ReadLine {
    Link link; ///< As the line says of itself.
    QByteArray prev;
    QJsonObject record;
    bool isIntact = false; ///< The hash is that of the line.
};

/// Reads one line, without its line feed.
///
/// Errors  Malformed "audit.foreign_line": not a line of ours, intact or changed.
[[nodiscard]] Result<ReadLine> readLine(QByteArrayView line);

} // namespace lanyard::audit
