// SPDX-License-Identifier: MIT
#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/broker/method.h"
#include "core/broker/state.h"

#include <QCryptographicHash>

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using session::Phase;
using wire::ErrorCode;

namespace {

constexpr qint64 defaultMinimum = 60; ///< Seconds.
constexpr Milliseconds timeoutUnattended = std::chrono::seconds{30};
constexpr Milliseconds timeoutInteractive = std::chrono::minutes{5};

struct Question {
    session::TokenRequest token;
    QByteArray correlationId;
    bool isInteractive = false;
    Milliseconds timeout{0};
};

std::variant<Question, Refusal> readQuestion(const QJsonObject& object)
{
    Params params(object);
    Question question;
    question.token.audience = params.word(u"audience"_s, 512);
    question.token.scope = params.word(u"scope"_s, 1024);
    question.token.minValid = std::chrono::seconds{params.number(u"min_valid_s"_s, defaultMinimum)};
    question.token.acr = params.word(u"acr"_s, 256);
    if (params.has(u"max_age_s"_s))
        question.token.maxAge = std::chrono::seconds{params.number(u"max_age_s"_s, 0)};
    question.token.contextId = params.word(u"context_id"_s, 128);
    question.correlationId = params.word(u"correlation_id"_s, 64);
    question.isInteractive = params.flag(u"interactive"_s);
    question.timeout =
        params.timeout(question.isInteractive ? timeoutInteractive : timeoutUnattended);
    if (params.mistake())
        return *params.mistake();
    if (question.token.audience.isEmpty())
        return badParams("request.audience", u"audience is missing"_s);
    return question;
}

/// Waits for a token, perhaps for a sign-in first.
class TokenCall final : public Call
{
public:
    TokenCall(Caller& caller, const Services& services, Question question)
        : m_caller(caller)
        , m_services(services)
        , m_question(std::move(question))
    {
    }

    void start(Done done) override
    {
        m_done = std::move(done);
        m_deadline = m_services.clock.after(m_question.timeout,
            [this] { finish(refuse(ErrorCode::TimedOut, "request.timed_out")); });
        if (needsSignIn())
            signIn();
        else
            ask();
    }

    void withdraw() override
    {
        m_done = nullptr;
        m_deadline.withdraw();
        m_work.withdraw();
    }

private:
    [[nodiscard]] const session::Snapshot& now() const { return m_services.session.snapshot(); }

    [[nodiscard]] bool needsSignIn() const
    {
        return m_question.isInteractive && now().phase != Phase::SignedIn
            && now().phase != Phase::Paused
            && !refusalOf(m_caller.app(), policy::Operation::SignIn);
    }

    void signIn()
    {
        auto joined = m_services.signIns.join(
            m_caller.name(), m_question.correlationId, [this](const Result<>& result) {
                if (result)
                    ask();
                else
                    finish(refusalFor(result.error()));
            });
        if (joined)
            m_work = std::move(*joined);
        else
            finish(refusalFor(joined.error()));
    }

    /// Once: a provider may give nothing that lasts.
    [[nodiscard]] bool maySignInAgain()
    {
        return m_question.isInteractive && !std::exchange(m_hasSignedInAgain, true)
            && !refusalOf(m_caller.app(), policy::Operation::SignIn);
    }

    void signInAgain()
    {
        m_work = m_services.session.signInAgain(
            {m_caller.name(), m_question.correlationId}, [this](const Result<>& result) {
                if (result)
                    ask();
                else
                    finish(refusalFor(result.error()));
            });
    }

    void ask()
    {
        if (auto refusal = refusalOf(now(), m_question.token.contextId)) {
            finish(std::move(*refusal));
            return;
        }
        m_work = m_services.session.token(m_question.token,
            [this](Result<session::TokenGrant> grant) { serve(std::move(grant)); });
    }

    /// All that was true before the wait must be true after it.
    void serve(Result<session::TokenGrant> grant)
    {
        if (!grant && grant.error().code == "session.interaction_required" && maySignInAgain()) {
            signInAgain();
            return;
        }
        if (!grant) {
            finish(refusalFor(grant.error()));
            return;
        }
        if (auto refusal = refusalToServe(*grant)) {
            finish(std::move(*refusal));
            return;
        }
        if (!m_caller.verify())
            return;
        if (const auto recorded = record(*grant); !recorded) {
            finish(refusalFor(recorded.error()));
            return;
        }
        killPoint(KillPoint::IssueRecorded);
        finish(Issued{std::move(grant->accessToken),
            {{u"token_type"_s, QString::fromLatin1(grant->tokenType)},
                {u"expires_at"_s, timeText(grant->expiresAt)},
                {u"scope"_s, QString::fromUtf8(grant->scope)},
                {u"context_id"_s, QString::fromUtf8(grant->contextId)}}});
    }

    [[nodiscard]] std::optional<Refusal> refusalToServe(const session::TokenGrant& grant) const
    {
        const QByteArray& audience = m_question.token.audience;
        if (auto refusal = refusalOf(m_caller.app(), policy::Operation::Token))
            return refusal;
        if (!covers(*m_caller.app(), audience, m_question.token.scope)
            || !covers(*m_caller.app(), audience, grant.scope))
            return refuse(ErrorCode::Denied,
                "app.scope",
                u"the token reaches further than apps.json lets this program"_s);
        if (auto refusal = refusalOf(now(), m_question.token.contextId))
            return refusal;
        if (grant.contextId != now().contextId()) // P35: it changed while we waited.
            return refuse(ErrorCode::ContextChanged, "session.context_changed");
        if (!grant.accessToken || !isBearerToken(grant.accessToken->view()))
            return refuse(ErrorCode::Unavailable,
                "token.unusable",
                u"the provider's token is not fit for a header"_s);
        return std::nullopt;
    }

    [[nodiscard]] Result<> record(const session::TokenGrant& grant) const
    {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        hash.addData(grant.accessToken->view());
        return m_services.trail.record({.kind = audit::Kind::TokenIssued,
            .subject = now().subject(),
            .app = m_caller.name(),
            .correlationId = m_question.correlationId,
            .error = {},
            .facts = {{u"audience"_s, QString::fromUtf8(m_question.token.audience)},
                {u"scope"_s, QString::fromUtf8(grant.scope)},
                {u"expires_at"_s, timeText(grant.expiresAt)},
                {u"token_sha256"_s, QString::fromLatin1(hash.result().toHex().first(8))}}});
    }

    void finish(Reply reply)
    {
        const auto done = std::exchange(m_done, nullptr);
        withdraw();
        if (done)
            done(std::move(reply));
    }

    Caller& m_caller;
    const Services& m_services;
    Question m_question;
    Done m_done;
    bool m_hasSignedInAgain = false;
    Pending m_work;
    Pending m_deadline;
};

} // namespace

Outcome tokenGet(const Request& request, Caller& caller, const Services& services)
{
    auto read = readQuestion(request.params);
    if (const auto* const refusal = std::get_if<Refusal>(&read))
        return *refusal;
    auto& question = std::get<Question>(read);
    auto scope = scopeFor(*caller.app(), question.token.audience, question.token.scope);
    if (const auto* const refusal = std::get_if<Refusal>(&scope))
        return *refusal;
    question.token.scope = std::get<QByteArray>(scope);
    question.token.app = caller.name();
    return std::make_unique<TokenCall>(caller, services, std::move(question));
}

} // namespace lanyard::broker
