// SPDX-License-Identifier: MIT
#include "core/identity/role_rules_reader.h"

#include "core/base/json.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxReasons = 20; // A screenful; correcting those shows the rest.

bool matches(const QByteArray& text, const QString& shape)
{
    return QRegularExpression(u"\\A(?:%1)\\z"_s.arg(shape))
        .match(QString::fromUtf8(text))
        .hasMatch();
}

bool isName(const QByteArray& text)
{
    return matches(text, u"[a-z][a-z0-9_]{0,63}"_s);
}

bool isCode(const QByteArray& text)
{
    return matches(text, u"[A-Za-z0-9._-]{1,64}"_s);
}

bool isRolePattern(const QByteArray& text)
{
    return matches(text, u"(?:[A-Za-z0-9]{1,16}|\\*)(?::(?:[A-Za-z0-9]{1,16}|\\*)){2}"_s);
}

/// One that CIS2 has a level for: nothing is known to satisfy another.
bool isAuthenticationClass(const QByteArray& text)
{
    return matches(text, u"AAL[23]_[A-Z0-9_]{1,60}"_s);
}

QByteArray member(const QByteArray& path, const QString& name)
{
    return path.isEmpty() ? name.toUtf8() : path + '/' + name.toUtf8();
}

} // namespace

RoleRulesReader::RoleRulesReader(QByteArrayView json)
    : m_json(json)
    , m_lines(json)
{
}

RoleRulesReading RoleRulesReader::read()
{
    HealthCondition condition{.code = "roles.refused",
        .severity = Severity::Problem,
        .detail = {},
        .advice = u"Correct roles.json; until then nobody holds any permission."_s,
        .reference = {}};
    if (const auto file = parseJsonObject(m_json)) {
        document(*file);
    } else {
        condition.code = "roles.unreadable";
        QJsonParseError slip;
        static_cast<void>(QJsonDocument::fromJson(m_json.toByteArray(), &slip));
        const int line = slip.error == QJsonParseError::NoError
            ? m_lines.repeatedName().value_or(1)
            : JsonLines::lineAt(m_json, slip.offset);
        m_reasons.append(u"line %1: %2"_s.arg(line).arg(file.error().detail));
    }
    if (m_reasons.isEmpty())
        return {m_rules, {}};
    const qsizetype more = m_reasons.size() - maxReasons;
    condition.detail = m_reasons.mid(0, maxReasons).join(u"; "_s);
    if (more > 0)
        condition.detail += u"; and %1 more"_s.arg(more);
    return {{}, {condition}};
}

void RoleRulesReader::document(const QJsonObject& file)
{
    onlyNames(file,
        {},
        {u"$schema"_s, u"schema"_s, u"rules"_s, u"exceptions"_s, u"cohorts"_s, u"step_up"_s});
    if (file.value(u"schema"_s).toString() != u"lanyard.roles/1"_s)
        refuse("schema", u"expected lanyard.roles/1"_s);
    const auto numbered = [](const char* list, qsizetype at) {
        return QByteArray(list) + '/' + QByteArray::number(at);
    };
    qsizetype at = 0;
    for (const QJsonObject& object : list(file, u"cohorts"_s))
        cohort(object, numbered("cohorts", at++));
    at = 0;
    for (const QJsonObject& object : list(file, u"rules"_s))
        rule(object, numbered("rules", at++));
    at = 0;
    for (const QJsonObject& object : list(file, u"exceptions"_s)) {
        exception(object, numbered("exceptions", at), at + 1);
        ++at;
    }
    at = 0;
    for (const QJsonObject& object : list(file, u"step_up"_s))
        stepUp(object, numbered("step_up", at++));
    if (m_reasons.isEmpty()) // Half-read rules would contradict each other by accident.
        contradictions();
}

void RoleRulesReader::rule(const QJsonObject& object, const QByteArray& path)
{
    static constexpr CodeKind permission{isName, "lower-case names such as prescribe"};
    onlyNames(object,
        path,
        {u"name"_s, u"description"_s, u"when"_s, u"permissions"_s, u"deny"_s, u"emergency"_s});
    RoleRule rule{.name = filledText(object, path, u"name"_s),
        .when = condition(object,
            path,
            {u"role_code"_s,
                u"activity_code"_s,
                u"workgroup_code"_s,
                u"organisation"_s,
                u"cohort"_s}),
        .permissions = codes(object, path, u"permissions"_s, permission),
        .denies = codes(object, path, u"deny"_s, permission),
        .emergency = codes(object, path, u"emergency"_s, permission)};
    if (rule.permissions.isEmpty() && rule.denies.isEmpty() && rule.emergency.isEmpty())
        refuse(path, u"expected permissions, emergency or deny"_s);
    m_rules.m_rules.append(rule);
}

void RoleRulesReader::exception(const QJsonObject& object, const QByteArray& path, qsizetype number)
{
    onlyNames(object,
        path,
        {u"name"_s, u"person"_s, u"permission"_s, u"until"_s, u"approver"_s, u"reason"_s});
    const QDateTime until = QDateTime::fromString(object.value(u"until"_s).toString(), Qt::ISODate);
    // Without an offset two computers could read two moments.
    if (!until.isValid() || until.timeSpec() == Qt::LocalTime)
        refuse(member(path, u"until"_s),
            u"expected a date and time with its offset, such as 2026-12-31T17:00:00Z"_s);
    const QByteArray permission = object.value(u"permission"_s).toString().toUtf8();
    if (!isName(permission))
        refuse(member(path, u"permission"_s), u"expected a lower-case name such as prescribe"_s);
    m_rules.m_exceptions.append(
        {.name = object.contains(u"name"_s) ? filledText(object, path, u"name"_s)
                                            : u"exception %1"_s.arg(number),
            .person = filledText(object, path, u"person"_s).toUtf8(),
            .permission = permission,
            .until = Instant{Milliseconds{until.toMSecsSinceEpoch()}},
            .approver = filledText(object, path, u"approver"_s),
            .reason = filledText(object, path, u"reason"_s)});
}

void RoleRulesReader::cohort(const QJsonObject& object, const QByteArray& path)
{
    onlyNames(object,
        path,
        {u"name"_s,
            u"description"_s,
            u"when"_s,
            u"idle_limit_minutes"_s,
            u"absolute_limit_minutes"_s});
    const QByteArray name = object.value(u"name"_s).toString().toUtf8();
    if (!isName(name))
        refuse(member(path, u"name"_s), u"expected a lower-case name such as locum"_s);
    m_rules.m_cohorts.append({.name = name,
        .when = condition(object,
            path,
            {u"role_code"_s, u"activity_code"_s, u"workgroup_code"_s, u"organisation"_s}),
        .limits = {.idle = minutes(object, path, u"idle_limit_minutes"_s),
            .absolute = minutes(object, path, u"absolute_limit_minutes"_s)}});
}

void RoleRulesReader::stepUp(const QJsonObject& object, const QByteArray& path)
{
    onlyNames(object, path, {u"permission"_s, u"acr"_s});
    const StepUp stepUp{object.value(u"permission"_s).toString().toUtf8(),
        object.value(u"acr"_s).toString().toUtf8()};
    if (!isName(stepUp.permission))
        refuse(member(path, u"permission"_s), u"expected a lower-case name such as prescribe"_s);
    if (!isAuthenticationClass(stepUp.acr))
        refuse(member(path, u"acr"_s), u"expected a class such as AAL3_ANY"_s);
    m_rules.m_stepUps.append(stepUp);
}

RoleCondition RoleRulesReader::condition(
    const QJsonObject& owner, const QByteArray& path, const QStringList& names)
{
    static constexpr CodeKind rolePattern{
        isRolePattern, "role codes such as S8000:G8000:R8001 or S8000:G8000:*"};
    static constexpr CodeKind code{isCode, "codes of letters and digits"};
    static constexpr CodeKind cohort{isName, "names of cohorts"};
    const QByteArray at = member(path, u"when"_s);
    const QJsonObject object = owner.value(u"when"_s).toObject();
    // What names nothing would hold for everybody.
    if (object.isEmpty())
        refuse(at, u"expected at least one of: %1"_s.arg(names.join(u", "_s)));
    onlyNames(object, at, names);
    return {.roleCodes = codes(object, at, u"role_code"_s, rolePattern),
        .activityCodes = codes(object, at, u"activity_code"_s, code),
        .workgroupCodes = codes(object, at, u"workgroup_code"_s, code),
        .organisations = codes(object, at, u"organisation"_s, code),
        .cohorts = codes(object, at, u"cohort"_s, cohort)};
}

QList<QJsonObject> RoleRulesReader::list(const QJsonObject& file, const QString& name)
{
    QList<QJsonObject> objects;
    if (file.contains(name) && !file.value(name).isArray())
        refuse(name.toUtf8(), u"expected a list"_s);
    for (const QJsonValue one : file.value(name).toArray()) {
        if (!one.isObject())
            refuse(member(name.toUtf8(), QString::number(objects.size())), u"expected an object"_s);
        objects.append(one.toObject());
    }
    return objects;
}

/// A string or a list of strings; absent is empty, an empty list is a slip.
QByteArrayList RoleRulesReader::codes(
    const QJsonObject& object, const QByteArray& path, const QString& name, CodeKind kind)
{
    QByteArrayList found;
    if (!object.contains(name))
        return found;
    const QJsonValue value = object.value(name);
    const QJsonArray array = value.isArray() ? value.toArray() : QJsonArray{value};
    for (const QJsonValue one : array)
        found.append(one.toString().toUtf8());
    if (found.isEmpty() || !std::all_of(found.begin(), found.end(), kind.isSound))
        refuse(member(path, name), u"expected %1"_s.arg(QString::fromLatin1(kind.expectation)));
    return found;
}

QString RoleRulesReader::filledText(
    const QJsonObject& object, const QByteArray& path, const QString& name)
{
    QString text = object.value(name).toString().trimmed();
    if (text.isEmpty() || text.size() > 256)
        refuse(member(path, name), u"expected text"_s);
    return text;
}

std::optional<std::chrono::minutes> RoleRulesReader::minutes(
    const QJsonObject& object, const QByteArray& path, const QString& name)
{
    if (!object.contains(name))
        return std::nullopt;
    const int number = object.value(name).toInt();
    if (number >= 1 && number <= 1440)
        return std::chrono::minutes(number);
    refuse(member(path, name), u"expected a whole number from 1 to 1440"_s);
    return std::nullopt;
}

void RoleRulesReader::onlyNames(
    const QJsonObject& object, const QByteArray& path, const QStringList& names)
{
    const QStringList keys = object.keys();
    for (const QString& name : keys) {
        // A misspelt condition would make its rule wider, so nothing unknown is let pass.
        if (!names.contains(name))
            refuse(member(path, name), u"not a name that lanyard.roles/1 has"_s);
    }
}

void RoleRulesReader::refuse(const QByteArray& path, const QString& why)
{
    m_reasons.append(u"line %1, %2: %3"_s.arg(
        QString::number(m_lines.line(path)), QString::fromUtf8(path.left(120)), why));
}

RoleRulesReading readRoleRules(QByteArrayView json)
{
    return RoleRulesReader(json).read();
}

} // namespace lanyard::identity
