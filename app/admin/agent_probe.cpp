// SPDX-License-Identifier: MIT
#include "app/admin/agent_probe.h"

#include "app/client/agent_pipe.h"
#include "core/base/json.h"
#include "core/wire/line_reader.h"

#include <array>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> translated(const client::Failure& failure)
{
    const QString detail = QString::fromStdString(failure.message);
    switch (failure.status) {
    case LANYARD_NO_AGENT:
        return fail(Fault::Unreachable, "agent.not_running", detail);
    case LANYARD_TIMED_OUT:
        return fail(Fault::TimedOut, "agent.silent", detail);
    case LANYARD_UNTRUSTED:
        return fail(Fault::Untrusted, "agent.untrusted", detail);
    default:
        return fail(Fault::Malformed, "agent.answer", detail);
    }
}

Result<QByteArray> lineFrom(client::AgentPipe& pipe, client::Deadline deadline)
{
    wire::LineReader reader;
    std::array<char, 4096> buffer = {};
    while (true) {
        if (const auto whole = reader.next())
            return QByteArray::fromStdString(*whole);
        std::size_t count = 0;
        if (auto trouble = pipe.read(buffer, count, deadline))
            return translated(*trouble);
        if (count == 0 || !reader.feed({buffer.data(), count}))
            return fail(
                Fault::Malformed, "agent.answer", u"the agent hung up instead of answering"_s);
    }
}

Result<QJsonObject> ask(const QString& method, const QJsonObject& params, Milliseconds budget)
{
    const client::Deadline deadline(budget);
    client::AgentPipe pipe;
    if (auto trouble = pipe.open(deadline))
        return translated(*trouble);
    const QByteArray question = toJsonLine(
        {{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, 1}, {u"method"_s, method}, {u"params"_s, params}});
    const std::string line = (question + '\n').toStdString();
    if (auto trouble = pipe.write(line, deadline))
        return translated(*trouble);
    LY_TRY(const QByteArray text, lineFrom(pipe, deadline));
    const auto answer = parseJsonObject(text);
    if (!answer || !answer->value(u"result"_s).isObject())
        return fail(Fault::Malformed, "agent.answer", u"the answer is not the protocol's"_s);
    return answer->value(u"result"_s).toObject();
}

} // namespace

Result<QJsonObject> askAgent(Milliseconds deadline)
{
    return ask(u"agent.hello"_s,
        {{u"client"_s, u"lanyard-admin"_s}, {u"protocol"_s, wire::protocolVersion}},
        deadline);
}

Result<QJsonObject> askAgentHealth(Milliseconds deadline)
{
    return ask(u"diagnostics.get"_s, {{u"section"_s, u"health"_s}}, deadline);
}

} // namespace lanyard::admin
