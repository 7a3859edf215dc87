// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/file_end.h"
#include "core/audit/journal.h"
#include "core/audit/verify.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

namespace lanyard::test {

/// A disk of `capacity` bytes that holds what is in one directory, the reserve included.
class SmallDisk final : public audit::Disk
{
public:
    explicit SmallDisk(QString directory)
        : m_directory(std::move(directory))
    {
    }

    Result<> append(platform::AppendFile& file, QByteArrayView bytes) override
    {
        if (used() + bytes.size() > capacity)
            return fail(Fault::System, "file.full", {}, 28);
        return file.append(bytes);
    }

    Result<> reserve(const QString& path, qint64 size) override
    {
        if (used() - QFileInfo(path).size() + size > capacity)
            return fail(Fault::System, "file.full", {}, 28);
        return platform::reserveSpace(path, size);
    }

    [[nodiscard]] qint64 used() const
    {
        qint64 sum = 0;
        const auto files = QDir(m_directory).entryInfoList(QDir::Files);
        for (const auto& file : files)
            sum += file.size();
        return sum;
    }

    qint64 capacity = qint64{1} << 40;

private:
    QString m_directory;
};

class JournalBench
{
public:
    JournalBench()
        : disk(directory())
    {
    }

    Result<> open(qint64 rotateAt = qint64{8} * 1024 * 1024)
    {
        journal.reset();
        auto opened = audit::Journal::open({.directory = root.path() + QStringLiteral("/audit"),
                                               .userId = "1000",
                                               .host = QStringLiteral("ward-7"),
                                               .version = QStringLiteral("0.1.0"),
                                               .rotateAt = rotateAt},
            {.disk = disk, .witness = witness, .clock = clock, .health = health});
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        journal = std::move(*opened);
        return {};
    }

    Result<> record(audit::Kind kind) { return journal->record({.kind = kind}); }

    [[nodiscard]] QString directory() const { return root.path() + QStringLiteral("/audit/1000"); }

    [[nodiscard]] QString headsFile() const
    {
        return root.path() + QStringLiteral("/heads/1000.jsonl");
    }

    [[nodiscard]] QString path() const { return directory() + u'/' + journal->fileName(); }

    [[nodiscard]] QStringList files() const { return audit::journalFiles(directory()); }

    [[nodiscard]] static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void overwrite(const QString& path, const QByteArray& content)
    {
        QFile file(path);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write(content);
    }

    [[nodiscard]] audit::Report verify() const
    {
        return audit::verify(directory(), audit::readHeads(headsFile()).value()).value();
    }

    /// "file number: problem line", for all findings.
    [[nodiscard]] QStringList findings() const
    {
        QStringList all;
        const auto report = verify();
        for (qsizetype i = 0; i < report.files.size(); ++i) {
            for (const auto& finding : report.files[i].findings)
                all.append(QStringLiteral("%1: %2 %3")
                               .arg(i + 1)
                               .arg(QString::fromLatin1(audit::nameOf(finding.problem)))
                               .arg(finding.line));
        }
        return all;
    }

    QTemporaryDir root;
    FakeClock clock;
    Health health;
    SmallDisk disk;
    audit::FileHeadWitness witness{headsFile()};
    std::unique_ptr<audit::Journal> journal;
};

} // namespace lanyard::test
