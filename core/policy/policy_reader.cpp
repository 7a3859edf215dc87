// SPDX-License-Identifier: MIT
#include "core/policy/policy_reader.h"

#include "core/policy/policy_checks.h"
#include "core/policy/policy_level.h"
#include "core/policy/problem_list.h"
#include "core/policy/setting.h"
#include "core/policy/setting_checks.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <utility>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

struct Found {
    QJsonValue value; ///< What is in force.
    bool isBad = false;
};

class Reader
{
public:
    EffectivePolicy read(const std::vector<const PolicySource*>& sources);

private:
    void addProblem(const HealthCondition& problem);
    [[nodiscard]] Level below(const Level& level, const QString& name);
    [[nodiscard]] Found take(const Level& level, const Setting& setting);
    [[nodiscard]] QJsonValue checked(
        const Setting& setting, const QJsonValue& value, EffectiveValue& effective);
    void reportUnknown(const Level& level, std::span<const Setting> known, const QString& group);
    void machine(const Level& root);
    void environments(const Level& root);
    [[nodiscard]] Environment environment(const Level& level, const QString& name);
    void audience(const Level& level, const QString& name, Environment& environment);
    void chooseEnvironment();
    void mark(const QString& setting, const QString& problem);

    EffectivePolicy m_result;
    ProblemList m_problems;
    Findings m_findings{m_problems,
        [this](const QString& setting, const QString& problem) { mark(setting, problem); }};
    QMap<QString, Environment> m_environments;
};

/// The member of a list that is not sound may go without the others.
QJsonArray soundMembers(const Setting& setting, const QJsonValue& value)
{
    QJsonArray sound;
    if (setting.isSound == nullptr)
        return sound; // A command line without one of its words is another command.
    for (const QJsonValue member : value.toArray()) {
        if (setting.accepts(QJsonArray{member}))
            sound.append(member);
    }
    return sound;
}

EffectivePolicy Reader::read(const std::vector<const PolicySource*>& sources)
{
    Level root;
    for (const PolicySource* source : sources)
        root.sources.emplace_back(source->name(), source->tree());
    machine(root);
    environments(root);
    reportUnknown(root, machineSettings(), u"Environments"_s);
    checkLimits(m_result.policy, m_findings);
    checkEmergency(m_result.policy, m_findings);
    chooseEnvironment();

    m_result.problems = m_problems.conditions();
    for (const PolicySource* source : sources) {
        if (const auto problem = source->problem())
            addProblem(*problem);
    }
    return m_result;
}

/// One condition for each code, also where two sources have it.
void Reader::addProblem(const HealthCondition& problem)
{
    const auto same = std::find_if(m_result.problems.begin(),
        m_result.problems.end(),
        [&](const HealthCondition& other) { return other.code == problem.code; });
    if (same == m_result.problems.end())
        m_result.problems.append(problem);
    else
        same->detail += u"; "_s + problem.detail;
}

Level Reader::below(const Level& level, const QString& name)
{
    Level lower{level.path + name + u'.', {}};
    for (const auto& [origin, object] : level.sources) {
        if (!object.contains(name))
            continue;
        if (!object.value(name).isObject()) {
            m_problems.add(
                "policy.bad_value", u"%1: expected an object"_s.arg(shownName(level.path + name)));
            break; // As with single values: no weaker source makes that good.
        }
        lower.sources.emplace_back(origin, object.value(name).toObject());
    }
    return lower;
}

Found Reader::take(const Level& level, const Setting& setting)
{
    const QString name = QString::fromLatin1(setting.name);
    EffectiveValue effective{.name = level.path + name,
        .value = toJson(setting.fallback),
        .origin = u"default"_s,
        .problem = {}};
    for (const auto& [origin, object] : level.sources) {
        if (!object.contains(name))
            continue;
        effective.origin = origin;
        effective.value = checked(setting, object.value(name), effective);
        break; // A weaker source never makes good what a stronger one got wrong.
    }
    m_result.values.append(effective);
    return {effective.value, effective.problem.has_value()};
}

QJsonValue Reader::checked(
    const Setting& setting, const QJsonValue& value, EffectiveValue& effective)
{
    if (setting.accepts(value))
        return value;
    effective.problem = u"expected %1"_s.arg(setting.expected());
    m_problems.add(
        "policy.bad_value", u"%1: %2"_s.arg(shownName(effective.name), *effective.problem));
    if (setting.type == SettingType::TextList)
        return soundMembers(setting, value);
    return toJson(setting.whenBad.value_or(setting.fallback));
}

void Reader::reportUnknown(const Level& level, std::span<const Setting> known, const QString& group)
{
    for (const QString& name : level.names()) {
        const auto isNamed = [&](const Setting& setting) {
            return name == QLatin1String(setting.name);
        };
        const auto isMeant = [&](const Setting& setting) {
            return name.compare(QLatin1String(setting.name), Qt::CaseInsensitive) == 0;
        };
        if (name == group || std::any_of(known.begin(), known.end(), isNamed))
            continue;
        const auto meant = std::find_if(known.begin(), known.end(), isMeant);
        const QString hint = meant == known.end()
            ? QString()
            : u" (perhaps %1)"_s.arg(QString::fromLatin1(meant->name));
        m_problems.add("policy.unknown_setting", shownName(level.path + name) + hint);
    }
}

void Reader::machine(const Level& root)
{
    for (const Setting& setting : machineSettings()) {
        const Found found = take(root, setting);
        (*std::get_if<0>(&setting.target))(m_result.policy, found.value);
    }
}

void Reader::environments(const Level& root)
{
    const Level profiles = below(root, u"Environments"_s);
    for (const QString& name : profiles.names()) {
        if (isEnvironmentName(name))
            m_environments.insert(name, environment(below(profiles, name), name));
        else
            m_problems.add("policy.bad_value",
                u"%1: a profile's name has lower-case letters, digits, - and _ only"_s.arg(
                    shownName(profiles.path + name)));
    }
}

Environment Reader::environment(const Level& level, const QString& name)
{
    Environment profile;
    profile.name = name;
    for (const Setting& setting : environmentSettings()) {
        const Found found = take(level, setting);
        (*std::get_if<1>(&setting.target))(profile, found.value);
        const bool isMissing = setting.necessity == Necessity::Required
            && (found.value.toString().isEmpty() && found.value.toArray().isEmpty());
        const bool isUnsound = setting.necessity == Necessity::SoundIfSet && found.isBad;
        if ((isMissing || isUnsound) && profile.unusable.isEmpty())
            profile.unusable = u"%1%2 is %3"_s.arg(level.path,
                QString::fromLatin1(setting.name),
                found.isBad ? u"not usable"_s : u"not set"_s);
    }
    const Level audiences = below(level, u"Audiences"_s);
    for (const QString& audienceName : audiences.names())
        audience(below(audiences, audienceName), audienceName, profile);
    reportUnknown(level, environmentSettings(), u"Audiences"_s);
    checkEnvironment(profile, m_findings);
    return profile;
}

void Reader::audience(const Level& level, const QString& name, Environment& environment)
{
    if (!isIdentifier(name)) {
        m_problems.add("policy.bad_value",
            u"%1: an audience's name is printable ASCII without spaces"_s.arg(
                shownName(level.path.chopped(1))));
        return;
    }
    Audience audience;
    bool isSound = !level.sources.empty(); // Empty: none of the sources has an object there.
    for (const Setting& setting : audienceSettings()) {
        const Found found = take(level, setting);
        (*std::get_if<2>(&setting.target))(audience, found.value);
        isSound = isSound && !found.isBad;
    }
    reportUnknown(level, audienceSettings(), {});
    if (audience.resource.isEmpty())
        audience.resource = name.toLatin1();
    if (isSound) // Otherwise nobody gets it: an unmapped audience is denied.
        environment.audiences.insert(name.toLatin1(), audience);
}

void Reader::chooseEnvironment()
{
    QString name = m_result.policy.environment.name;
    if (name.isEmpty() && m_environments.size() == 1) {
        const auto wrong = std::find_if(m_result.values.begin(),
            m_result.values.end(),
            [](const EffectiveValue& value) { return value.name == u"Environment"; });
        if (!wrong->problem) // A misspelt choice is no choice: never sign in elsewhere.
            name = m_environments.firstKey();
    }
    if (const auto chosen = m_environments.constFind(name); chosen != m_environments.cend()) {
        m_result.policy.environment = *chosen;
    } else {
        m_result.policy.environment.unusable = name.isEmpty()
            ? u"Environment is not set"_s
            : u"Environment names a profile that Environments lacks"_s;
        mark(u"Environment"_s, m_result.policy.environment.unusable);
    }
    const QString& unusable = m_result.policy.environment.unusable;
    if (!unusable.isEmpty())
        m_problems.add("policy.incomplete", unusable);
}

void Reader::mark(const QString& setting, const QString& problem)
{
    for (EffectiveValue& value : m_result.values) {
        if (value.name == setting && !value.problem)
            value.problem = problem;
    }
}

} // namespace

EffectivePolicy readPolicy(const std::vector<const PolicySource*>& sources)
{
    return Reader().read(sources);
}

std::optional<Error> signInRefusal(const Environment& environment)
{
    QString why = environment.unusable;
    if (why.isEmpty() && environment.issuer.isEmpty())
        why = u"Issuer is not set"_s;
    if (why.isEmpty() && environment.clientId.isEmpty())
        why = u"ClientId is not set"_s;
    if (why.isEmpty())
        return std::nullopt;
    return fail(Fault::Misconfigured, "policy.incomplete", why).value();
}

QStringList changedSettings(const EffectivePolicy& before, const EffectivePolicy& after)
{
    const auto byName = [](const EffectivePolicy& policy) {
        QMap<QString, QJsonValue> values;
        for (const EffectiveValue& value : policy.values)
            values.insert(value.name, value.value);
        return values;
    };
    const auto was = byName(before);
    const auto is = byName(after);
    QStringList names =
        (QSet<QString>(was.keyBegin(), was.keyEnd()) + QSet<QString>(is.keyBegin(), is.keyEnd()))
            .values();
    names.removeIf([&](const QString& name) { return was.value(name) == is.value(name); });
    names.sort();
    return names;
}

} // namespace lanyard::policy
