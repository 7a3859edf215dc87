// SPDX-License-Identifier: MIT

/// A stand-in for lanyard-agent that does what its standard input says, line by line.
///
///   scripted-agent SOCKET [UID]     with a UID, listens as that user (needs root)
///
/// Says "ready" when it listens, and "got LINE" for each request it reads. Then, in order:
///
///   accept            takes the next connection, dropping the one before
///   read              reads one request
///   result JSON       answers it with that result
///   error JSON        answers it with that error object
///   line TEXT         sends TEXT and a line feed; "@ID@" becomes the request's id
///   half TEXT         sends TEXT without one
///   flood BYTES       sends that many bytes without a line feed, until the other end hangs up
///   echo COUNT        COUNT times: reads a request and answers with the JSON of the last result
///   refuse            stops listening, and keeps the socket's file
///   close             hangs up
///   drain             reads until the other end hangs up, and says "gone"
///
/// It ends with its standard input. Nothing in it waits for time to pass.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace {

[[noreturn]] void die(const char* what)
{
    std::fprintf(stderr, "scripted-agent: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

class Agent
{
public:
    explicit Agent(const std::string& path, std::optional<uid_t> user)
        : m_listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        mkdir(path.substr(0, path.rfind('/')).c_str(), S_IRWXU);
        unlink(path.c_str());
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            die("bind");
        if (user && setresuid(*user, *user, *user) != 0) // Whoever listens is the peer.
            die("setresuid");
        if (listen(m_listener, 16) != 0)
            die("listen");
    }

    void perform(const std::string& verb, const std::string& rest)
    {
        if (verb == "accept")
            accept();
        else if (verb == "read")
            std::cout << "got " << readLine() << std::endl;
        else if (verb == "result")
            send(answer("result", m_result = rest));
        else if (verb == "error")
            send(answer("error", rest));
        else if (verb == "line")
            send(withId(rest) + '\n');
        else if (verb == "half")
            send(withId(rest));
        else if (verb == "flood")
            flood(std::stoul(rest));
        else if (verb == "echo")
            echo(std::stoi(rest));
        else if (verb == "refuse")
            ::close(std::exchange(m_listener, -1));
        else if (verb == "close")
            ::close(std::exchange(m_peer, -1));
        else if (verb == "drain")
            drain();
        else
            die(verb.c_str());
    }

private:
    void accept()
    {
        if (m_peer >= 0)
            ::close(m_peer);
        m_input.clear();
        m_peer = ::accept(m_listener, nullptr, nullptr);
        if (m_peer < 0)
            die("accept");
    }

    std::string readLine()
    {
        std::size_t end = 0;
        while ((end = m_input.find('\n')) == std::string::npos) {
            char bytes[4096];
            const ssize_t count = recv(m_peer, bytes, sizeof bytes, 0);
            if (count <= 0)
                return "nothing";
            m_input.append(bytes, static_cast<std::size_t>(count));
        }
        const std::string line = m_input.substr(0, end);
        m_input.erase(0, end + 1);
        const std::size_t id = line.find("\"id\":");
        m_id = id == std::string::npos ? "null"
                                       : line.substr(id + 5, line.find_first_of(",}", id) - id - 5);
        return line;
    }

    [[nodiscard]] std::string answer(const char* member, const std::string& json) const
    {
        return R"({"jsonrpc":"2.0","id":)" + m_id + ",\"" + member + "\":" + json + "}\n";
    }

    [[nodiscard]] std::string withId(std::string text) const
    {
        const std::size_t place = text.find("@ID@");
        return place == std::string::npos ? text : text.replace(place, 4, m_id);
    }

    bool send(const std::string& bytes) const
    {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count =
                ::send(m_peer, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            sent += static_cast<std::size_t>(count);
        }
        return true;
    }

    void flood(std::size_t bytes) const
    {
        const std::string chunk(8192, 'x');
        for (std::size_t sent = 0; sent < bytes && send(chunk); sent += chunk.size()) { }
    }

    void echo(int count)
    {
        for (; count > 0 && readLine() != "nothing"; --count)
            send(answer("result", m_result));
    }

    void drain() const
    {
        char bytes[4096];
        while (recv(m_peer, bytes, sizeof bytes, 0) > 0) { }
        std::cout << "gone" << std::endl;
    }

    int m_listener;
    int m_peer = -1;
    std::string m_input;
    std::string m_id = "null";
    std::string m_result;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    std::optional<uid_t> user;
    if (argc > 2)
        user = static_cast<uid_t>(std::stoul(argv[2]));
    Agent agent(argv[1], user);
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const std::size_t blank = line.find(' ');
        agent.perform(line.substr(0, blank),
            blank == std::string::npos ? std::string() : line.substr(blank + 1));
    }
    return 0;
}
