// SPDX-License-Identifier: MIT
#include "tests/bench/echo.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include <windows.h>

namespace lanyard::bench {

namespace {

constexpr const char* echoing = "--echo";
constexpr DWORD bufferSize = 65536;

HANDLE handleOf(std::intptr_t value)
{
    return reinterpret_cast<HANDLE>(value);
}

/// Up to and with a line feed; false at the end of the stream.
bool readLine(HANDLE pipe)
{
    static std::array<char, bufferSize> bytes;
    for (;;) {
        DWORD count = 0;
        if (!ReadFile(pipe, bytes.data(), bufferSize, &count, nullptr) || count == 0)
            return false;
        if (std::memchr(bytes.data(), '\n', count) != nullptr)
            return true;
    }
}

bool sendAll(HANDLE pipe, const std::string& line)
{
    DWORD count = 0;
    return WriteFile(pipe, line.data(), static_cast<DWORD>(line.size()), &count, nullptr)
        && count == line.size();
}

/// This program again, to answer at `pipe`; its process, or -1.
std::intptr_t startChild(const std::string& pipe, std::size_t answerSize)
{
    std::array<char, MAX_PATH> self = {};
    GetModuleFileNameA(nullptr, self.data(), MAX_PATH);
    std::string command = '"' + std::string(self.data()) + "\" " + echoing + ' ' + pipe + ' '
        + std::to_string(answerSize);
    STARTUPINFOA start = {};
    start.cb = sizeof start;
    PROCESS_INFORMATION child = {};
    if (!CreateProcessA(self.data(),
            command.data(),
            nullptr,
            nullptr,
            FALSE,
            0,
            nullptr,
            nullptr,
            &start,
            &child))
        return -1;
    CloseHandle(child.hThread);
    return reinterpret_cast<std::intptr_t>(child.hProcess);
}

} // namespace

EchoServer::EchoServer(std::size_t answerSize)
{
    const std::string name = R"(\\.\pipe\lanyard-bench-)" + std::to_string(GetCurrentProcessId());
    auto* const pipe = CreateNamedPipeA(name.c_str(),
        PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS,
        1,
        bufferSize,
        bufferSize,
        0,
        nullptr);
    if (pipe == INVALID_HANDLE_VALUE)
        return;
    m_connection = reinterpret_cast<std::intptr_t>(pipe);
    m_child = startChild(name, answerSize);
    if (m_child != -1)
        ConnectNamedPipe(pipe, nullptr);
}

EchoServer::~EchoServer()
{
    if (m_connection != -1)
        CloseHandle(handleOf(m_connection)); // The child reads the end of the stream, and goes.
    if (m_child == -1)
        return;
    WaitForSingleObject(handleOf(m_child), INFINITE);
    CloseHandle(handleOf(m_child));
}

std::optional<Samples> EchoServer::measure(int count, std::size_t requestSize) const
{
    auto* const pipe = handleOf(m_connection);
    const std::string request = lineOf(requestSize);
    Samples samples;
    for (int i = 0; i < count; ++i) {
        const auto start = std::chrono::steady_clock::now();
        if (m_child == -1 || !sendAll(pipe, request) || !readLine(pipe))
            return std::nullopt;
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        samples.push_back(took.count());
    }
    return samples;
}

std::optional<int> actAsEcho(int argc, char** argv)
{
    if (argc != 4 || std::strcmp(argv[1], echoing) != 0)
        return std::nullopt;
    auto* const pipe =
        CreateFileA(argv[2], GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    if (pipe == INVALID_HANDLE_VALUE)
        return 1;
    const std::string answer = lineOf(std::strtoul(argv[3], nullptr, 10));
    while (readLine(pipe) && sendAll(pipe, answer)) { }
    CloseHandle(pipe);
    return 0;
}

} // namespace lanyard::bench
