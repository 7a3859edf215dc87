// SPDX-License-Identifier: MIT
#include "core/session/api_platform.h"

#include "core/base/log.h"
#include "core/oidc/answer.h"
#include "core/session/provider_client.h"
#include "core/session/provider_core.h"
#include "core/session/provider_operation.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;
using oidc::PlatformAsked;
using oidc::PlatformResponse;

namespace {

/// Of an ID token: it must arrive alive.
constexpr Milliseconds leastLeft = std::chrono::seconds{5};

/// How long a platform in trouble is left alone: at first, and at most, as Renewal has it.
constexpr Milliseconds shortestQuiet = std::chrono::seconds{1};
constexpr Milliseconds longestQuiet = std::chrono::minutes{1};

/// Whether a refresh that ended like this leaves the refresh token unused, as far as can be known.
bool isUnused(const Error& error)
{
    switch (error.fault) {
    case Fault::ProviderBusy:
    case Fault::Misconfigured: // The client was refused, before the token was looked at.
    case Fault::System:
        return true;
    case Fault::Unreachable:
        return error.code != "token.answer_lost";
    case Fault::Cancelled:
    case Fault::TimedOut:
    case Fault::AccessDenied:
    case Fault::GrantRevoked:
    case Fault::Malformed:
    case Fault::Untrusted:
        return false;
    }
    return false;
}

} // namespace

ApiPlatform::ApiPlatform(Ports ports)
    : m_ports(std::move(ports))
{
}

ApiPlatform::~ApiPlatform() = default;

Pending ApiPlatform::request(const Want& want, const QByteArray& contextId, Completion done)
{
    if (contextId != m_contextId) {
        clear(fail(Fault::AccessDenied,
            "session.context_changed",
            u"the context changed while the token was exchanged"_s)
                  .value());
        m_contextId = contextId;
    }
    Line& line = lineFor(want);
    auto pending = line.waiters.add(std::move(done));
    if (!std::exchange(line.isWorking, true)) {
        line.hasRenewed = false;
        line.working = m_ports.clock.after(Milliseconds{0}, [this, &line] { start(line); });
    }
    return pending;
}

void ApiPlatform::clear(const Error& why)
{
    auto lines = std::exchange(m_lines, {});
    for (Line& line : lines) {
        line.working = {};
        line.waiters.answer(tl::unexpected<Error>(why));
    }
}

/// Where policy changed what an audience comes to, the line of before serves nobody any more.
ApiPlatform::Line& ApiPlatform::lineFor(const Want& want)
{
    const auto same = std::find_if(
        m_lines.begin(), m_lines.end(), [&](const Line& line) { return line.want == want; });
    return same != m_lines.end() ? *same : m_lines.emplace_back(want, m_ports.clock);
}

Instant ApiPlatform::timeOf(const Line& line) const
{
    return line.theirs.offset()
        ? line.theirs.now()
        : m_ports.clock.now() + m_ports.provider.clockOffset().value_or(Milliseconds{0});
}

void ApiPlatform::start(Line& line)
{
    if (m_ports.clock.uptime() < line.quietUntil)
        finish(line, fail(Fault::ProviderBusy, "token.busy", u"the platform asked us to wait"_s));
    else if (!line.refreshToken.isEmpty()
        && !line.refreshableUntil.passed(Moment::of(m_ports.clock)))
        refresh(line);
    else
        exchange(line);
}

void ApiPlatform::refresh(Line& line)
{
    const PlatformTarget& target = *line.want.platform;
    const auto secret = readSecretFile(target.secretFile);
    if (!secret) {
        failed(line, secret.error());
        return;
    }
    post(line,
        oidc::platformRefreshForm(line.refreshToken, target.apiKey, *secret),
        PlatformAsked::Refresh,
        [this, &line](Result<PlatformResponse> answer, Moment sentAt) {
            refreshed(line, std::move(answer), sentAt);
        });
}

void ApiPlatform::refreshed(Line& line, Result<PlatformResponse> answer, Moment sentAt)
{
    if (answer) {
        audit(line, audit::Kind::TokenExchanged);
        accept(line, std::move(*answer), sentAt);
        return;
    }
    const Error error = std::move(answer).error();
    if (isUnused(error)) {
        failed(line, error);
        return;
    }
    line.refreshToken = {};
    audit(line, audit::Kind::ExchangeFailed, error);
    exchange(line);
}

void ApiPlatform::exchange(Line& line)
{
    const auto& record = m_ports.renewal.record();
    if (!record || m_ports.renewal.claims().expiresAt < timeOf(line) + leastLeft) {
        renewIdToken(line);
        return;
    }
    const PlatformTarget& target = *line.want.platform;
    const auto signer = platformSigner(target);
    if (!signer) {
        failed(line, signer.error());
        return;
    }
    const auto assertion =
        oidc::platformAssertion(**signer, target.apiKey, target.tokenUrl, timeOf(line));
    if (!assertion) {
        failed(line, assertion.error());
        return;
    }
    post(line,
        oidc::platformExchangeForm(record->idToken, *assertion),
        PlatformAsked::Exchange,
        [this, &line](Result<PlatformResponse> answer, Moment sentAt) {
            if (!answer) {
                failed(line, answer.error());
                return;
            }
            audit(line, audit::Kind::TokenExchanged);
            accept(line, std::move(*answer), sentAt);
        });
}

/// Where the provider gives refresh tokens, and with them ID tokens. CIS2 itself is not known to.
void ApiPlatform::renewIdToken(Line& line)
{
    const auto& record = m_ports.renewal.record();
    if (!record || record->refreshToken.isEmpty() || std::exchange(line.hasRenewed, true)) {
        finish(line,
            fail(Fault::AccessDenied,
                "session.interaction_required",
                u"the ID token has expired; only a sign-in gives another"_s));
        return;
    }
    line.working = m_ports.renewal.request({}, [this, &line](const Result<Renewal::Token>& base) {
        if (base)
            exchange(line);
        else
            finish(line, base);
    });
}

void ApiPlatform::post(Line& line,
    const oidc::FormBody& form,
    PlatformAsked asked,
    std::function<void(Result<PlatformResponse>, Moment)> next)
{
    net::HttpRequest request;
    request.url = QUrl(QString::fromLatin1(line.want.platform->tokenUrl), QUrl::StrictMode);
    request.form = form.encoded();
    request.headers.insert("Accept", "application/json");
    const Moment sentAt = Moment::of(m_ports.clock);
    line.working = m_ports.http.send(std::move(request),
        Provider::patience,
        [&line, asked, sentAt, next = std::move(next)](Result<net::HttpReply> reply) {
            if (!reply) {
                next(tl::unexpected<Error>(lossOf(std::move(reply).error())), sentAt);
                return;
            }
            line.theirs.note(*reply, sentAt.uptime);
            next(oidc::readPlatformResponse(answerIn(*reply), asked), sentAt);
        });
}

void ApiPlatform::accept(Line& line, PlatformResponse answer, Moment sentAt)
{
    line.delay = {};
    // The window is of the exchange: a refresh does not move its end.
    const bool isFirst = line.refreshToken.isEmpty();
    const auto window =
        Deadline::after(sentAt, answer.refreshableFor.value_or(oidc::longestLifetime));
    line.refreshableUntil = isFirst ? window : earlier(window, line.refreshableUntil);
    line.refreshToken =
        line.want.platform->secretFile.isEmpty() ? Secret() : std::move(answer.tokens.refreshToken);
    finish(line,
        std::make_shared<const AudienceToken>(AudienceToken{std::move(answer.tokens.accessToken),
            sentAt.wall + answer.tokens.lifetime,
            answer.tokens.scope}));
}

void ApiPlatform::failed(Line& line, const Error& error)
{
    if (error.fault == Fault::ProviderBusy || error.code == "token.answer_lost")
        leaveAlone(line);
    audit(line, audit::Kind::ExchangeFailed, error);
    qCWarning(logSession) << "platform exchange failed:" << error.code << error.detail
                          << error.reference;
    finish(line, tl::unexpected<Error>(error));
}

/// Programs may ask as often as they like; a platform in trouble is not to hear of each.
void ApiPlatform::leaveAlone(Line& line)
{
    line.delay = std::clamp(line.delay * 2, shortestQuiet, longestQuiet);
    line.quietUntil =
        m_ports.clock.uptime() + std::clamp(line.theirs.retryAfter(), line.delay, longestQuiet);
}

/// The last thing that is done: whoever is answered may have all this cleared.
void ApiPlatform::finish(Line& line, const Result<Renewal::Token>& answer)
{
    line.isWorking = false;
    line.waiters.answer(answer);
}

void ApiPlatform::audit(const Line& line, audit::Kind kind, std::optional<Error> error) const
{
    audit::Event event;
    event.kind = kind;
    event.subject = m_ports.subject();
    event.error = std::move(error);
    event.facts.insert(u"audience"_s, QString::fromUtf8(line.want.audience));
    if (const auto written = m_ports.trail.record(event); !written)
        qCWarning(logSession) << "audit:" << written.error().code << written.error().reference;
}

} // namespace lanyard::session
