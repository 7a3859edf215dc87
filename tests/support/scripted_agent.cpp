// SPDX-License-Identifier: MIT

/// A stand-in for lanyard-agent that does what its standard input says, line by line.
///
///   scripted-agent PIPE [USER]    a Unix socket or a named pipe; as another user (scripted_door.h)
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

#include "tests/support/scripted_door.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

class Agent
{
public:
    Agent(const std::string& path, const std::string& user)
        : m_door(path, user)
    {
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
            m_door.refuse();
        else if (verb == "close")
            m_door.hangUp();
        else if (verb == "drain")
            drain();
        else
            std::exit(2);
    }

private:
    void accept()
    {
        m_input.clear();
        m_door.accept();
    }

    std::string readLine()
    {
        std::size_t end = 0;
        while ((end = m_input.find('\n')) == std::string::npos) {
            std::array<char, 4096> bytes = {};
            const std::size_t count = m_door.read(bytes.data(), bytes.size());
            if (count == 0)
                return "nothing";
            m_input.append(bytes.data(), count);
        }
        std::string line = m_input.substr(0, end);
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

    bool send(const std::string& bytes) { return m_door.write(bytes); }

    void flood(std::size_t bytes)
    {
        const std::string chunk(8192, 'x');
        for (std::size_t sent = 0; sent < bytes && send(chunk); sent += chunk.size()) { }
    }

    void echo(int count)
    {
        for (; count > 0 && readLine() != "nothing"; --count)
            send(answer("result", m_result));
    }

    void drain()
    {
        std::array<char, 4096> bytes = {};
        while (m_door.read(bytes.data(), bytes.size()) > 0) { }
        std::cout << "gone" << std::endl;
    }

    lanyard::testing::Door m_door;
    std::string m_input;
    std::string m_id = "null";
    std::string m_result;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    Agent agent(argv[1], argc > 2 ? argv[2] : "");
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const std::size_t blank = line.find(' ');
        agent.perform(line.substr(0, blank),
            blank == std::string::npos ? std::string() : line.substr(blank + 1));
    }
    return 0;
}
