// SPDX-License-Identifier: MIT
#include "core/broker/connection.h"

#include "core/base/kill_point.h"
#include "core/base/log.h"

#include <algorithm>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using wire::ErrorCode;

Connection::Connection(std::unique_ptr<platform::PipeConnection> pipe,
    const Edges& edges,
    const Limits& limits,
    Result<policy::AppGrant> app)
    : m_services(edges.services)
    , m_denials(edges.denials)
    , m_rate(edges.rate)
    , m_limits(limits)
    , m_app(std::move(app))
    , m_pipe(std::move(pipe))
{
    using platform::PipeConnection;
    connect(m_pipe.get(), &PipeConnection::received, this, &Connection::receive);
    connect(m_pipe.get(), &PipeConnection::drained, this, &Connection::drained);
    connect(m_pipe.get(), &PipeConnection::inputEnded, this, [this] {
        m_inputEnded = true;
        closeWhenIdle();
    });
    connect(m_pipe.get(), &PipeConnection::refused, this, [this](const Error& why) {
        drop(audit::Kind::PeerRefused, why.code, why.detail);
    });
    connect(m_pipe.get(), &PipeConnection::closed, this, [this] {
        clear();
        Q_EMIT ended();
    });
    connect(&m_services.session, &session::Session::changed, this, &Connection::tellChangesSoon);
    watchUnfinishedLine(true);
}

Connection::~Connection() = default;

QByteArray Connection::name() const
{
    return m_app ? m_app->name : m_pipe->peer().executable.toUtf8();
}

void Connection::setApp(Result<policy::AppGrant> app)
{
    m_app = std::move(app);
    if (!m_app || !m_app->operations.testFlag(policy::Operation::Events))
        m_feed = {};
}

void Connection::close()
{
    clear();
    m_pipe->close();
}

bool Connection::verify()
{
    if (m_isDropped)
        return false;
    if (m_pipe->peerIsStillTheSame())
        return true;
    drop(audit::Kind::PeerRefused, "peer.gone", u"the program that asked has ended"_s);
    return false;
}

bool Connection::cancel(const QJsonValue& id)
{
    const QByteArray key = keyOf(id);
    if (!m_waiting.contains(key))
        return false;
    finish(key, refuse(ErrorCode::Cancelled, "request.cancelled"));
    return true;
}

void Connection::subscribe(const QByteArrayList& kinds)
{
    m_feed.subscribe(kinds, m_services.session.snapshot());
}

bool Connection::isFirstSightOf(const QByteArray& contextId)
{
    const bool isFirst = !m_seenContexts.contains(contextId);
    m_seenContexts = {contextId}; // An old one does not come back.
    return isFirst;
}

void Connection::receive(const QByteArray& bytes)
{
    if (m_isDropped)
        return;
    const bool isFine = m_lines.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    bool gotLines = false;
    while (const auto line = m_lines.next()) {
        gotLines = m_hasAsked = true;
        if (!line->empty())
            read(QByteArrayView(line->data(), std::ssize(*line)));
        if (m_isDropped)
            return;
    }
    if (isFine) {
        watchUnfinishedLine(gotLines);
        return;
    }
    const Request nobodys{QJsonValue::Null, {}, {}};
    answer(nobodys, badParams("pipe.line_too_long", u"a line is longer than 64 KiB"_s));
    drop(audit::Kind::PeerRefused, "pipe.line_too_long", u"a line is longer than 64 KiB"_s);
}

void Connection::watchUnfinishedLine(bool isAnother)
{
    if (m_lines.pending() == 0 && m_hasAsked) {
        m_isWatching = false;
        m_unfinishedLine.withdraw();
    } else if (isAnother || !m_isWatching) { // One that is watched keeps its deadline.
        m_isWatching = true;
        m_unfinishedLine = m_services.clock.after(m_limits.unfinishedLine, [this] {
            drop(audit::Kind::PeerRefused,
                "pipe.unfinished_line",
                u"it began, and did not finish its request"_s);
        });
    }
}

void Connection::read(QByteArrayView line)
{
    const bool isAdmitted = m_rate.admit(m_services.clock.uptime());
    const auto read = readRequest(line);
    if (const auto* const bad = std::get_if<BadLine>(&read)) {
        answer(Request{bad->id, {}, {}}, bad->refusal);
        return;
    }
    const auto& request = std::get<Request>(read);
    const auto all = methods();
    const auto method = std::find_if(all.begin(), all.end(), [&request](const Method& one) {
        return QByteArrayView(one.name.data(), std::ssize(one.name)) == request.method;
    });
    const Method* const known = method == all.end() ? nullptr : &*method;
    if (request.isNotification() && (known == nullptr || known->answer != requestCancel))
        return; // Nothing that has no answer is worth doing, but for a cancellation.
    m_services.session.endWhatIsOver(); // The computer may have slept: no timer has run yet.
    if (!isAdmitted) {
        Refusal refusal = refuse(ErrorCode::Busy, "request.too_fast");
        refusal.retryAfter = m_rate.wait();
        answer(request, std::move(refusal));
    } else if (auto refusal = refusalOfRequest(request, known)) {
        answer(request, std::move(*refusal));
    } else {
        begin(request, *known);
    }
}

std::optional<Refusal> Connection::refusalOfRequest(const Request& request, const Method* method)
{
    if (method == nullptr || !method->isOpenToAll) {
        if (auto refusal = refusalOf(m_app, method == nullptr ? Need{} : method->need))
            return refusal;
    }
    if (method == nullptr) {
        Refusal refusal = refuse(ErrorCode::Unsupported, "request.unknown_method");
        refusal.standard = StandardError::MethodNotFound;
        return refusal;
    }
    if (m_waiting.contains(keyOf(request.id))) {
        Refusal refusal = badParams("request.id_in_use", u"a request with this id waits"_s);
        refusal.standard = StandardError::InvalidRequest;
        return refusal;
    }
    return std::nullopt;
}

void Connection::begin(const Request& request, const Method& method)
{
    Outcome outcome = method.answer(request, *this, m_services);
    if (auto* const reply = std::get_if<Reply>(&outcome)) {
        answer(request, std::move(*reply));
        return;
    }
    if (std::ssize(m_waiting) >= m_limits.inFlight) {
        Refusal refusal = refuse(ErrorCode::Busy, "request.too_many");
        refusal.retryAfter = std::chrono::seconds{1};
        answer(request, std::move(refusal));
        return;
    }
    const QByteArray key = keyOf(request.id);
    auto& call = std::get<std::unique_ptr<Call>>(outcome);
    Call& started = *call;
    m_waiting.emplace(key, Waiting{request, std::move(call)});
    started.start([this, key](Reply reply) { finish(key, std::move(reply)); });
}

void Connection::finish(const QByteArray& key, Reply reply)
{
    auto waiting = m_waiting.extract(key);
    if (waiting.empty())
        return;
    const Request request = waiting.mapped().request;
    bury(std::move(waiting.mapped()));
    answer(request, std::move(reply));
    closeWhenIdle();
}

void Connection::answer(const Request& request, Reply reply)
{
    if (m_isDropped)
        return;
    if (auto* const refusal = std::get_if<Refusal>(&reply)) {
        if (refusal->code != ErrorCode::Cancelled)
            refusal->cause.reference = recorded(request, *refusal);
    } else if (!verify()) {
        return;
    }
    if (!request.isNotification())
        send(lineOf(request.id, reply));
    killPoint(KillPoint::AnswerWritten);
}

QString Connection::recorded(const Request& request, const Refusal& refusal)
{
    const bool isToken = request.method == QByteArrayView("token.get");
    const bool isEmergency = request.method == QByteArrayView("emergency.request");
    QJsonObject facts;
    if (!request.method.isEmpty())
        facts.insert(u"method"_s, scrubbed(QString::fromUtf8(request.method.left(32))));
    if (isToken) {
        const QString audience = request.params.value("audience"_L1).toString().left(128);
        facts.insert(u"audience"_s, scrubbed(audience));
    }
    Params params(request.params);
    return m_denials.record({
        .kind = isToken   ? audit::Kind::TokenDenied
            : isEmergency ? audit::Kind::EmergencyRefused
                          : audit::Kind::RequestDenied,
        .subject = m_services.session.snapshot().subject(),
        .app = name(),
        .correlationId = params.word(u"correlation_id"_s, 64),
        .error = refusal.cause,
        .facts = facts,
    });
}

void Connection::send(const Secret& line)
{
    const bool wasRead = m_pipe->unsent() == 0;
    if (!m_pipe->send(line.view())) {
        drop(audit::Kind::PeerRefused, "pipe.backlog", u"it does not read its answers"_s);
        return;
    }
    if (wasRead && m_pipe->unsent() > 0)
        m_unreadAnswer = m_services.clock.after(m_limits.unreadAnswer, [this] {
            drop(audit::Kind::PeerRefused, "pipe.slow_reader", u"it does not read its answers"_s);
        });
}

void Connection::drained()
{
    m_unreadAnswer.withdraw();
    tellChanges();
    closeWhenIdle();
}

void Connection::tellChangesSoon()
{
    if (m_feed.isEmpty() || std::exchange(m_isTelling, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isTelling = false;
            tellChanges();
        },
        Qt::QueuedConnection);
}

void Connection::tellChanges()
{
    // Who does not read is told the latest once it does, not all that it missed.
    if (m_isDropped || m_feed.isEmpty() || m_pipe->unsent() > 0)
        return;
    for (const Secret& line : m_feed.changes(m_services.session.snapshot()))
        send(line);
}

void Connection::bury(Waiting waiting)
{
    waiting.call->withdraw();
    if (m_buried.empty())
        QMetaObject::invokeMethod(
            this, [this] { m_buried.clear(); }, Qt::QueuedConnection);
    m_buried.push_back(std::move(waiting));
}

void Connection::drop(audit::Kind kind, QByteArray cause, QString detail)
{
    if (std::exchange(m_isDropped, true))
        return;
    std::ignore = m_denials.record({
        .kind = kind,
        .subject = m_services.session.snapshot().subject(),
        .app = name(),
        .correlationId = {},
        .error = refuse(ErrorCode::Denied, std::move(cause), std::move(detail)).cause,
        .facts = {},
    });
    clear();
    m_pipe->close();
}

void Connection::closeWhenIdle()
{
    if (m_inputEnded && m_waiting.empty() && m_pipe->unsent() == 0)
        m_pipe->close();
}

void Connection::clear()
{
    m_isDropped = true;
    m_unfinishedLine.withdraw();
    m_unreadAnswer.withdraw();
    while (!m_waiting.empty())
        bury(std::move(m_waiting.extract(m_waiting.begin()).mapped()));
}

} // namespace lanyard::broker
