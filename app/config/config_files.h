// SPDX-License-Identifier: MIT
#pragma once

/// The settings, apps.json and roles.json of one directory, watched.
///
/// Main thread only.

#include "app/config/machine_policy.h"
#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/base/pending.h"
#include "core/base/result.h"
#include "core/policy/json_policy_source.h"
#include "core/policy/policy_reader.h"

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace lanyard::config {

/// Reads a file that only administrators may write; see trusted_reader.h. A file that is not
/// there is the error "file.missing".
using TrustedReader = std::function<Result<QByteArray>(const QString& path)>;

/// One file as it is in force.
struct ConfigFile {
    QString path; ///< Absolute.
    QByteArray bytes; ///< Empty when missing or refused.
    /// "apps.missing", "apps.untrusted", "apps.unavailable"; likewise "roles.".
    std::optional<HealthCondition> problem;
};

/// Everything the files say. The contents of apps and roles are still to be read by their owners
/// (policy::readAppRules, identity::readRoleRules), whose problems come on top.
struct Configuration {
    policy::EffectivePolicy policy; ///< appsFile and rolesFile are filled in, absolute.
    QString policyName; ///< Of its sources: "policy.json", "Group Policy and machine settings".
    ConfigFile apps;
    ConfigFile roles;

    /// Of the policy and the three files.
    [[nodiscard]] QList<HealthCondition> problems() const;
};

/// Where the files are.
///
/// `asked`    from --config-dir; empty: the machine's directory.
/// `machine`  where the administrator installs them: /etc/lanyard.
///
/// Errors  Misconfigured "config.machine_policy": `asked` is given, but `machine` has a policy.json,
///         which nobody may go round; "config.no_directory": `asked` is not a directory.
[[nodiscard]] Result<QString> configDirectory(const QString& asked, const QString& machine);

/// The machine's directory of this platform.
[[nodiscard]] QString machineConfigDirectory();

/// Loads at once; loads again when something changes.
class ConfigFiles final : public QObject
{
    Q_OBJECT

public:
    /// Without `sources`, the settings are those of policy.json in `directory`.
    ConfigFiles(
        const QString& directory, Clock& clock, TrustedReader read, PolicySources sources = {});

    [[nodiscard]] const Configuration& current() const { return m_current; }

    /// Looks now instead of at the next notice.
    void reload();

Q_SIGNALS:
    /// current() is different from what it was. Not sent for a file that was merely touched.
    void changed();

private:
    void watch();
    [[nodiscard]] QString policyPath() const;
    void scheduleReload();
    void scheduleLook();
    [[nodiscard]] bool load();

    QString m_directory;
    Clock& m_clock;
    TrustedReader m_read;
    PolicySources m_sources;
    policy::JsonPolicySource* m_policyFile = nullptr; ///< One of m_sources; null: not read.
    Configuration m_current;
    QByteArray m_seen; ///< Hash of everything load() last found.
    QFileSystemWatcher m_watcher;
    Pending m_settling;
    Pending m_nextLook;
};

} // namespace lanyard::config
