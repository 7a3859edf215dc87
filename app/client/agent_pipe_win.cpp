// SPDX-License-Identifier: MIT
#include "app/client/agent_pipe.h"
#include "app/client/server_check_win.h"
#include "core/wire/endpoint.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lanyard::client {

namespace {

Failure noAgent(const char* message)
{
    return failure(LANYARD_NO_AGENT, message);
}

Failure timedOut()
{
    return failure(LANYARD_TIMED_OUT, "the agent did not answer in time");
}

Failure systemFault(const char* call)
{
    return failure(LANYARD_FAULT, std::string(call) + " failed: " + std::to_string(GetLastError()));
}

HANDLE pipeOf(std::intptr_t handle)
{
    return reinterpret_cast<HANDLE>(handle);
}

DWORD millisecondsLeft(Deadline deadline)
{
    constexpr std::int64_t longest = INFINITE - 1;
    return static_cast<DWORD>(std::min<std::int64_t>(deadline.left().count(), longest));
}

/// An operation that waits at most until its deadline, and is undone then. The system writes into
/// the caller's memory while it is under way, so none outlives its call.
class Operation
{
public:
    explicit Operation(HANDLE pipe)
        : m_pipe(pipe)
    {
        m_overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    }

    ~Operation()
    {
        if (m_overlapped.hEvent != nullptr)
            CloseHandle(m_overlapped.hEvent);
    }

    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    Operation(Operation&&) = delete;
    Operation& operator=(Operation&&) = delete;

    [[nodiscard]] OVERLAPPED* overlapped() { return &m_overlapped; }

    /// To be called at once with what ReadFile() or WriteFile() returned. ERROR_SUCCESS,
    /// WAIT_TIMEOUT, or the system's reason.
    [[nodiscard]] DWORD finish(BOOL started, Deadline deadline, DWORD& count)
    {
        if (!started && GetLastError() != ERROR_IO_PENDING)
            return GetLastError();
        const bool isOver =
            WaitForSingleObject(m_overlapped.hEvent, millisecondsLeft(deadline)) == WAIT_OBJECT_0;
        if (!isOver)
            CancelIoEx(m_pipe, &m_overlapped);
        const bool worked = GetOverlappedResult(m_pipe, &m_overlapped, &count, TRUE) != FALSE;
        if (worked)
            return ERROR_SUCCESS;
        return isOver ? GetLastError() : static_cast<DWORD>(WAIT_TIMEOUT);
    }

private:
    HANDLE m_pipe;
    OVERLAPPED m_overlapped = {};
};

bool hasHungUp(DWORD error)
{
    return error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA
        || error == ERROR_PIPE_NOT_CONNECTED;
}

/// Nothing where all instances are taken just now.
Trouble whyNotOpened(DWORD error)
{
    switch (error) {
    case ERROR_PIPE_BUSY:
        return std::nullopt;
    case ERROR_FILE_NOT_FOUND:
        return noAgent("no agent runs in this session");
    case ERROR_ACCESS_DENIED:
        return failure(LANYARD_UNTRUSTED, "this user may not use the agent's pipe");
    default:
        return systemFault("CreateFile");
    }
}

} // namespace

Trouble AgentPipe::open(Deadline deadline)
{
    close();
    const std::optional<std::string> name = wire::agentEndpoint();
    if (!name)
        return noAgent("no agent has published its pipe in this session");
    for (;;) {
        // Identification: the server may see who we are, and may not act as us.
        auto* const pipe = CreateFileA(name->c_str(),
            GENERIC_READ | GENERIC_WRITE,
            0,
            nullptr,
            OPEN_EXISTING,
            FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
            nullptr);
        if (pipe != INVALID_HANDLE_VALUE) {
            m_handle = reinterpret_cast<std::intptr_t>(pipe);
            break;
        }
        if (Trouble trouble = whyNotOpened(GetLastError()))
            return trouble;
        if (deadline.hasPassed() || !WaitNamedPipeA(name->c_str(), millisecondsLeft(deadline)))
            return timedOut();
    }
    Trouble trouble = checkServer(pipeOf(m_handle));
    if (trouble)
        close();
    return trouble;
}

void AgentPipe::close() noexcept
{
    const auto handle = std::exchange(m_handle, closed);
    if (handle != closed)
        CloseHandle(pipeOf(handle));
}

bool AgentPipe::isQuiet() const
{
    DWORD waiting = 0;
    return m_handle != closed
        && PeekNamedPipe(pipeOf(m_handle), nullptr, 0, nullptr, &waiting, nullptr) && waiting == 0;
}

Trouble AgentPipe::write(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        Operation operation(pipeOf(m_handle));
        DWORD count = 0;
        const BOOL started = WriteFile(pipeOf(m_handle),
            bytes.data(),
            static_cast<DWORD>(bytes.size()),
            nullptr,
            operation.overlapped());
        const DWORD error = operation.finish(started, deadline, count);
        if (error == WAIT_TIMEOUT)
            return timedOut();
        if (hasHungUp(error))
            return noAgent("the agent hung up before it was asked");
        if (error != ERROR_SUCCESS)
            return systemFault("WriteFile");
        bytes.remove_prefix(count);
    }
    return std::nullopt;
}

Trouble AgentPipe::read(std::span<char> into, std::size_t& count, Deadline deadline)
{
    if (deadline.hasPassed())
        return timedOut();
    Operation operation(pipeOf(m_handle));
    DWORD got = 0;
    const BOOL started = ReadFile(pipeOf(m_handle),
        into.data(),
        static_cast<DWORD>(into.size()),
        nullptr,
        operation.overlapped());
    const DWORD error = operation.finish(started, deadline, got);
    if (error == WAIT_TIMEOUT)
        return timedOut();
    if (error != ERROR_SUCCESS && !hasHungUp(error))
        return systemFault("ReadFile");
    count = got;
    return std::nullopt;
}

} // namespace lanyard::client
