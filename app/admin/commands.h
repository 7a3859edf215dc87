// SPDX-License-Identifier: MIT
#pragma once

/// The commands of lanyard-admin, each a report.
///
/// Main thread only.

#include "app/admin/invocation.h"
#include "app/admin/report.h"
#include "app/config/config_files.h"
#include "core/base/clock.h"

#include <QString>

#include <functional>

namespace lanyard::admin {

/// What the commands touch of the world.
struct Edges {
    Clock& clock;
    QString machineDirectory; ///< config::machineConfigDirectory().
    std::function<config::TrustedReader(const QString& directory)> readerFor;
    std::function<config::PolicySources()> machinePolicy = {}; ///< None: the files have it.
    std::function<Result<QJsonObject>()> agentHello;
    std::function<Result<QJsonObject>()> agentHealth = {};
};

/// Carries out `invocation`.
[[nodiscard]] Report run(const Invocation& invocation, const Edges& edges);

// What run() chooses from.
[[nodiscard]] Report policyShow(const config::Configuration& configuration);
[[nodiscard]] Report policyCheck(const config::Configuration& configuration);
[[nodiscard]] Report policySchemaReport();
[[nodiscard]] Report policyDocumentReport();
/// Writes the administrative template into `directory`, which it makes where it is not there.
[[nodiscard]] Report policyTemplates(const QString& directory);
[[nodiscard]] Report rolesCheck(const config::Configuration& configuration);
[[nodiscard]] Report rolesExplain(
    const config::Configuration& configuration, const Invocation& invocation, Instant now);
/// Of this user's trail (config::auditPlaces()).
[[nodiscard]] Report auditVerify(const config::Configuration& configuration);
[[nodiscard]] Report auditShow(const config::Configuration& configuration);
[[nodiscard]] Report diagnose(const config::Configuration& configuration,
    const QString& directory,
    const Result<QJsonObject>& agent,
    const QJsonArray& health);

} // namespace lanyard::admin
