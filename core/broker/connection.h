// SPDX-License-Identifier: MIT
#pragma once

#include "core/broker/denials.h"
#include "core/broker/event_feed.h"
#include "core/broker/limits.h"
#include "core/broker/method.h"
#include "core/broker/rate_limit.h"
#include "core/platform/pipe.h"
#include "core/wire/line_reader.h"

#include <QObject>
#include <QSet>

#include <map>
#include <memory>
#include <vector>

namespace lanyard::broker {

/// One program: bytes to lines to requests to answers. Drops a program that does not keep to the
/// limits, and puts that on record. Main thread only.
class Connection final : public QObject, private Caller
{
    Q_OBJECT

public:
    /// All references outlive it.
    struct Edges {
        const Services& services;
        Denials& denials;
        RateLimit& rate; ///< Shared by all connections of the process.
    };

    Connection(std::unique_ptr<platform::PipeConnection> pipe,
        const Edges& edges,
        const Limits& limits,
        Result<policy::AppGrant> app);
    ~Connection() override;
    Q_DISABLE_COPY_MOVE(Connection)

    [[nodiscard]] const platform::PipeConnection& pipe() const { return *m_pipe; }

    void setApp(Result<policy::AppGrant> app);

    /// Policy knows the program.
    [[nodiscard]] bool isKnown() const { return m_app.has_value(); }

    /// Nothing is read or answered any more. ended() follows.
    void close();

Q_SIGNALS:
    void ended(); ///< Once; from the event loop.

private:
    // Caller
    [[nodiscard]] const Result<policy::AppGrant>& app() const override { return m_app; }

    [[nodiscard]] QByteArray name() const override;
    [[nodiscard]] bool verify() override;
    [[nodiscard]] bool cancel(const QJsonValue& id) override;
    void subscribe(const QByteArrayList& kinds) override;
    [[nodiscard]] bool isFirstSightOf(const QByteArray& contextId) override;

    struct Waiting {
        Request request;
        std::unique_ptr<Call> call;
    };

    void receive(const QByteArray& bytes);
    void watchUnfinishedLine(bool isAnother);
    void read(QByteArrayView line);
    [[nodiscard]] std::optional<Refusal> refusalOfRequest(
        const Request& request, const Method* method);
    void begin(const Request& request, const Method& method);
    void finish(const QByteArray& key, Reply reply);
    void answer(const Request& request, Reply reply);
    [[nodiscard]] QString recorded(const Request& request, const Refusal& refusal);
    void send(const Secret& line);
    void drained();
    void tellChanges();
    void tellChangesSoon();
    void bury(Waiting waiting);
    void drop(audit::Kind kind, QByteArray cause, QString detail);
    void closeWhenIdle();
    void clear();

    const Services& m_services;
    Denials& m_denials;
    RateLimit& m_rate;
    Limits m_limits;
    Result<policy::AppGrant> m_app;
    wire::LineReader m_lines;
    EventFeed m_feed;
    QSet<QByteArray> m_seenContexts;
    bool m_isDropped = false;
    bool m_hasAsked = false; ///< A whole line has come.
    bool m_isWatching = false; ///< For the end of a line, or for the first one.
    bool m_inputEnded = false;
    bool m_isTelling = false;
    std::vector<Waiting> m_buried; ///< Answered, and perhaps still on the call stack.
    Pending m_unfinishedLine;
    Pending m_unreadAnswer;
    std::map<QByteArray, Waiting> m_waiting;
    std::unique_ptr<platform::PipeConnection> m_pipe;
};

} // namespace lanyard::broker
