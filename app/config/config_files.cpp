// SPDX-License-Identifier: MIT
#include "app/config/config_files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSet>

namespace lanyard::config {

using namespace Qt::StringLiterals;

namespace {

// An editor or a deployment tool writes in several steps; one reading serves them all.
constexpr Milliseconds settleTime{250};

// Notices get lost on network and overlay file systems. Off-boarding must be seen within 5 minutes.
constexpr std::chrono::seconds lookAnyway{60};

HealthCondition conditionFor(const QByteArray& subject, const QString& path, const Error& error)
{
    if (error.code == "file.missing")
        return {.code = subject + ".missing",
            .severity = Severity::Warning,
            .detail = u"%1 is not there"_s.arg(path),
            .advice = u"Install it, or set another place in policy."_s,
            .reference = {}};
    const bool isUntrusted = error.fault == Fault::Untrusted;
    return {.code = subject + (isUntrusted ? ".untrusted" : ".unavailable"),
        .severity = Severity::Problem,
        .detail = u"%1: %2 (%3)"_s.arg(path, error.detail, QString::fromLatin1(error.code)),
        .advice = isUntrusted ? u"Let only administrators own and write it and its folders."_s
                              : u"Make it readable for the people who use the agent."_s,
        .reference = {}};
}

} // namespace

QList<HealthCondition> Configuration::problems() const
{
    QList<HealthCondition> all = policy.problems;
    for (const auto* const file : {&apps, &roles}) {
        if (file->problem)
            all.append(*file->problem);
    }
    return all;
}

Result<QString> configDirectory(const QString& asked, const QString& machine)
{
    if (asked.isEmpty())
        return machine;
    const QFileInfo installed(machine + u"/policy.json"_s);
    if (installed.exists() || installed.isSymLink()) // A dangling link is an installation too.
        return fail(Fault::Misconfigured,
            "config.machine_policy",
            u"this computer has a policy, %1; another directory is not used"_s.arg(
                installed.filePath()));
    if (!QFileInfo(asked).isDir())
        return fail(
            Fault::Misconfigured, "config.no_directory", u"%1 is not a directory"_s.arg(asked));
    return QDir(asked).absolutePath();
}

ConfigFiles::ConfigFiles(
    const QString& directory, Clock& clock, TrustedReader read, PolicySources sources)
    : m_directory(QDir(directory).absolutePath())
    , m_clock(clock)
    , m_read(std::move(read))
    , m_sources(std::move(sources))
{
    if (m_sources.empty()) {
        auto file = std::make_unique<policy::JsonPolicySource>(u"policy.json"_s);
        m_policyFile = file.get();
        m_sources.push_back(std::move(file));
    } else { // The file's own changes are seen by m_watcher.
        for (const auto& source : m_sources)
            connect(
                source.get(), &policy::PolicySource::changed, this, &ConfigFiles::scheduleReload);
    }
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ConfigFiles::scheduleReload);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ConfigFiles::scheduleReload);
    static_cast<void>(load());
    watch();
    scheduleLook();
}

void ConfigFiles::reload()
{
    m_settling.withdraw();
    const bool isDifferent = load();
    watch();
    if (isDifferent)
        Q_EMIT changed();
}

void ConfigFiles::scheduleReload()
{
    m_settling = m_clock.after(settleTime, [this] { reload(); });
}

void ConfigFiles::scheduleLook()
{
    m_nextLook = m_clock.after(lookAnyway, [this] {
        scheduleLook();
        reload();
    });
}

QString ConfigFiles::policyPath() const
{
    return m_directory + u"/policy.json"_s;
}

/// A file that was replaced is no longer watched under its name, so names are added every time.
/// Folders tell of a file's coming and going, files of being written in place.
void ConfigFiles::watch()
{
    QSet<QString> wanted;
    QStringList paths{m_current.apps.path, m_current.roles.path};
    if (m_policyFile != nullptr)
        paths.append(policyPath());
    for (const QString& path : std::as_const(paths)) {
        wanted.insert(path);
        wanted.insert(QFileInfo(path).path());
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString& path : watched) {
        if (!wanted.remove(path))
            m_watcher.removePath(path);
    }
    for (const QString& path : std::as_const(wanted)) {
        if (QFileInfo::exists(path))
            m_watcher.addPath(path);
    }
}

/// True if anything is different from the last time.
bool ConfigFiles::load()
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto take = [&](const QString& path) {
        auto bytes = m_read(path);
        hash.addData(
            path.toUtf8() + '\0' + (bytes ? "+" + *bytes : "-" + bytes.error().code) + '\0');
        return bytes;
    };
    const auto takeFile = [&](const QByteArray& subject, const QString& path) {
        ConfigFile file{.path = path, .bytes = {}, .problem = {}};
        if (auto bytes = take(path))
            file.bytes = *std::move(bytes);
        else
            file.problem = conditionFor(subject, path, bytes.error());
        return file;
    };

    if (m_policyFile != nullptr) {
        if (const auto bytes = take(policyPath()))
            m_policyFile->setContents(*bytes);
        else
            m_policyFile->setUnavailable(conditionFor("policy", policyPath(), bytes.error()));
    }
    Configuration loaded;
    std::vector<const policy::PolicySource*> sources;
    QStringList names;
    for (const auto& source : m_sources) {
        source->refresh();
        sources.push_back(source.get());
        names.append(source->name());
        const auto problem = source->problem();
        hash.addData(QJsonDocument(source->tree()).toJson() + '\0'
            + (problem ? problem->code + problem->detail.toUtf8() : QByteArray()) + '\0');
    }
    loaded.policy = policy::readPolicy(sources);
    loaded.policyName = names.join(u" and "_s);
    const auto placed = [&](QString& file, const QString& name) {
        if (file.isEmpty())
            file = m_directory + name;
        file = QDir::cleanPath(file);
    };
    placed(loaded.policy.policy.appsFile, u"/apps.json"_s);
    placed(loaded.policy.policy.rolesFile, u"/roles.json"_s);
    loaded.apps = takeFile("apps", loaded.policy.policy.appsFile);
    loaded.roles = takeFile("roles", loaded.policy.policy.rolesFile);

    const QByteArray seen = hash.result();
    const bool isDifferent = seen != m_seen;
    if (isDifferent) {
        m_current = std::move(loaded);
        m_seen = seen;
    }
    return isDifferent;
}

} // namespace lanyard::config
