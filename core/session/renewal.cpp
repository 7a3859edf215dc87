// SPDX-License-Identifier: MIT
#include "core/session/renewal.h"

#include "core/base/kill_point.h"
#include "core/base/log.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// Long enough for a network that is just coming back, short enough for somebody who waits.
constexpr Milliseconds retryDelay{2000};

/// How often a provider is asked that wants to be left alone: programs may ask as often as they like,
/// and it may have recovered sooner than it thought.
constexpr Milliseconds longestQuiet = std::chrono::minutes{1};

} // namespace

Renewal::Renewal(Ports ports)
    : m_ports(std::move(ports))
    , m_ahead({m_ports.clock,
          m_ports.health,
          m_ports.chance,
          [this](const auto& done) {
              return request({}, [done](const Result<Token>& base) {
                  done(base ? Result<>() : tl::unexpected<Error>(base.error()));
              });
          },
          [this] { return m_ports.provider.retryAfter(); }})
{
}

Renewal::~Renewal() = default;

void Renewal::begin(TokenRecord record, oidc::IdTokenClaims claims, Token base)
{
    m_record = std::move(record);
    m_claims = std::move(claims);
    m_base = std::move(base);
    m_baseAt = m_ports.clock.uptime();
    m_answerLost = m_record->isAsked; // By an agent that ended before it had stored the answer.
}

void Renewal::end(const Error& why)
{
    m_working = {};
    m_ahead.end();
    m_isAhead = false;
    m_hold.reset();
    m_record.reset();
    m_claims = {};
    m_base.reset();
    const auto jobs = std::exchange(m_jobs, {});
    for (const auto& job : jobs)
        job->waiters.answer(tl::unexpected<Error>(why));
}

void Renewal::renewAhead()
{
    m_isAhead = m_record && !m_record->refreshToken.isEmpty();
    if (m_isAhead)
        m_ahead.begin(m_base ? m_base->expiresAt - m_ports.clock.now() : Milliseconds{0});
}

Pending Renewal::request(const Want& want, Completion done)
{
    const auto same = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto& job) {
        return !job->decide && job->want == want;
    });
    if (same != m_jobs.end())
        return (*same)->waiters.add(std::move(done));

    auto job = std::make_unique<Job>();
    job->want = want;
    return enqueue(std::move(job), std::move(done));
}

Pending Renewal::enqueue(std::unique_ptr<Job> job, Completion done)
{
    m_jobs.push_back(std::move(job));
    auto pending = m_jobs.back()->waiters.add(std::move(done));
    if (m_jobs.size() == 1)
        m_working = m_ports.clock.after(Milliseconds{0}, [this] { next(); });
    return pending;
}

Pending Renewal::save(std::function<void()> done)
{
    if (!m_record || m_record->refreshToken.isEmpty())
        return m_ports.clock.after(Milliseconds{0}, std::move(done));
    return m_ports.store.save(copyOf(*m_record), std::move(done));
}

void Renewal::touch(Instant lastActivity)
{
    if (!m_record || lastActivity <= m_record->lastActivity)
        return;
    m_record->lastActivity = lastActivity;
    m_saving = save([] {});
}

void Renewal::next()
{
    if (m_jobs.empty())
        return;
    m_retried = false;
    if (m_jobs.front()->decide)
        takeTurn();
    else if (isToBeLeftAlone())
        finish(fail(Fault::ProviderBusy, "token.busy", u"the provider asked us to wait"_s));
    else if (const Secret* const subject = subjectInHand())
        exchange(*subject);
    else
        renew();
}

void Renewal::renew()
{
    if (!m_record || m_record->refreshToken.isEmpty()) {
        finish(fail(Fault::AccessDenied,
            "session.interaction_required",
            u"there is no refresh token; only a sign-in can give this"_s));
        return;
    }
    m_working = m_ports.acquire([this](Result<Hold> hold) {
        if (hold)
            refresh(std::move(*hold));
        else
            failed(std::move(hold).error());
    });
}

bool Renewal::isToBeLeftAlone() const
{
    return m_busyAt && m_ports.clock.uptime() - *m_busyAt < longestQuiet
        && m_ports.provider.retryAfter() > Milliseconds{0};
}

void Renewal::refresh(Hold hold)
{
    m_hold = std::move(hold);
    killPoint(KillPoint::RefreshBegun);
    if (m_record->isAsked) { // Stored so already: by the try before, or the agent before.
        ask();
        return;
    }
    m_record->isAsked = true;
    m_working = save([this] {
        killPoint(KillPoint::RefreshMarked);
        ask();
    });
}

void Renewal::ask()
{
    const Want& want = m_jobs.front()->want;
    m_working = m_ports.provider.refresh(m_record->refreshToken,
        want.exchange ? RefreshTarget{} : want.target,
        m_claims,
        [this](Result<RefreshedTokens> answer) { refreshed(std::move(answer)); });
}

void Renewal::refreshed(Result<RefreshedTokens> answer)
{
    if (answer) {
        killPoint(KillPoint::AnswerRead);
        m_answerLost = false;
        store(std::move(*answer));
        return;
    }
    Error error = std::move(answer).error();
    if (error.fault == Fault::ProviderBusy)
        m_busyAt = m_ports.clock.uptime();
    if (error.code == "token.answer_lost" && !m_retried) {
        // The provider may have rotated without our hearing of it. Its grace, where it has one, is
        // short: ask once more with what we have, and only then report.
        m_answerLost = m_retried = true;
        audit(audit::Kind::RefreshFailed, error);
        m_working =
            m_ports.clock.after(retryDelay, [this] { refresh(std::exchange(m_hold, nullptr)); });
        return;
    }
    if (error.fault == Fault::GrantRevoked && m_answerLost)
        error = Error{Fault::GrantRevoked,
            "session.renewal_interrupted",
            u"an answer of the provider was lost on the way, and with it the session"_s,
            error.native,
            error.reference};
    if (error.fault == Fault::GrantRevoked)
        endSession(std::move(error));
    else
        failed(std::move(error));
}

void Renewal::store(RefreshedTokens tokens)
{
    const bool isRotated = !tokens.refreshToken.isEmpty();
    if (isRotated)
        m_record->refreshToken = std::move(tokens.refreshToken);
    if (tokens.identity && *tokens.identity) {
        m_record->idToken = Secret((*tokens.identity)->raw().view());
        m_claims = (*tokens.identity)->claims();
    }
    m_record->isAsked = false;
    killPoint(KillPoint::RecordChanged);
    if (!isRotated) {
        m_saving = save([] {}); // Nobody waits for that: the grant is as it was.
        yield(std::move(tokens));
        return;
    }
    // A std::function cannot hold what moves only; the tokens wait in a shared box.
    auto box = std::make_shared<RefreshedTokens>(std::move(tokens));
    m_working = save([this, box] { yield(std::move(*box)); });
}

void Renewal::yield(RefreshedTokens tokens)
{
    if (!tokens.identity) {
        Error error = std::move(tokens.identity).error();
        if (error.fault == Fault::Untrusted)
            endSession(std::move(error));
        else
            failed(std::move(error));
        return;
    }
    killPoint(KillPoint::RefreshStored);
    audit(audit::Kind::Refreshed);
    killPoint(KillPoint::RefreshRecorded);
    if (m_isAhead)
        m_ahead.begin(tokens.expiresAt - m_ports.clock.now());
    auto token = std::make_shared<const AudienceToken>(
        AudienceToken{std::move(tokens.accessToken), tokens.expiresAt, tokens.scope});
    Job& job = *m_jobs.front();
    if (job.want.exchange || job.want.target == RefreshTarget{}) {
        m_base = token;
        m_baseAt = m_ports.clock.uptime();
    }
    if (m_ports.renewed)
        m_ports.renewed();
    if (!job.want.exchange) {
        finish(token);
        return;
    }
    job.hasRefreshed = true;
    exchange(job.want.exchange->subject == ExchangeTarget::Subject::IdToken ? m_record->idToken
                                                                            : token->accessToken);
}

void Renewal::failed(Error error)
{
    audit(audit::Kind::RefreshFailed, error);
    qCWarning(logSession) << "renewal failed:" << error.code << error.reference;
    finish(tl::unexpected<Error>(std::move(error)));
}

void Renewal::endSession(Error error)
{
    failed(error);
    m_ports.lost(std::move(error)); // Last: it may end() us.
}

void Renewal::finish(const Result<Token>& answer)
{
    m_hold.reset();
    killPoint(KillPoint::LockReleased);
    const auto job = std::move(m_jobs.front());
    m_jobs.pop_front();
    if (!m_jobs.empty())
        m_working = m_ports.clock.after(Milliseconds{0}, [this] { next(); });
    job->waiters.answer(answer);
}

void Renewal::audit(audit::Kind kind, std::optional<Error> error) const
{
    audit::Event event;
    event.kind = kind;
    event.subject = m_ports.subject();
    event.error = std::move(error);
    if (!m_jobs.empty() && !m_jobs.front()->want.audience.isEmpty())
        event.facts.insert(u"audience"_s, QString::fromUtf8(m_jobs.front()->want.audience));
    if (const auto written = m_ports.trail.record(event); !written)
        qCWarning(logSession) << "audit:" << written.error().code << written.error().reference;
}

} // namespace lanyard::session
