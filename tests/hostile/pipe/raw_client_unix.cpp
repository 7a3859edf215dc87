// SPDX-License-Identifier: MIT
#include "tests/hostile/pipe/raw_client.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace lanyard::test {

PipeName::PipeName()
    : m_path(m_folder.filePath(QStringLiteral("lanyard-1/agent.sock")))
{
}

struct RawClient::Wiring {
    int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    Wiring() = default;
    Q_DISABLE_COPY_MOVE(Wiring)

    ~Wiring() { ::close(socket); }
};

RawClient::RawClient(const QString& path)
    : m_wiring(std::make_unique<Wiring>())
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(m_wiring->socket, generic, sizeof address) != 0)
        error = errno;
}

RawClient::RawClient(RawClient&&) noexcept = default;
RawClient& RawClient::operator=(RawClient&&) noexcept = default;
RawClient::~RawClient() = default;

qsizetype RawClient::write(const QByteArray& bytes)
{
    const ssize_t taken = ::send(m_wiring->socket,
        bytes.constData(),
        static_cast<std::size_t>(bytes.size()),
        MSG_NOSIGNAL | MSG_DONTWAIT);
    return taken < 0 && errno == EAGAIN ? 0 : taken;
}

void RawClient::poll()
{
    std::array<char, 65536> buffer = {};
    for (;;) {
        const ssize_t count = ::recv(m_wiring->socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN))
            isClosed = true;
        if (count <= 0)
            return;
        read.append(buffer.data(), count);
    }
}

void RawClient::close()
{
    m_wiring.reset();
}

} // namespace lanyard::test
