// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QSet>
#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace lanyard::policy {

/// One place of the tree as each source has it, the strongest source first. Private to this layer.
struct Level {
    QString path; ///< "" or "Environments.sandbox.".
    std::vector<std::pair<QString, QJsonObject>> sources; ///< Name and object.

    /// Of all sources, sorted.
    [[nodiscard]] QStringList names() const
    {
        QSet<QString> all;
        for (const auto& [origin, object] : sources) {
            const QStringList keys = object.keys();
            all.unite(QSet<QString>(keys.begin(), keys.end()));
        }
        QStringList list(all.begin(), all.end());
        list.sort();
        return list;
    }
};

} // namespace lanyard::policy
