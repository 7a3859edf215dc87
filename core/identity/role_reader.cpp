// SPDX-License-Identifier: MIT
#include "core/identity/role_reader.h"

#include "core/identity/claims.h"

#include <algorithm>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

template <class List>
auto withCode(List& organisations, const QByteArray& code)
{
    return std::find_if(organisations.begin(), organisations.end(), [&](const auto& known) {
        return known.code.compare(code, Qt::CaseInsensitive) == 0;
    });
}

void addOrganisations(QList<Organisation>& organisations, const QJsonValue& value)
{
    for (const QJsonObject& claim : objects(value)) {
        const Organisation one{code(claim.value(u"org_code"_s)), text(claim.value(u"org_name"_s))};
        if (one.code.isEmpty())
            continue;
        const auto known = withCode(organisations, one.code);
        if (known == organisations.end())
            organisations.append(one);
        else if (known->name.isEmpty())
            known->name = one.name;
    }
}

Role readRole(const QJsonObject& claim, const QList<Organisation>& organisations)
{
    // Names and codes are two lists: the nth of one need not be the nth of the other. The plural
    // in workgroups_codes is CIS2's own.
    Role role{.id = code(claim.value(u"person_roleid"_s)),
        .code = code(claim.value(u"role_code"_s)),
        .name = lastSegment(text(claim.value(u"role_name"_s))),
        .organisation = {code(claim.value(u"org_code"_s)), {}},
        .activities = texts(claim.value(u"activities"_s)),
        .activityCodes = codes(claim.value(u"activity_codes"_s)),
        .workgroups = texts(claim.value(u"workgroups"_s)),
        .workgroupCodes = codes(claim.value(u"workgroups_codes"_s))};
    if (role.workgroupCodes.isEmpty())
        role.workgroupCodes = codes(claim.value(u"workgroup_codes"_s));
    const auto organisation = withCode(organisations, role.organisation.code);
    if (organisation != organisations.end())
        role.organisation = *organisation;
    return role;
}

} // namespace

QList<Organisation> readOrganisations(const QJsonObject& claims)
{
    QList<Organisation> organisations;
    for (const QString& name : {u"nhsid_user_orgs"_s,
             u"nhsid_org_memberships"_s,
             u"nhsid_org_roles"_s,
             u"nhsid_nrbac_roles"_s})
        addOrganisations(organisations, claims.value(name));
    return organisations;
}

QList<Role> readRoles(const QJsonObject& claims, const QList<Organisation>& organisations)
{
    QList<Role> roles;
    for (const QJsonObject& claim : objects(claims.value(u"nhsid_nrbac_roles"_s))) {
        const Role role = readRole(claim, organisations);
        const bool isKnown = !role.id.isEmpty()
            && std::any_of(
                roles.begin(), roles.end(), [&](const Role& known) { return known.id == role.id; });
        if (!isKnown && !(role.id.isEmpty() && role.code.isEmpty()))
            roles.append(role);
    }
    return roles;
}

} // namespace lanyard::identity
