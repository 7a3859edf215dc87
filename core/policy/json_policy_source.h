// SPDX-License-Identifier: MIT
#pragma once

#include "core/policy/policy_source.h"

#include <QByteArrayView>

namespace lanyard::policy {

/// Settings from the bytes of a policy.json. Reading the file, and whether to trust it, is the
/// caller's part.
class JsonPolicySource final : public PolicySource
{
    Q_OBJECT

public:
    explicit JsonPolicySource(QString name);

    /// Takes new contents. A document that cannot be read leaves the last good one in force and is
    /// a problem(), "policy.unreadable", that names the line: an editor's slip must not cost a
    /// ward its policy.
    void setContents(QByteArrayView json);

    /// The file could not be read at all; the last good contents stay in force.
    void setUnavailable(HealthCondition why);

    [[nodiscard]] QString name() const override { return m_name; }

    [[nodiscard]] QJsonObject tree() const override { return m_tree; }

    [[nodiscard]] std::optional<HealthCondition> problem() const override { return m_problem; }

private:
    QString m_name;
    QJsonObject m_tree;
    std::optional<HealthCondition> m_problem;
};

} // namespace lanyard::policy
