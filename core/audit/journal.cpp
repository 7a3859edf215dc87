// SPDX-License-Identifier: MIT
#include "core/audit/journal.h"

#include "core/audit/file_end.h"
#include "core/audit/record.h"
#include "core/base/log.h"

#include <QFile>

#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;
using platform::AppendFile;

namespace {

constexpr Milliseconds forceDelay{1000}; // design.md §10: at most a second later.

tl::unexpected<Error> asAuditError(const Error& error)
{
    const bool isFull = error.code == "file.full";
    return fail(Fault::System,
        isFull ? "audit.full" : "audit.write",
        QString::fromLatin1(error.code) + u": "_s + error.detail,
        error.native);
}

/// Where the newest file before ours ended, for our first line.
std::pair<QByteArray, QJsonObject> previousEnd(const QString& directory, const QString& name)
{
    if (name.isEmpty())
        return {noHash(), {}};
    const auto end = endOf(directory + u'/' + name);
    QJsonObject previous{{u"file"_s, name}};
    if (end.last) {
        previous.insert(u"seq"_s, end.last->seq);
        previous.insert(u"hash"_s, QString::fromLatin1(end.last->hash));
    }
    if (end.torn > 0)
        previous.insert(u"torn"_s, end.torn);
    return {end.last ? end.last->hash : noHash(), previous};
}

} // namespace

Journal::Journal(Settings settings, Ports ports)
    : m_settings(std::move(settings))
    , m_ports(ports)
    , m_directory(m_settings.directory + u'/' + QString::fromLatin1(m_settings.userId))
    , m_reserve(m_ports.disk, m_directory + u"/reserve"_s)
{
}

Result<std::unique_ptr<Journal>> Journal::open(Settings settings, Ports ports)
{
    std::unique_ptr<Journal> journal(new Journal(std::move(settings), ports));
    LY_CHECK(platform::makePrivateDirectory(journal->m_directory));
    if (!journal->m_reserve.fill())
        journal->becomeFull();
    LY_CHECK(journal->startFile());
    return journal;
}

Journal::~Journal()
{
    if (m_file && force())
        noteHead();
}

Result<> Journal::startFile()
{
    if (m_file) {
        if (!force())
            qCWarning(logAgent) << "the end of an audit file was not forced to disk";
        noteHead();
        m_file.reset();
    }
    const auto files = journalFiles(m_directory);
    const QString newest = files.isEmpty() ? QString() : files.last();
    const auto [prev, previous] = previousEnd(m_directory, newest);
    const auto name = newFileName(m_ports.clock.now(), newest);
    auto file = AppendFile::open(m_directory + u'/' + name, AppendFile::Open::New);
    if (!file)
        return asAuditError(file.error());
    m_file.emplace(std::move(*file));
    m_name = name;
    m_size = 0;
    m_last = {-1, prev};
    QJsonObject header{{u"schema"_s, u"lanyard.audit/1"_s},
        {u"time"_s, toText(m_ports.clock.now())},
        {u"host"_s, m_settings.host},
        {u"user"_s, QString::fromLatin1(m_settings.userId)},
        {u"agent"_s, m_settings.version}};
    if (!previous.isEmpty())
        header.insert(u"previous"_s, previous);
    if (auto written = append(header, Claim::Last); !written) {
        m_file.reset();
        return written;
    }
    LY_CHECK(force());
    noteHead();
    return {};
}

Result<> Journal::record(const Event& event)
{
    const auto claim = claimOf(event.kind);
    LY_CHECK(makeReadyFor(event.kind, claim));
    LY_CHECK(append(toRecord(event, m_ports.clock.now()), claim));
    if (durabilityOf(event.kind) == Durability::OnDiskFirst)
        return forceNow();
    if (std::exchange(m_isForced, false))
        forceSoon();
    return {};
}

/// A file to write to, which a sign-in begins anew, and room in it.
Result<> Journal::makeReadyFor(Kind kind, Claim claim)
{
    if (m_isFull) {
        LY_CHECK(recoverFromFull(claim));
    }
    if (m_file && m_size < m_settings.rotateAt && kind != Kind::SignedIn)
        return {};
    LY_CHECK(startFile());
    if (m_isFull) { // The file's first line had to take of the reserve.
        LY_CHECK(recoverFromFull(claim));
    }
    return {};
}

Result<> Journal::forceNow()
{
    auto forced = force();
    if (forced)
        noteHead();
    else
        m_file.reset(); // A system that failed once may claim success the next time.
    return forced;
}

void Journal::forceSoon()
{
    m_force = m_ports.clock.after(forceDelay, [this] {
        if (!force())
            m_file.reset(); // The next event goes into a new file, or is refused.
    });
}

Result<> Journal::append(const QJsonObject& record, Claim claim)
{
    const auto line = chained(record, m_last.seq + 1, m_last.hash);
    const auto written = makeRoomAndAppend(line.text, claim);
    if (written) {
        m_last = line.link;
        m_size += line.text.size();
        return {};
    }
    if (written.error().code != "file.full")
        m_file.reset(); // A new file next time: who knows what this one holds.
    return asAuditError(written.error());
}

Result<> Journal::makeRoomAndAppend(QByteArrayView text, Claim claim)
{
    auto written = m_ports.disk.append(*m_file, text);
    while (!written && written.error().code == "file.full") {
        becomeFull();
        if (!m_reserve.give(claim))
            break;
        written = m_ports.disk.append(*m_file, text);
    }
    return written;
}

Result<> Journal::force()
{
    m_force = {};
    m_isForced = true;
    const auto forced = m_file ? m_file->sync() : Result<>();
    if (!forced)
        return asAuditError(forced.error());
    return {};
}

void Journal::noteHead()
{
    const auto noted = m_ports.witness.note({m_name, m_last}, m_ports.clock.now());
    if (noted) {
        m_ports.health.clear("audit.witness");
        return;
    }
    m_ports.health.raise({.code = "audit.witness",
        .severity = Severity::Warning,
        .detail = u"The audit trail's heads cannot be kept (%1)."_s.arg(noted.error().detail),
        .advice = u"Make the directory for audit heads writable for this user; until then a "
                  u"shortened audit file may go unnoticed."_s,
        .reference = {}});
}

void Journal::becomeFull()
{
    if (std::exchange(m_isFull, true))
        return;
    m_ports.health.raise({.code = "audit.full",
        .severity = Severity::Problem,
        .detail = u"The disk that holds the audit trail is full. Nobody can sign in."_s,
        .advice = u"Free space on it. Sign-out always works; tokens stop when the space reserved "
                  u"for their records is used up."_s,
        .reference = {}});
}

Result<> Journal::recoverFromFull(Claim claim)
{
    // There is room again when there is room for the whole reserve, and not before.
    const auto filled = m_reserve.fill();
    if (filled) {
        m_isFull = false;
        m_ports.health.clear("audit.full");
        return {};
    }
    if (claim == Claim::None)
        return asAuditError(filled.error());
    return {};
}

} // namespace lanyard::audit
