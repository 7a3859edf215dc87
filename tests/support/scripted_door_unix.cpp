// SPDX-License-Identifier: MIT
#include "tests/support/scripted_door.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace lanyard::testing {

namespace {

[[noreturn]] void die(const char* what)
{
    std::fprintf(stderr, "scripted-agent: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

} // namespace

struct Door::Wiring {
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int peer = -1;
};

Door::Door(const std::string& path, const std::string& user)
    : m_wiring(std::make_unique<Wiring>())
{
    mkdir(path.substr(0, path.rfind('/')).c_str(), S_IRWXU);
    unlink(path.c_str());
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (bind(m_wiring->listener, generic, sizeof address) != 0)
        die("bind");
    if (!user.empty()) { // Whoever listens is the peer.
        const auto id = static_cast<uid_t>(std::stoul(user));
        if (setresuid(id, id, id) != 0)
            die("setresuid");
    }
    if (listen(m_wiring->listener, 16) != 0)
        die("listen");
}

Door::~Door() = default; // With the process.

void Door::accept()
{
    hangUp();
    m_wiring->peer = ::accept(m_wiring->listener, nullptr, nullptr);
    if (m_wiring->peer < 0)
        die("accept");
}

std::size_t Door::read(char* bytes, std::size_t size)
{
    const ssize_t count = recv(m_wiring->peer, bytes, size, 0);
    return count <= 0 ? 0 : static_cast<std::size_t>(count);
}

bool Door::write(const std::string& bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t count =
            ::send(m_wiring->peer, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

void Door::hangUp()
{
    if (m_wiring->peer >= 0)
        ::close(std::exchange(m_wiring->peer, -1));
}

void Door::refuse()
{
    ::close(std::exchange(m_wiring->listener, -1));
}

} // namespace lanyard::testing
