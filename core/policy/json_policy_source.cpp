// SPDX-License-Identifier: MIT
#include "core/policy/json_policy_source.h"

#include "core/base/json.h"

#include <QJsonDocument>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

/// Where Qt's parser stops; nothing for what only our own reader refuses.
QString lineOfTheSlip(QByteArrayView json)
{
    QJsonParseError slip;
    static_cast<void>(QJsonDocument::fromJson(json.toByteArray(), &slip));
    if (slip.error == QJsonParseError::NoError)
        return {};
    const auto line = json.first(qBound(0, slip.offset, json.size())).toByteArray().count('\n') + 1;
    return u" (line %1)"_s.arg(line);
}

} // namespace

JsonPolicySource::JsonPolicySource(QString name)
    : m_name(std::move(name))
{
}

void JsonPolicySource::setContents(QByteArrayView json)
{
    auto tree = parseJsonObject(json);
    if (tree) {
        m_tree = *std::move(tree);
        m_tree.remove(u"$schema"_s); // For editors.
        m_problem.reset();
    } else {
        m_problem = HealthCondition{.code = "policy.unreadable",
            .severity = Severity::Problem,
            .detail = u"%1: %2%3"_s.arg(m_name, tree.error().detail, lineOfTheSlip(json)),
            .advice = u"Correct the file; until then its last good contents are in force."_s,
            .reference = {}};
    }
    Q_EMIT changed();
}

void JsonPolicySource::setUnavailable(HealthCondition why)
{
    m_problem = std::move(why);
    Q_EMIT changed();
}

} // namespace lanyard::policy
