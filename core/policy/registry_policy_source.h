// SPDX-License-Identifier: MIT
#pragma once

#include "core/policy/policy_source.h"
#include "core/policy/registry_key.h"

namespace lanyard::policy {

/// Settings from one key of the registry. How it is read, and what tells of changes, is the
/// caller's part: see registry_win.h. Main thread only.
class RegistryPolicySource final : public PolicySource
{
    Q_OBJECT

public:
    /// `name`  "Group Policy".
    /// `key`   as problems show it: "HKLM\Software\Policies\Lanyard".
    ///
    /// Reads at once.
    RegistryPolicySource(QString name, QString key, ReadRegistry read);

    /// Reads again. A key that is not there sets nothing. One that cannot be read leaves in force
    /// what was read last and is a problem(), "policy.unavailable"; where nothing was ever read,
    /// nobody can sign in, as a weaker source must not stand in for a stronger one. Values of a
    /// wrong type are a problem(), "policy.registry_type", too.
    void refresh() override;

    [[nodiscard]] QString name() const override { return m_name; }

    [[nodiscard]] QJsonObject tree() const override { return m_tree; }

    [[nodiscard]] std::optional<HealthCondition> problem() const override { return m_problem; }

private:
    QString m_name;
    QString m_key;
    ReadRegistry m_read;
    QJsonObject m_tree;
    std::optional<HealthCondition> m_problem;
    bool m_wasRead = false;
};

} // namespace lanyard::policy
