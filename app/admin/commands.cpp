// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"

#include "app/admin/file_problems.h"

#include <optional>
#include <utility>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

/// What is the same wherever it is asked; nothing for the other commands.
std::optional<Report> runWithoutConfiguration(const Invocation& invocation)
{
    if (invocation.command == u"policy schema"_s)
        return policySchemaReport();
    if (invocation.command == u"policy document"_s)
        return policyDocumentReport();
    if (invocation.command == u"policy templates"_s)
        return policyTemplates(invocation.templatesDirectory);
    return std::nullopt;
}

} // namespace

Report run(const Invocation& invocation, const Edges& edges)
{
    if (auto report = runWithoutConfiguration(invocation))
        return std::move(*report);

    auto place = config::configPlace(invocation.configDirectory,
        edges.machineDirectory,
        edges.machinePolicy ? edges.machinePolicy() : config::PolicySources());
    if (!place)
        return failureReport(place.error().code == "config.machine_policy" ? ExitCode::Refused
                                                                           : ExitCode::Unavailable,
            place.error());
    const config::ConfigFiles files(place->directory,
        edges.clock,
        edges.readerFor(place->directory),
        std::move(place->sources));
    const config::Configuration& configuration = files.current();

    if (invocation.command == u"policy show"_s)
        return policyShow(configuration);
    if (invocation.command == u"policy check"_s)
        return policyCheck(configuration);
    if (invocation.command == u"apps check"_s)
        return checkReport(u"apps.json"_s, appsProblems(configuration));
    if (invocation.command == u"roles check"_s)
        return rolesCheck(configuration);
    if (invocation.command == u"roles explain"_s)
        return rolesExplain(configuration, invocation, edges.clock.now());
    if (invocation.command == u"audit verify"_s)
        return auditVerify(configuration);
    if (invocation.command == u"audit show"_s)
        return auditShow(configuration);
    const auto health = edges.agentHealth ? edges.agentHealth() : Result<QJsonObject>();
    return diagnose(configuration,
        place->directory,
        edges.agentHello(),
        health ? health->value(u"health"_s).toArray() : QJsonArray());
}

} // namespace lanyard::admin
