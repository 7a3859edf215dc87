// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/health.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <optional>

namespace lanyard::policy {

/// One place an administrator can write settings: Group Policy, the machine's own settings, a file.
/// Main thread only.
class PolicySource : public QObject
{
    Q_OBJECT

public:
    PolicySource() = default;
    ~PolicySource() override;
    Q_DISABLE_COPY_MOVE(PolicySource)

    /// As shown beside each value: "Group Policy", "policy.json".
    [[nodiscard]] virtual QString name() const = 0;

    /// Looks again at what tree() and problem() are made of; does not say changed().
    virtual void refresh();

    /// Everything that is set here, in the shape of policy.json. Not yet checked.
    [[nodiscard]] virtual QJsonObject tree() const = 0;

    /// Why tree() is not what the administrator wrote last, if so.
    [[nodiscard]] virtual std::optional<HealthCondition> problem() const = 0;

Q_SIGNALS:
    /// tree() or problem() may be different now, after refresh().
    void changed();
};

} // namespace lanyard::policy
