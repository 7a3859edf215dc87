// SPDX-License-Identifier: MIT
#include "core/base/kill_point.h"
#include "core/base/random.h"
#include "core/identity/context_builder.h"
#include "core/policy/policy_reader.h"
#include "core/session/elevation.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// How a session begins: stored, or by a sign-in. The rest of Engine is in engine.cpp.

namespace lanyard::session {

namespace {

constexpr Milliseconds networkPatience = std::chrono::seconds{15};
constexpr Milliseconds betweenTries = std::chrono::seconds{2};

/// A refresh can only narrow what was granted (RFC 6749 §6), so everything that audiences may ever
/// need is asked for at the start. Only the environment's own scope must come back: what the first
/// access token says of resource scopes is the provider's affair.
SignInParameters signInParameters(const policy::Environment& environment)
{
    SignInParameters parameters;
    parameters.scope = environment.scope;
    parameters.requiredScopes = environment.scope.split(' ');
    for (auto it = environment.audiences.cbegin(); it != environment.audiences.cend(); ++it) {
        if (it->method == policy::AudienceMethod::Exchange
            || it->method == policy::AudienceMethod::NhsApi)
            continue;
        parameters.scope += ' ' + it->scope;
        if (it->method == policy::AudienceMethod::Resource)
            parameters.resources.append(it->resource.isEmpty() ? it.key() : it->resource);
    }
    return parameters;
}

TokenRecord recordOf(const TokenSet& tokens, Instant now, Instant absoluteEnd)
{
    const auto& claims = tokens.idToken.claims();
    TokenRecord record;
    record.subject = claims.subject;
    record.sessionId = randomToken().left(22);
    record.refreshToken = Secret(tokens.refreshToken.view());
    record.idToken = Secret(tokens.idToken.raw().view());
    record.signedInAt = now;
    record.authenticatedAt = claims.authenticatedAt.value_or(claims.issuedAt);
    record.absoluteEnd = absoluteEnd;
    record.lastActivity = now;
    return record;
}

SignInParameters parametersFor(const ErrandInHand* errand, const policy::Environment& environment)
{
    auto usual = signInParameters(environment);
    if (errand == nullptr)
        return usual;
    switch (errand->purpose) {
    case Purpose::RoleSwitch:
        return roleChangeParameters(std::move(usual), environment);
    case Purpose::StepUp:
        return stepUpParameters(std::move(usual), errand->elevation.acr);
    case Purpose::SignInAgain:
        break;
    }
    return usual;
}

} // namespace

Renewal::Replacement grantOf(TokenSet tokens, Instant now, Instant absoluteEnd)
{
    auto record = recordOf(tokens, now, absoluteEnd);
    return {std::move(record),
        tokens.idToken.claims(),
        std::make_shared<const AudienceToken>(
            AudienceToken{std::move(tokens.accessToken), tokens.expiresAt, tokens.scope})};
}

void Engine::start()
{
    m_isLooking = true;
    m_line->resumption.look([this, line = m_line.get()](bool found) { looked(*line, found); });
}

void Engine::looked(Line& line, bool found)
{
    if (&line != m_line.get()) { // Policy has gone on to another issuer meanwhile.
        line.resumption.discardFound();
        return;
    }
    m_isLooking = false;
    if (found && !m_isSuperseded) {
        handle(Stored{});
        return;
    }
    line.resumption.discardFound();
    if (std::holds_alternative<Preparing>(m_state))
        prepare();
}

void Engine::resume()
{
    m_line->resumption.resume([this](Result<Resumed> resumed) {
        if (!resumed) {
            handle(Failed{std::move(resumed).error()});
            return;
        }
        if (const auto adopted = adopt(resumed->claims, resumed->userinfo); !adopted) {
            handle(Failed{adopted.error()});
            return;
        }
        grant(audit::Kind::SessionResumed, *m_line->renewal.record());
    });
}

Result<> Engine::bindLeg()
{
    if (auto refusal = policy::signInRefusal(m_policy.environment))
        return tl::unexpected<Error>(std::move(*refusal));
    m_legEnd = {};
    // Before this one listens: the leg before may hold the port.
    m_leg = std::make_unique<BrowserLeg>(m_line->provider, m_edges.browser, m_edges.listen);
    return m_leg->listen();
}

void Engine::prepare()
{
    // What is stored is erased before something new is stored, never after. looked() comes back.
    if (m_isLooking)
        return;
    m_preparingSince = m_edges.clock.uptime();
    tryToPrepare();
}

void Engine::tryToPrepare()
{
    if (auto bound = bindLeg(); !bound) {
        m_step = m_edges.clock.after(
            Milliseconds{0}, [this, error = std::move(bound).error()] { handle(Failed{error}); });
        return;
    }
    m_leg->prepare(
        parametersFor(m_errand.get(), m_policy.environment),
        [this](Result<> outcome) { prepared(std::move(outcome)); },
        [this](Result<Secret> code) { redirected(std::move(code)); },
        [this](const Error& why) { record(audit::Kind::RedirectRefused, why); });
}

/// Right after a logon or a wake the network may still be on its way; nobody waits long for it.
void Engine::prepared(Result<> outcome)
{
    if (outcome) {
        handle(Prepared{});
        return;
    }
    const auto waited = m_edges.clock.uptime() - m_preparingSince;
    // A captive portal, which answers in the provider's name, waits for the person.
    if (outcome.error().code == "http.unreachable" && waited < networkPatience)
        m_step = m_edges.clock.after(betweenTries, [this] { tryToPrepare(); });
    else
        handle(Failed{std::move(outcome).error()});
}

void Engine::openBrowser()
{
    record(audit::Kind::BrowserOpened); // Asked for: a browser that stays open says so late.
    m_leg->open([this](Result<> opened) {
        if (opened)
            return;
        record(audit::Kind::BrowserOpened, opened.error());
        handle(NotOpened{});
    });
}

void Engine::redirected(Result<Secret> code)
{
    if (!code) {
        handle(Failed{std::move(code).error()});
        return;
    }
    record(audit::Kind::RedirectReceived);
    m_code = std::move(*code);
    handle(Redirected{});
}

void Engine::exchangeCode()
{
    m_step = m_line->provider.exchange(
        std::exchange(m_code, {}), m_leg->takeRequest(), [this](Result<TokenSet> tokens) {
            if (tokens && m_errand)
                acceptErrand(std::move(*tokens));
            else if (tokens)
                accept(std::move(*tokens));
            else
                handle(Failed{std::move(tokens).error()});
        });
}

/// All of it is right; now it is made durable, put on record, and only then in force.
void Engine::accept(TokenSet tokens)
{
    record(audit::Kind::CodeExchanged);
    const auto adopted = adopt(tokens.idToken.claims(), tokens.userinfo);
    const auto now = m_edges.clock.now();
    auto kept = grantOf(std::move(tokens), now, now + m_policy.absoluteLimit);
    m_line->renewal.begin(std::move(kept.record), std::move(kept.claims), std::move(kept.base));
    killPoint(KillPoint::CodeRedeemed);
    if (!adopted) {
        handle(Failed{adopted.error()});
        return;
    }
    m_step = m_line->renewal.save([this] {
        killPoint(KillPoint::SignInStored);
        grant(audit::Kind::SignedIn, *m_line->renewal.record());
    });
}

Result<> Engine::adopt(const oidc::IdTokenClaims& claims, const QJsonObject& userinfo)
{
    const auto now = m_edges.clock.now();
    LY_TRY(auto context,
        identity::buildContext(
            {claims.all, userinfo, now, now + m_policy.absoluteLimit, {}}, m_rules));
    LY_CHECK(checkLevels(m_policy.environment, context.assurance)); // Of a stored session, too.
    m_adopted = std::move(context);
    return {};
}

void Engine::grant(audit::Kind kind, const TokenRecord& record)
{
    const Limits limits = limitsFor(record, m_adopted->limits);
    identity::Context context = std::move(*std::exchange(m_adopted, std::nullopt));
    context.expiresAt = limits.absolute.wall;
    Snapshot granted = m_snapshot;
    granted.sessionId = record.sessionId;
    granted.signedInAt = record.signedInAt;
    granted.context = std::make_shared<const identity::Context>(std::move(context));
    audit::Event event;
    event.kind = kind;
    event.subject = granted.subject();
    if (auto written = m_edges.trail.record(event); !written) {
        handle(Failed{std::move(written).error()}); // Rule 9: not on record, so it did not happen.
        return;
    }
    killPoint(KillPoint::GrantRecorded);
    m_snapshot = std::move(granted);
    noteEndOfTokens();
    m_grantedAt = Moment::of(m_edges.clock);
    handle(Granted{limits, m_presence.isAway(m_policy.desktop)});
    m_line->renewal.renewAhead();
    m_line->claims.begin();
    watchActivity();
    watchReview();
    keepLegForItsLastPage();
}

} // namespace lanyard::session
