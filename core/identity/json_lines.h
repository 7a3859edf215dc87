// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>

#include <optional>

namespace lanyard::identity {

/// Where in a JSON text each value stands, so that a problem can name its line.
///
/// Takes any bytes without failing; for text that is not JSON the answers are only guesses. Pure.
class JsonLines
{
public:
    explicit JsonLines(QByteArrayView text);

    /// The line of `path` ("rules/2/when/role_code"), or of the nearest thing around it. From 1.
    [[nodiscard]] int line(QByteArray path) const;

    /// The line where a name stands in one object for the second time.
    [[nodiscard]] std::optional<int> repeatedName() const { return m_repeated; }

    /// The line of byte `offset` of `text`.
    [[nodiscard]] static int lineAt(QByteArrayView text, qsizetype offset);

private:
    QHash<QByteArray, int> m_lines;
    std::optional<int> m_repeated;
};

} // namespace lanyard::identity
