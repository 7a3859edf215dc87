// SPDX-License-Identifier: MIT
#include "core/base/event_notifier_win.h"
#include "core/base/handle_win.h"
#include "core/base/mailbox.h"
#include "core/platform/browser_process.h"

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>

#include <string>
#include <thread>
#include <utility>

#include <objbase.h>
#include <shellapi.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> notStarted(DWORD number)
{
    return fail(
        Fault::System, "browser.start", u"the browser did not start"_s, static_cast<int>(number));
}

/// As CommandLineToArgvW() takes it apart: backslashes count only before a quotation mark.
QString quoted(const QString& argument)
{
    if (!argument.isEmpty() && !argument.contains(u' ') && !argument.contains(u'\t')
        && !argument.contains(u'"'))
        return argument;
    QString text = u"\""_s;
    qsizetype backslashes = 0;
    for (const QChar c : argument) {
        if (c == u'\\') {
            ++backslashes;
            continue;
        }
        text += QString(c == u'"' ? 2 * backslashes + 1 : backslashes, u'\\');
        backslashes = 0;
        text += c;
    }
    return text + QString(2 * backslashes, u'\\') + u'"';
}

/// Its command line is read by cmd.exe, to which an address is full of orders.
bool isBatchFile(const QString& program)
{
    static const QRegularExpression suffix(
        u"\\.(bat|cmd)[. ]*$"_s, QRegularExpression::CaseInsensitiveOption);
    return suffix.match(program).hasMatch();
}

class ChildProcess final : public BrowserProcess
{
public:
    ChildProcess(Handle process, Ended ended)
        : m_process(std::move(process))
        , m_ended(std::move(ended))
        , m_notifier(m_process.get(), [this] { finish(); })
    {
    }

    Q_DISABLE_COPY_MOVE(ChildProcess)

    ~ChildProcess() override = default;

    [[nodiscard]] bool isEnded() const override { return m_isEnded; }

private:
    void finish()
    {
        DWORD code = 0;
        GetExitCodeProcess(m_process.get(), &code);
        m_isEnded = true;
        m_notifier.stop();
        m_ended(static_cast<int>(std::min<DWORD>(code, 255)));
    }

    Handle m_process;
    bool m_isEnded = false;
    Ended m_ended;
    EventNotifier m_notifier;
};

/// The shell's own way of opening an address. It may take seconds (it starts whatever the person
/// chose, and asks them where they chose nothing), so it has a thread, which outlives this object
/// rather than being waited for.
class ShellOpening final : public BrowserProcess
{
public:
    ShellOpening(const QString& address, Ended ended)
        : m_ended(std::move(ended))
    {
        m_here->open();
        std::thread([this, here = m_here, text = address.toStdWString()]() mutable {
            // Closed before we go, so that `this` is here for whatever is taken out.
            here->put([this, isOpen = open(text)] { finish(isOpen); });
        }).detach();
    }

    Q_DISABLE_COPY_MOVE(ShellOpening)

    ~ShellOpening() override { m_here->close(); }

    [[nodiscard]] bool isEnded() const override { return m_isEnded; }

private:
    static bool open(std::wstring& address)
    {
        const bool hasCom =
            SUCCEEDED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE));
        SHELLEXECUTEINFOW order = {};
        order.cbSize = sizeof order;
        order.fMask = SEE_MASK_NOASYNC | SEE_MASK_FLAG_NO_UI;
        order.lpVerb = L"open";
        order.lpFile = address.c_str();
        order.nShow = SW_SHOWNORMAL;
        const bool isOpen = ShellExecuteExW(&order) != FALSE;
        SecureZeroMemory(address.data(), address.size() * sizeof(wchar_t));
        if (hasCom)
            CoUninitialize();
        return isOpen;
    }

    void finish(bool isOpen)
    {
        m_isEnded = true;
        m_ended(isOpen ? 0 : 1);
    }

    std::shared_ptr<Mailbox> m_here = std::make_shared<Mailbox>();
    bool m_isEnded = false;
    Ended m_ended;
};

} // namespace

BrowserProcess::~BrowserProcess() = default;

QList<QStringList> defaultBrowserCommands()
{
    return {QStringList{u"{url}"_s}}; // An address alone: whatever opens addresses for the person.
}

Result<std::unique_ptr<BrowserProcess>> BrowserProcess::start(
    const QByteArrayList& arguments, Ended ended)
{
    if (arguments.isEmpty() || arguments.first().isEmpty())
        return notStarted(ERROR_FILE_NOT_FOUND);
    if (arguments.size() == 1 && arguments.first().startsWith("https://"))
        return std::make_unique<ShellOpening>(
            QString::fromUtf8(arguments.first()), std::move(ended));

    // Not left to CreateProcessW(): it would look in our working directory too.
    const QString named = QDir::fromNativeSeparators(QString::fromUtf8(arguments.first()));
    const QString program = named.contains(u'/') ? named : QStandardPaths::findExecutable(named);
    if (program.isEmpty())
        return notStarted(ERROR_FILE_NOT_FOUND);
    if (isBatchFile(program))
        return notStarted(ERROR_BAD_EXE_FORMAT);
    const std::wstring path = QDir::toNativeSeparators(program).toStdWString();
    QStringList parts = {quoted(QDir::toNativeSeparators(program))};
    for (const QByteArray& argument : arguments.sliced(1))
        parts.append(quoted(QString::fromUtf8(argument)));
    std::wstring line = parts.join(u' ').toStdWString();

    STARTUPINFOW startup = {};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started = {};
    if (!CreateProcessW(path.c_str(),
            line.data(),
            nullptr,
            nullptr,
            FALSE, // It gets no handle of ours.
            CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW,
            nullptr,
            nullptr,
            &startup,
            &started))
        return notStarted(GetLastError());
    CloseHandle(started.hThread);
    return std::make_unique<ChildProcess>(Handle(started.hProcess), std::move(ended));
}

} // namespace lanyard::platform
