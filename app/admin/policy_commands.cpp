// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "core/policy/admx.h"
#include "core/policy/policy_document.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

bool isWritten(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(bytes) == bytes.size() && file.commit();
}

} // namespace

Report policyShow(const config::Configuration& configuration)
{
    const policy::EffectivePolicy& policy = configuration.policy;
    QString text = toText(policy.values);
    if (!policy.problems.isEmpty())
        text += u'\n' + toText(policy.problems);
    return {.exitCode = policy.problems.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = {{u"environment"_s, policy.policy.environment.name},
            {u"settings"_s, toJson(policy.values)},
            {u"problems"_s, toJson(policy.problems)}},
        .text = text};
}

Report policyCheck(const config::Configuration& configuration)
{
    return checkReport(configuration.policyName, configuration.policy.problems);
}

Report policySchemaReport()
{
    const QJsonObject schema = policy::policySchema();
    return {.exitCode = ExitCode::Ok,
        .json = schema,
        .text = QString::fromUtf8(QJsonDocument(schema).toJson())};
}

Report policyDocumentReport()
{
    const QString document = QString::fromUtf8(policy::policyDocument());
    return {.exitCode = ExitCode::Ok, .json = {{u"markdown"_s, document}}, .text = document};
}

Report policyTemplates(const QString& directory)
{
    const QString definitions = directory + u"/lanyard.admx"_s;
    const QString texts = directory + u"/en-GB/lanyard.adml"_s;
    if (!isWritten(definitions, policy::admx()) || !isWritten(texts, policy::adml()))
        return failureReport(ExitCode::Unavailable,
            fail(Fault::System, "file.write", u"%1 cannot be written"_s.arg(directory)).value());
    return {.exitCode = ExitCode::Ok,
        .json = {{u"admx"_s, definitions}, {u"adml"_s, texts}},
        .text = definitions + u'\n' + texts + u'\n'};
}

} // namespace lanyard::admin
