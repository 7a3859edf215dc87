// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"

#include "core/base/random.h"
#include "core/identity/claims.h"
#include "core/identity/role_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

/// Userinfo over the ID token, claim by claim; a blank one does not cover another.
QJsonObject merged(const QJsonObject& idToken, const QJsonObject& userinfo)
{
    QJsonObject claims = idToken;
    for (auto at = userinfo.begin(); at != userinfo.end(); ++at) {
        const bool isBlank = at.value().isNull()
            || (at.value().isString() && at.value().toString().trimmed().isEmpty());
        if (!isBlank)
            claims.insert(at.key(), at.value());
    }
    return claims;
}

Person readPerson(const QJsonObject& claims)
{
    // A gateway may have a `uid` of its own; nhsid_useruid can only be CIS2's.
    QByteArray uid = code(claims.value(u"nhsid_useruid"_s));
    if (uid.isEmpty())
        uid = code(claims.value(u"uid"_s));
    Person person{.uid = uid,
        .name = text(claims.value(u"name"_s)),
        .givenName = text(claims.value(u"given_name"_s)),
        .familyName = text(claims.value(u"family_name"_s)),
        .title = text(claims.value(u"title"_s)),
        .email = text(claims.value(u"email"_s))};
    if (person.name.isEmpty())
        person.name = text(claims.value(u"display_name"_s));
    if (person.name.isEmpty())
        person.name = (person.givenName + u' ' + person.familyName).trimmed();
    return person;
}

QMap<QByteArray, QByteArray> readRegistrations(const QJsonObject& claims)
{
    QMap<QByteArray, QByteArray> registrations;
    for (const char* name : {"gmc", "gmp", "gdc", "gdp", "nmc", "gphc", "rcn", "consultant"}) {
        const QByteArray number = code(claims.value(QLatin1String(name) + u"_id"_s));
        if (!number.isEmpty())
            registrations.insert(name, number);
    }
    return registrations;
}

/// Of the two spellings in one document; the lower where both are there.
std::optional<int> identityLevel(const QJsonObject& claims)
{
    const auto one = level(claims.value(u"id_assurance_level"_s));
    const auto other = level(claims.value(u"idassurancelevel"_s));
    if (one && other)
        return std::min(*one, *other);
    return one ? one : other;
}

Assurance readAssurance(const ContextInput& input)
{
    const auto ofToken = identityLevel(input.idToken);
    const auto identity = ofToken ? ofToken : identityLevel(input.userinfo);
    const auto authentication = level(input.idToken.value(u"authentication_assurance_level"_s));
    return {.identity = identity.value_or(0),
        .authentication = authentication.value_or(0),
        .methods = codes(input.idToken.value(u"amr"_s)),
        .authenticatedAt = moment(input.idToken.value(u"auth_time"_s)).value_or(Instant{})};
}

std::optional<Role> roleWithId(const QList<Role>& roles, const QByteArray& id)
{
    const auto found =
        std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.id == id; });
    if (id.isEmpty() || found == roles.end())
        return std::nullopt;
    return *found;
}

tl::unexpected<Error> unknownRole()
{
    return fail(Fault::AccessDenied,
        "identity.role_unknown",
        u"the role that was asked for is not one of this person's"_s);
}

/// What the claims say is chosen; empty where they do not.
QByteArray selectedRole(const ContextInput& input)
{
    const QByteArray selected = code(input.idToken.value(u"selected_roleid"_s));
    return selected.isEmpty() ? code(input.userinfo.value(u"selected_roleid"_s)) : selected;
}

/// The role that the claims put in force. Leaves a note where they name one that is not there.
std::optional<Role> roleOfClaims(
    const ContextInput& input, const QList<Role>& roles, QList<Decision>& notes)
{
    const QByteArray selected = selectedRole(input);
    if (selected.isEmpty())
        return roles.size() == 1 ? std::optional(roles.first()) : std::nullopt;
    auto role = roleWithId(roles, selected);
    if (!role)
        notes.append({.permission = {},
            .granted = false,
            .rule = u"selected_roleid"_s,
            .because = u"The provider names a role that is not among the person's roles, so no "
                       "role is in force."_s});
    return role;
}

void apply(Context& context, RoleOutcome outcome)
{
    context.permissions = std::move(outcome.permissions);
    context.stepUps = std::move(outcome.stepUps);
    context.emergencyPermissions = std::move(outcome.emergency);
    context.cohorts = std::move(outcome.cohorts);
    context.limits = outcome.limits;
    context.reviewAt = outcome.reviewAt;
    context.decisions.removeIf([](const Decision& known) { return !known.permission.isEmpty(); });
    context.decisions.append(outcome.decisions);
}

/// All but the role in force and what follows from it.
Result<Context> contextOf(const ContextInput& input)
{
    Context context;
    context.id = randomToken();
    context.issuer = code(input.idToken.value(u"iss"_s));
    context.subject = code(input.idToken.value(u"sub"_s));
    context.issuedAt = input.now;
    context.expiresAt = input.expiresAt;
    context.assurance = readAssurance(input);
    if (context.issuer.isEmpty() || context.subject.isEmpty())
        return fail(
            Fault::Malformed, "identity.no_subject", u"the ID token has no iss or no sub"_s);
    // OpenID Connect Core 5.3.2: claims of another subject must not be used.
    if (!input.userinfo.isEmpty() && code(input.userinfo.value(u"sub"_s)) != context.subject)
        return fail(Fault::Untrusted,
            "identity.another_subject",
            u"userinfo is not about the subject of the ID token"_s);

    const QJsonObject claims = merged(input.idToken, input.userinfo);
    context.person = readPerson(claims);
    context.registrations = readRegistrations(claims);
    context.organisations = readOrganisations(claims);
    context.roles = readRoles(claims, context.organisations);
    return context;
}

/// The emergency of `context` goes on where the same role may still have it.
void keepEmergency(const Context& context, Context& anew)
{
    const bool isSameRole = context.role && anew.role && context.role->id == anew.role->id;
    anew.emergency.reset();
    if (context.emergency && isSameRole
        && anew.emergencyPermissions.contains(context.emergency->permission))
        anew.emergency = context.emergency;
}

/// The role of `context`, as `anew` knows it, while nothing speaks against it.
std::optional<Role> keptRole(const Context& context, const ContextInput& input, Context& anew)
{
    if (!context.role)
        return std::nullopt;
    const QByteArray selected = input.roleId.isEmpty() ? selectedRole(input) : QByteArray();
    auto role = roleWithId(anew.roles, context.role->id);
    if (role && (selected.isEmpty() || selected == role->id))
        return role;
    anew.decisions.append({.permission = {},
        .granted = false,
        .rule = u"roles"_s,
        .because = role ? u"The provider now names another role than the one that was in force, so "
                          "none is until the person chooses."_s
                        : u"The role that was in force is no longer among the person's, so none is "
                          "until the person chooses."_s});
    return std::nullopt;
}

} // namespace

Result<Context> buildContext(const ContextInput& input, const RoleRules& rules)
{
    LY_TRY(auto context, contextOf(input));
    if (input.roleId.isEmpty()) {
        context.role = roleOfClaims(input, context.roles, context.decisions);
    } else {
        context.role = roleWithId(context.roles, input.roleId);
        if (!context.role)
            return unknownRole();
    }
    apply(context, rules.decide(context.person, context.role, input.now));
    return context;
}

Result<Context> readAgain(const Context& context, const ContextInput& input, const RoleRules& rules)
{
    LY_TRY(auto anew, contextOf(input));
    const QByteArray& uid = context.person.uid;
    if (!uid.isEmpty() && !anew.person.uid.isEmpty() && uid != anew.person.uid)
        return fail(Fault::Untrusted,
            "identity.another_subject",
            u"the claims are about another person than at the sign-in"_s);
    const int identity = std::min(anew.assurance.identity, context.assurance.identity);
    anew.assurance = context.assurance;
    anew.assurance.identity = identity;
    anew.role = keptRole(context, input, anew);
    apply(anew, rules.decide(anew.person, anew.role, input.now));
    keepEmergency(context, anew);
    return anew;
}

Result<Context> withRole(
    const Context& context, const QByteArray& roleId, const RoleRules& rules, Instant now)
{
    Context changed = context;
    changed.id = randomToken();
    changed.issuedAt = now;
    changed.role = roleWithId(context.roles, roleId);
    if (!changed.role)
        return unknownRole();
    changed.decisions.clear();
    changed.emergency.reset();
    apply(changed, rules.decide(changed.person, changed.role, now));
    return changed;
}

std::optional<Context> reviewed(const Context& context, const RoleRules& rules, Instant now)
{
    Context anew = context;
    apply(anew, rules.decide(context.person, context.role, now));
    if (anew.permissions == context.permissions && anew.stepUps == context.stepUps
        && anew.emergencyPermissions == context.emergencyPermissions
        && anew.cohorts == context.cohorts && anew.limits == context.limits
        && anew.reviewAt == context.reviewAt)
        return std::nullopt;
    keepEmergency(context, anew);
    anew.id = randomToken();
    anew.issuedAt = now;
    return anew;
}

} // namespace lanyard::identity
