// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/session/elevation.h"
#include "core/session/engine_line.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

/// Stronger or fresher authentications, each for one program, beside the session. The rest of Engine
/// is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

Error replaced()
{
    return fail(Fault::Cancelled, "session.elevation_replaced", u"another took its place"_s)
        .value();
}

Error required()
{
    return fail(Fault::AccessDenied,
        "session.elevation_required",
        u"the step-up that this was asked under is over"_s)
        .value();
}

} // namespace

Pending Engine::elevate(ElevationChoice choice, Requester by, ElevationCompletion done)
{
    return answerOrJoin(chooseElevation(std::move(choice), by), std::move(done));
}

/// True when there is one that is enough; false when the person is on the way to the provider for it.
Result<bool> Engine::chooseElevation(ElevationChoice choice, const Requester& by)
{
    LY_CHECK(checkServing());
    const identity::Context& context = *m_snapshot.context;
    if (!choice.contextId.isEmpty() && choice.contextId != context.id)
        return fail(
            Fault::AccessDenied, "session.context_changed", u"another context is in force"_s);
    LY_TRY(choice.acr, classFor(choice, context, m_policy.environment));
    if (m_errand && m_errand->purpose == Purpose::StepUp && m_errand->elevation == choice)
        return false;
    if (elevatedFor(choice.app, choice.acr, choice.maxAge))
        return true;
    LY_CHECK(checkMayOpen(by));
    ErrandInHand errand;
    errand.purpose = Purpose::StepUp;
    errand.elevation = std::move(choice);
    errand.by = by;
    setOut(std::move(errand));
    return m_errand == nullptr;
}

/// Null: none, or not enough.
std::shared_ptr<ElevatedGrant> Engine::elevatedFor(
    const QByteArray& app, const QByteArray& acr, std::optional<std::chrono::seconds> maxAge) const
{
    const auto found = m_elevated.find(app);
    if (found == m_elevated.end())
        return nullptr;
    TokenRequest asked;
    asked.acr = acr;
    asked.maxAge = maxAge;
    return checkAssurance(asked, found->second->by().assurance, sessionNow()) ? found->second
                                                                              : nullptr;
}

/// The answer is right by itself; now it must fit the session, and be on record.
Result<> Engine::commitElevation()
{
    const auto& claims = m_errand->received->idToken.claims();
    const identity::Context& context = *m_snapshot.context;
    LY_CHECK(checkSamePerson(claims, context));
    const auto now = Moment::of(m_edges.clock);
    LY_TRY(const auto seen,
        identity::buildContext(
            {claims.all, m_errand->received->userinfo, now.wall, now.wall, {}}, m_rules));
    LY_CHECK(checkSameRole(seen, context, m_policy.environment.roleSelection));
    const auto endsAt =
        earlier(Deadline::after(now, m_policy.elevationLimit), limitsOf(m_state)->absolute);
    const ElevationChoice& choice = m_errand->elevation;
    const int level = seen.assurance.authentication;
    const Elevation elevation{choice.app,
        choice.acr,
        level,
        permissionsAt(level, context),
        seen.assurance.authenticatedAt,
        endsAt.wall};
    LY_CHECK(recordElevation(elevation));
    keepElevated({elevation, seen.assurance, endsAt, m_snapshot.subject()});
    return {};
}

Result<> Engine::recordElevation(const Elevation& elevation) const
{
    QJsonArray permissions;
    for (const QByteArray& permission : elevation.permissions)
        permissions.append(QString::fromUtf8(permission));
    audit::Event event;
    event.kind = audit::Kind::Elevated;
    event.subject = m_snapshot.subject();
    event.app = elevation.app;
    event.correlationId = m_errand->by.correlationId;
    event.facts = {{u"acr"_s, QString::fromUtf8(elevation.acr)},
        {u"level"_s, elevation.level},
        {u"permissions"_s, permissions},
        {u"by_the_person"_s, m_errand->by.app.isEmpty()},
        {u"lasts_s"_s,
            static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(
                elevation.endsAt - m_edges.clock.now())
                                 .count())}};
    return m_edges.trail.record(event);
}

void Engine::keepElevated(ElevatedBy by)
{
    const QByteArray app = by.elevation.app;
    endElevated(app, replaced());
    auto grant = grantOf(
        *std::exchange(m_errand->received, std::nullopt), m_edges.clock.now(), by.endsAt.wall);
    const ElevatedGrant::Ports ports{
        m_line->provider, m_edges.http, m_edges.trail, m_edges.clock, [this, app](Error why) {
            endElevated(app, std::move(why));
        }};
    m_elevated.emplace(
        app, std::make_shared<ElevatedGrant>(ports, std::move(by), std::move(grant)));
    showElevations();
}

void Engine::endElevation(const QByteArray& app, const Requester& by)
{
    endElevated(app, std::nullopt, by);
}

/// `why` is nothing where it was asked for.
void Engine::endElevated(const QByteArray& app, std::optional<Error> why, const Requester& by)
{
    const auto found = m_elevated.find(app);
    if (found == m_elevated.end())
        return;
    const auto grant = found->second; // Those who wait may ask for the next thing.
    m_elevated.erase(found);
    audit::Event event;
    event.kind = audit::Kind::ElevationEnded;
    event.subject = grant->by().subject;
    event.app = app;
    event.correlationId = by.correlationId;
    event.error = why;
    write(event);
    const bool isOurs = limitsOf(m_state) != nullptr
        && isSameProviderSession(grant->claims(), m_line->renewal.claims());
    Secret refreshToken = grant->end(why.value_or(required()));
    if (!isOurs) // Else revoking it might end the session that goes on.
        m_line->ending.revoke(std::move(refreshToken), grant->by().subject);
    showElevations();
}

/// The computer is left, the session is over, or another context is in force.
void Engine::endElevations(const Error& why)
{
    while (!m_elevated.empty())
        endElevated(QByteArray(m_elevated.begin()->first), why);
}

void Engine::endElevationsThatAreOver()
{
    const auto now = Moment::of(m_edges.clock);
    QByteArrayList over;
    for (const auto& [app, grant] : m_elevated) {
        if (grant->by().endsAt.passed(now))
            over.append(app);
    }
    for (const QByteArray& app : over)
        endElevated(
            app, fail(Fault::TimedOut, "session.elevation_over", u"its time is over"_s).value());
}

void Engine::showElevations()
{
    const auto before = std::exchange(m_snapshot.elevations, {});
    m_elevationEnd = {};
    auto first = Milliseconds{std::chrono::minutes{1}}; // A wall clock that is set is noticed.
    for (const auto& [app, grant] : m_elevated) {
        m_snapshot.elevations.push_back(grant->by().elevation);
        first = std::min(first, grant->by().endsAt.left(Moment::of(m_edges.clock)));
    }
    if (!m_elevated.empty())
        m_elevationEnd = m_edges.clock.after(std::max(first, Milliseconds{0}), [this] {
            endElevationsThatAreOver();
            showElevations();
        });
    if (before != m_snapshot.elevations && !m_handling) // Else whoever handles it tells.
        Q_EMIT changed();
}

} // namespace lanyard::session
