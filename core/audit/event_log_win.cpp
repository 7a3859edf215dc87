// SPDX-License-Identifier: MIT
#include "core/audit/event_log.h"
#include "core/audit/event_log_records_win.h"

#include <memory>
#include <vector>

#include <windows.h>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

EventLog::~EventLog() = default;

namespace {

constexpr DWORD mostBytes = 0x7ffff; ///< That one read may ask for.

WORD typeOf(Level level)
{
    switch (level) {
    case Level::Information:
        return EVENTLOG_INFORMATION_TYPE;
    case Level::Warning:
        return EVENTLOG_WARNING_TYPE;
    case Level::Error:
        return EVENTLOG_ERROR_TYPE;
    }
    return EVENTLOG_ERROR_TYPE;
}

tl::unexpected<Error> failure(const QString& detail, DWORD error)
{
    return fail(Fault::System, "audit.event_log", detail, static_cast<int>(error));
}

struct SourceCloser {
    void operator()(void* source) const noexcept { DeregisterEventSource(source); }
};

struct LogCloser {
    void operator()(void* log) const noexcept { CloseEventLog(log); }
};

class WindowsEventLog final : public EventLog
{
public:
    Result<> report(const LogEntry& entry) override
    {
        if (!m_source)
            m_source.reset(RegisterEventSourceW(nullptr, eventSource));
        if (!m_source)
            return failure(u"the log cannot be opened"_s, GetLastError());
        std::vector<std::wstring> texts;
        for (const QString& value : entry.values)
            texts.push_back(value.toStdWString());
        std::vector<const wchar_t*> values;
        for (const std::wstring& text : texts)
            values.push_back(text.c_str());
        if (ReportEventW(m_source.get(),
                typeOf(entry.level),
                0,
                entry.id,
                nullptr,
                static_cast<WORD>(values.size()),
                0,
                values.data(),
                nullptr)
            == FALSE) {
            const DWORD error = GetLastError();
            m_source.reset(); // A service that was started anew does not know the old handle.
            return failure(u"the log does not take an event"_s, error);
        }
        return {};
    }

private:
    std::unique_ptr<void, SourceCloser> m_source;
};

} // namespace

std::unique_ptr<EventLog> makeEventLog()
{
    return std::make_unique<WindowsEventLog>();
}

Result<QList<QStringList>> loggedValues(std::uint16_t id)
{
    const std::unique_ptr<void, LogCloser> log(OpenEventLogW(nullptr, eventSource));
    if (!log)
        return failure(u"the log cannot be opened"_s, GetLastError());
    QList<QStringList> entries;
    std::vector<char> records(mostBytes);
    DWORD read = 0;
    DWORD needed = 0;
    while (ReadEventLogW(log.get(),
               EVENTLOG_SEQUENTIAL_READ | EVENTLOG_FORWARDS_READ,
               0,
               records.data(),
               mostBytes,
               &read,
               &needed)
        != FALSE)
        entries += valuesIn({records.data(), read}, id);
    if (const DWORD error = GetLastError(); error != ERROR_HANDLE_EOF)
        return failure(u"the log cannot be read to its end"_s, error);
    return entries;
}

} // namespace lanyard::audit
