// SPDX-License-Identifier: MIT
#include "core/platform/browser_process.h"

#include <QProcess>
#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// What a child gets from us: nothing to read, nowhere to write, a session of its own.
class SpawnSettings
{
public:
    SpawnSettings()
    {
        posix_spawn_file_actions_init(&m_files);
        posix_spawn_file_actions_addopen(&m_files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&m_files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&m_files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&m_files, STDERR_FILENO + 1);

        sigset_t none{};
        sigset_t reset{};
        sigemptyset(&none);
        sigemptyset(&reset);
        sigaddset(&reset, SIGPIPE);
        posix_spawnattr_init(&m_attributes);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &reset);
        posix_spawnattr_setflags(
            &m_attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }

    ~SpawnSettings()
    {
        posix_spawnattr_destroy(&m_attributes);
        posix_spawn_file_actions_destroy(&m_files);
    }

    Q_DISABLE_COPY_MOVE(SpawnSettings)

    [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &m_files; }

    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &m_attributes; }

private:
    posix_spawn_file_actions_t m_files{};
    posix_spawnattr_t m_attributes{};
};

/// Watches a child by a descriptor that becomes readable when it ends (Linux 5.3), and reaps it.
class ChildProcess final : public BrowserProcess
{
public:
    ChildProcess(pid_t pid, Ended ended)
        : m_pid(pid)
        , m_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))
        , m_ended(std::move(ended))
    {
        if (m_descriptor < 0)
            return; // It runs unwatched: the caller's patience decides.
        m_notifier.emplace(m_descriptor, QSocketNotifier::Read);
        QObject::connect(
            &*m_notifier, &QSocketNotifier::activated, &*m_notifier, [this] { reap(); });
    }

    ~ChildProcess() override
    {
        m_notifier.reset();
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    Q_DISABLE_COPY_MOVE(ChildProcess)

    [[nodiscard]] bool isEnded() const override { return m_isEnded; }

private:
    void reap()
    {
        int status = 0;
        if (::waitpid(m_pid, &status, WNOHANG) != m_pid)
            return;
        m_isEnded = true;
        m_notifier->setEnabled(false);
        m_ended(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }

    pid_t m_pid;
    int m_descriptor;
    bool m_isEnded = false;
    Ended m_ended;
    std::optional<QSocketNotifier> m_notifier;
};

} // namespace

BrowserProcess::~BrowserProcess() = default;

QList<QStringList> defaultBrowserCommands()
{
    QList<QStringList> commands;
    // The convention of $BROWSER: commands separated by ':', the address in place of %s.
    const QStringList named = qEnvironmentVariable("BROWSER").split(u':', Qt::SkipEmptyParts);
    for (const QString& command : named) {
        QStringList parts = QProcess::splitCommand(command);
        parts.replaceInStrings(u"%s"_s, u"{url}"_s);
        if (!parts.isEmpty())
            commands.append(parts);
    }
    commands.append(QStringList{u"xdg-open"_s});
    return commands;
}

Result<std::unique_ptr<BrowserProcess>> BrowserProcess::start(
    const QByteArrayList& arguments, Ended ended)
{
    if (arguments.isEmpty() || arguments.first().isEmpty())
        return fail(Fault::System, "browser.start", u"no browser is named"_s, ENOENT);
    QByteArrayList copies = arguments;
    std::vector<char*> pointers;
    for (QByteArray& argument : copies)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    const SpawnSettings settings;
    pid_t pid = 0;
    const int error = ::posix_spawnp(
        &pid, pointers.front(), settings.files(), settings.attributes(), pointers.data(), environ);
    if (error != 0)
        return fail(Fault::System, "browser.start", u"the browser did not start"_s, error);
    return std::make_unique<ChildProcess>(pid, std::move(ended));
}

} // namespace lanyard::platform
