// SPDX-License-Identifier: MIT
#include "app/admin/agent_probe.h"
#include "core/base/json.h"
#include "core/wire/endpoint.h"
#include "core/wire/line_reader.h"

#include <QDeadlineTimer>

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

class Socket
{
public:
    Socket()
        : m_number(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
    }

    ~Socket()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    Q_DISABLE_COPY_MOVE(Socket)

    [[nodiscard]] bool connectTo(const std::string& path) const
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof(address.sun_path))
            return false;
        std::memcpy(static_cast<char*>(address.sun_path), path.data(), path.size());
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own shape.
        const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
        return ::connect(m_number, generic, sizeof(address)) == 0;
    }

    [[nodiscard]] bool send(const QByteArray& line) const
    {
        return ::send(
                   m_number, line.constData(), static_cast<std::size_t>(line.size()), MSG_NOSIGNAL)
            == line.size();
    }

    /// The first line that arrives in time.
    [[nodiscard]] Result<QByteArray> line(Milliseconds deadline) const
    {
        wire::LineReader reader;
        const QDeadlineTimer end(deadline);
        std::array<char, 4096> buffer = {};
        while (true) {
            if (const auto whole = reader.next())
                return QByteArray::fromStdString(*whole);
            pollfd waiting{m_number, POLLIN, 0};
            if (::poll(&waiting, 1, static_cast<int>(end.remainingTime())) <= 0)
                return fail(Fault::TimedOut, "agent.silent", u"the agent does not answer"_s);
            const auto count = ::recv(m_number, buffer.data(), buffer.size(), 0);
            if (count < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            if (count <= 0 || !reader.feed({buffer.data(), static_cast<std::size_t>(count)}))
                return fail(
                    Fault::Malformed, "agent.answer", u"the agent hung up instead of answering"_s);
        }
    }

private:
    int m_number;
};

Result<QJsonObject> ask(const QString& method, const QJsonObject& params, Milliseconds deadline)
{
    const auto endpoint = wire::agentEndpoint();
    if (!endpoint)
        return fail(Fault::Unreachable,
            "agent.no_endpoint",
            u"this login session has no private runtime directory"_s);
    const Socket socket;
    if (!socket.connectTo(*endpoint))
        return fail(
            Fault::Unreachable, "agent.not_running", u"no agent runs in this login session"_s);
    const QJsonObject question{
        {u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, 1}, {u"method"_s, method}, {u"params"_s, params}};
    if (!socket.send(toJsonLine(question) + '\n'))
        return fail(Fault::TimedOut, "agent.silent", u"the agent does not take a request"_s);
    LY_TRY(const QByteArray line, socket.line(deadline));
    const auto answer = parseJsonObject(line);
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
