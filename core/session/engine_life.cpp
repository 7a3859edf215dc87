// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/identity/context_builder.h"
#include "core/policy/policy_reader.h"
#include "core/session/engine.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// A session's beginning and end. The rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// How often the last input is looked for, and how often a change of it is stored.
constexpr std::chrono::seconds activityInterval{20};
constexpr std::chrono::seconds activityGrain{60};

/// How long a browser may take to fetch its last page.
constexpr std::chrono::minutes pageTime{1};

bool sameLine(const policy::Environment& one, const policy::Environment& other)
{
    return one.issuer == other.issuer && one.clientId == other.clientId;
}

/// A refresh can only narrow what was granted (RFC 6749 §6), so everything that audiences may ever
/// need is asked for at the start. Only the environment's own scope must come back: what the first
/// access token says of resource scopes is the provider's affair.
SignInParameters signInParameters(const policy::Environment& environment)
{
    SignInParameters parameters;
    parameters.scope = environment.scope;
    parameters.requiredScopes = environment.scope.split(' ');
    for (auto it = environment.audiences.cbegin(); it != environment.audiences.cend(); ++it) {
        if (it->method == policy::AudienceMethod::Exchange)
            continue;
        parameters.scope += ' ' + it->scope;
        if (it->method == policy::AudienceMethod::Resource)
            parameters.resources.append(it->resource.isEmpty() ? it.key() : it->resource);
    }
    return parameters;
}

TokenRecord recordOf(const TokenSet& tokens, Instant now, std::chrono::minutes absoluteLimit)
{
    const auto& claims = tokens.idToken.claims();
    TokenRecord record;
    record.subject = claims.subject;
    record.sessionId = randomToken().left(22);
    record.refreshToken = Secret(tokens.refreshToken.view());
    record.idToken = Secret(tokens.idToken.raw().view());
    record.signedInAt = now;
    record.authenticatedAt = claims.authenticatedAt.value_or(claims.issuedAt);
    record.absoluteEnd = now + absoluteLimit;
    record.lastActivity = now;
    return record;
}

} // namespace

Engine::Line::Line(Engine& engine)
    : provider(engine.m_policy.environment, engine.m_edges.http, engine.m_edges.clock)
    , store(engine.m_edges.store,
          {engine.m_policy.environment.issuer,
              engine.m_policy.environment.clientId,
              engine.m_edges.logon})
    , ending(provider, store, engine.m_edges.trail, engine.m_edges.clock)
    , renewal({provider,
          store,
          engine.m_edges.trail,
          engine.m_edges.clock,
          engine.m_edges.acquire,
          [&engine] { return engine.m_snapshot.subject(); },
          [&engine](Error why) { engine.handle(Lost{std::move(why)}); }})
    , resumption({provider,
          store,
          renewal,
          ending,
          engine.m_edges.trail,
          engine.m_edges.clock,
          engine.m_edges.logon,
          [&engine] {
              return ResumeLimits{engine.m_policy.idleLimit,
                  engine.m_policy.absoluteLimit,
                  engine.m_policy.resumeAcrossLogon};
          }})
{
}

void Engine::openLine()
{
    m_line = std::make_unique<Line>(*this);
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
    if (auto bound = bindLeg(); !bound) {
        m_step = m_edges.clock.after(
            Milliseconds{0}, [this, error = std::move(bound).error()] { handle(Failed{error}); });
        return;
    }
    m_leg->prepare(
        signInParameters(m_policy.environment),
        [this](Result<> prepared) {
            handle(prepared ? Event{Prepared{}} : Event{Failed{std::move(prepared).error()}});
        },
        [this](Result<Secret> code) { redirected(std::move(code)); },
        [this](const Error& why) { record(audit::Kind::RedirectRefused, why); });
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
            if (tokens)
                accept(std::move(*tokens));
            else
                handle(Failed{std::move(tokens).error()});
        });
}

/// All of it is right; now it is made durable, put on record, and only then in force.
void Engine::accept(TokenSet tokens)
{
    record(audit::Kind::CodeExchanged);
    const auto& claims = tokens.idToken.claims();
    auto kept = recordOf(tokens, m_edges.clock.now(), m_policy.absoluteLimit);
    const auto adopted = adopt(claims, tokens.userinfo);
    m_line->renewal.begin(std::move(kept), claims);
    if (!adopted) {
        handle(Failed{adopted.error()});
        return;
    }
    m_step =
        m_line->renewal.save([this] { grant(audit::Kind::SignedIn, *m_line->renewal.record()); });
}

Result<> Engine::adopt(const oidc::IdTokenClaims& claims, const QJsonObject& userinfo)
{
    const auto now = m_edges.clock.now();
    LY_TRY(auto context,
        identity::buildContext(
            {claims.all, userinfo, now, now + m_policy.absoluteLimit, {}}, m_rules));
    m_adopted = std::move(context);
    return {};
}

Limits Engine::limitsFor(const TokenRecord& record, const identity::SessionLimits& cohort) const
{
    const auto now = Moment::of(m_edges.clock);
    const auto idle = std::min(m_policy.idleLimit, cohort.idle.value_or(m_policy.idleLimit));
    const auto absolute =
        std::min(m_policy.absoluteLimit, cohort.absolute.value_or(m_policy.absoluteLimit));
    const auto end = std::min(record.absoluteEnd, record.signedInAt + absolute);
    return {Deadline::after(now, record.lastActivity + idle - now.wall),
        Deadline::after(now, end - now.wall),
        idle};
}

/// The last input stays where it was; the absolute end can only come nearer.
void Engine::reviewLimits()
{
    const auto* const in = std::get_if<SignedIn>(&m_state);
    const auto& record = m_line->renewal.record();
    if (in == nullptr || !record)
        return;
    const Limits allowed = limitsFor(*record, m_snapshot.context->limits);
    const Milliseconds shift = allowed.idleLimit - in->limits.idleLimit;
    const Deadline idle{in->limits.idle.wall + shift, in->limits.idle.uptime + shift};
    const Limits changed{idle, earlier(in->limits.absolute, allowed.absolute), allowed.idleLimit};
    if (changed != in->limits)
        handle(Limited{changed});
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
    m_snapshot = std::move(granted);
    m_grantedAt = Moment::of(m_edges.clock);
    handle(Granted{limits});
    watchActivity();
    watchReview();
    m_legEnd = m_edges.clock.after(pageTime, [this] { m_leg.reset(); });
}

void Engine::abandon()
{
    m_step = {};
    m_code = {};
    if (m_leg && m_leg->hasAnswered()) { // The browser is about to fetch the page that says so.
        m_legEnd = m_edges.clock.after(pageTime, [this] { m_leg.reset(); });
    } else {
        m_legEnd = {};
        m_leg.reset();
    }
    m_line->resumption.abandon();
    if (m_line->renewal.record())
        erase();
}

void Engine::stopServing()
{
    m_watching = {};
    m_reviewing = {};
    m_waking = {};
    m_vault.clear();
}

void Engine::erase()
{
    const auto& record = m_line->renewal.record();
    if (!record)
        return;
    m_idTokenHint = Secret(record->idToken.view());
    auto subject = m_snapshot.subject();
    subject.sessionId = record->sessionId;
    Ending::Completion erased;
    if (!m_signOuts.empty())
        erased = [calls = std::exchange(m_signOuts, {})](const Result<>& answer) {
            for (const auto& call : calls)
                call(answer);
        };
    m_line->ending.end(
        Secret(record->refreshToken.view()), m_edges.logon, std::move(subject), std::move(erased));
    m_line->renewal.end(whyNotServed());
}

void Engine::endAtProvider()
{
    const auto url = m_line->provider.endSessionUrl(m_idTokenHint);
    m_idTokenHint = {};
    if (!url)
        return;
    m_logout = m_edges.browser.open(*url, [this](Result<> opened) {
        record(audit::Kind::LogoutOpened,
            opened ? std::nullopt : std::optional<Error>(opened.error()));
    });
}

void Engine::watchActivity()
{
    m_watching = m_edges.clock.after(activityInterval, [this] {
        watchActivity();
        const auto sinceInput = m_edges.activity.sinceLastInput();
        if (!sinceInput)
            return;
        handle(Active{*sinceInput});
        const auto& record = m_line->renewal.record();
        if (record && m_edges.clock.now() - *sinceInput >= record->lastActivity + activityGrain)
            m_line->renewal.touch(m_edges.clock.now() - *sinceInput);
    });
}

/// A local exception of roles.json ends by time alone.
void Engine::watchReview()
{
    m_reviewing = {};
    if (!m_snapshot.context || !m_snapshot.context->reviewAt)
        return;
    const auto left = *m_snapshot.context->reviewAt - m_edges.clock.now();
    m_reviewing = m_edges.clock.after(
        std::min<Milliseconds>(left, std::chrono::minutes{1}), [this] { review(); });
}

void Engine::review()
{
    if (!m_snapshot.context)
        return;
    if (auto context = identity::reviewed(*m_snapshot.context, m_rules, m_edges.clock.now())) {
        m_snapshot.context = std::make_shared<const identity::Context>(std::move(*context));
        m_vault.clear(); // Its answers name the context they were given under.
        Q_EMIT changed();
        reviewLimits();
    }
    watchReview();
}

bool Engine::isEnding() const
{
    return !m_line->ending.isIdle()
        || std::any_of(m_retired.begin(), m_retired.end(), [](const auto& line) {
               return !line->ending.isIdle();
           });
}

void Engine::rememberActivity()
{
    if (const auto sinceInput = m_edges.activity.sinceLastInput())
        m_line->renewal.touch(m_edges.clock.now() - *sinceInput);
}

void Engine::setPolicy(policy::Policy policy)
{
    const bool isAnother = !sameLine(policy.environment, m_policy.environment);
    m_policy = std::move(policy);
    ++m_policyVersion;
    m_vault.clear(); // Its answers are what the policy before gave.
    if (!isAnother) {
        m_line->provider.setEnvironment(m_policy.environment);
        reviewLimits();
        return;
    }
    const auto why = fail(
        Fault::Misconfigured, "session.policy_changed", u"policy names another issuer or client"_s)
                         .value();
    handle(Failed{why});
    handle(Lost{why});
    std::erase_if(m_retired, [](const auto& line) { return line->ending.isIdle(); });
    m_retired.push_back(std::move(m_line));
    m_isLooking = false;
    openLine();
}

void Engine::setRoleRules(identity::RoleRules rules)
{
    m_rules = std::move(rules);
    review();
}

} // namespace lanyard::session
