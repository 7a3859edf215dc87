// SPDX-License-Identifier: MIT
#include "core/identity/context.h"

#include <QDateTime>
#include <QJsonArray>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

QJsonValue json(const QByteArray& text)
{
    return QString::fromUtf8(text);
}

QJsonValue json(Instant when)
{
    if (when == Instant{}) // Not known.
        return QJsonValue::Null;
    return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count())
        .toUTC()
        .toString(Qt::ISODateWithMs);
}

QJsonArray json(const QByteArrayList& list)
{
    QJsonArray array;
    for (const QByteArray& member : list)
        array.append(json(member));
    return array;
}

QJsonObject json(const Person& person)
{
    return {{u"uid"_s, json(person.uid)},
        {u"name"_s, person.name},
        {u"given_name"_s, person.givenName},
        {u"family_name"_s, person.familyName},
        {u"title"_s, person.title},
        {u"email"_s, person.email}};
}

QJsonObject json(const Organisation& organisation)
{
    return {{u"code"_s, json(organisation.code)}, {u"name"_s, organisation.name}};
}

QJsonObject json(const Role& role)
{
    return {{u"id"_s, json(role.id)},
        {u"code"_s, json(role.code)},
        {u"name"_s, role.name},
        {u"organisation"_s, json(role.organisation)},
        {u"activities"_s, QJsonArray::fromStringList(role.activities)},
        {u"activity_codes"_s, json(role.activityCodes)},
        {u"workgroups"_s, QJsonArray::fromStringList(role.workgroups)},
        {u"workgroup_codes"_s, json(role.workgroupCodes)}};
}

QJsonObject json(const Assurance& assurance)
{
    return {{u"identity"_s, assurance.identity},
        {u"authentication"_s, assurance.authentication},
        {u"methods"_s, json(assurance.methods)},
        {u"authenticated_at"_s, json(assurance.authenticatedAt)}};
}

QJsonObject json(const Emergency& emergency)
{
    return {{u"permission"_s, json(emergency.permission)},
        {u"reason_code"_s, json(emergency.reasonCode)},
        {u"reference"_s, json(emergency.reference)},
        {u"started_at"_s, json(emergency.startedAt)},
        {u"ends_at"_s, json(emergency.endsAt)}};
}

template <class T>
QJsonArray jsonList(const QList<T>& list)
{
    QJsonArray array;
    for (const T& member : list)
        array.append(json(member));
    return array;
}

} // namespace

QJsonObject toJson(const Context& context)
{
    QJsonObject registrations;
    for (auto at = context.registrations.begin(); at != context.registrations.end(); ++at)
        registrations.insert(QString::fromLatin1(at.key()), json(at.value()));
    return {{u"schema"_s, u"lanyard.identity/1"_s},
        {u"context_id"_s, json(context.id)},
        {u"issued_at"_s, json(context.issuedAt)},
        {u"expires_at"_s, json(context.expiresAt)},
        {u"stale"_s, false},
        {u"person"_s, json(context.person)},
        {u"registrations"_s, registrations},
        {u"assurance"_s, json(context.assurance)},
        {u"role"_s, context.role ? QJsonValue(json(*context.role)) : QJsonValue::Null},
        {u"roles"_s, jsonList(context.roles)},
        {u"organisations"_s, jsonList(context.organisations)},
        {u"permissions"_s, json(context.permissions)},
        {u"elevation"_s, QJsonValue::Null},
        {u"emergency"_s,
            context.emergency ? QJsonValue(json(*context.emergency)) : QJsonValue::Null}};
}

QJsonObject toJson(const Context& context, const QByteArrayList& fields)
{
    const QByteArrayList always{"schema", "context_id", "issued_at", "expires_at", "stale"};
    const QJsonObject whole = toJson(context);
    QJsonObject cut;
    for (auto at = whole.begin(); at != whole.end(); ++at) {
        const QByteArray name = at.key().toLatin1();
        if (always.contains(name) || fields.contains(name))
            cut.insert(at.key(), at.value());
    }
    return cut;
}

} // namespace lanyard::identity
