// SPDX-License-Identifier: MIT
#include "core/base/handle_win.h"
#include "core/wire/endpoint.h"
#include "tests/hostile/pipe/raw_client.h"

namespace lanyard::test {

PipeName::PipeName()
    : m_path(QString::fromStdString(wire::newAgentEndpoint().value_or(std::string())))
{
}

struct RawClient::Wiring {
    Handle pipe;
    Handle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    OVERLAPPED writing = {};
    bool isWriting = false;
    QByteArray beingWritten;

    Wiring() = default;
    Q_DISABLE_COPY_MOVE(Wiring)

    ~Wiring()
    {
        if (!isWriting)
            return;
        CancelIoEx(pipe.get(), &writing);
        DWORD count = 0;
        GetOverlappedResult(pipe.get(), &writing, &count, TRUE);
    }
};

RawClient::RawClient(const QString& path)
    : m_wiring(std::make_unique<Wiring>())
{
    m_wiring->pipe = Handle(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_READ | GENERIC_WRITE,
        0,
        nullptr,
        OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED,
        nullptr));
    if (!m_wiring->pipe.isOpen())
        error = static_cast<int>(GetLastError());
}

RawClient::RawClient(RawClient&&) noexcept = default;
RawClient& RawClient::operator=(RawClient&&) noexcept = default;
RawClient::~RawClient() = default;

qsizetype RawClient::write(const QByteArray& bytes)
{
    Wiring& wiring = *m_wiring;
    DWORD count = 0;
    if (wiring.isWriting
        && !GetOverlappedResult(wiring.pipe.get(), &wiring.writing, &count, FALSE)) {
        if (GetLastError() == ERROR_IO_INCOMPLETE)
            return 0;
        wiring.isWriting = false;
        return -1;
    }
    wiring.beingWritten = bytes;
    wiring.writing = {};
    wiring.writing.hEvent = wiring.event.get();
    wiring.isWriting = WriteFile(wiring.pipe.get(),
                           wiring.beingWritten.constData(),
                           static_cast<DWORD>(bytes.size()),
                           nullptr,
                           &wiring.writing)
        || GetLastError() == ERROR_IO_PENDING;
    return wiring.isWriting ? bytes.size() : -1;
}

void RawClient::poll()
{
    for (;;) {
        DWORD there = 0;
        if (!PeekNamedPipe(m_wiring->pipe.get(), nullptr, 0, nullptr, &there, nullptr))
            isClosed = true;
        if (isClosed || there == 0)
            return;
        QByteArray bytes(static_cast<qsizetype>(there), '\0');
        const Handle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
        OVERLAPPED reading = {};
        reading.hEvent = event.get();
        DWORD count = 0;
        ReadFile(m_wiring->pipe.get(), bytes.data(), there, nullptr, &reading);
        if (!GetOverlappedResult(m_wiring->pipe.get(), &reading, &count, TRUE))
            isClosed = true;
        read.append(bytes.constData(), static_cast<qsizetype>(count));
    }
}

void RawClient::close()
{
    m_wiring.reset();
}

} // namespace lanyard::test
