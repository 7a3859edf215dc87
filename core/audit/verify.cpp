// SPDX-License-Identifier: MIT
#include "core/audit/verify.h"

#include "core/audit/file_check.h"
#include "core/audit/file_end.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

#include <algorithm>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

/// What is known of files apart from themselves: from the witness, and from each next file.
struct Knowledge {
    QHash<QString, QMap<qint64, QByteArray>> hashes;
    QHash<QString, qint64> torn;
};

/// Adds what the first line of `path` says of the file before it.
void learnFrom(const QString& path, Knowledge& known)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    auto line = file.readLine(maxLine);
    if (line.endsWith('\n'))
        line.chop(1);
    const auto first = readLine(line);
    if (!first || !first->isIntact)
        return;
    const auto previous = first->record["previous"_L1].toObject();
    const auto name = previous["file"_L1].toString();
    if (name.isEmpty())
        return;
    auto& hashes = known.hashes[name]; // Even without a hash: the file must be there.
    if (previous["hash"_L1].isString())
        hashes.insert(previous["seq"_L1].toInteger(), previous["hash"_L1].toString().toLatin1());
    if (previous["torn"_L1].isDouble())
        known.torn.insert(name, previous["torn"_L1].toInteger());
}

FileReport checkFile(const QString& directory, const QString& name, const Knowledge& known)
{
    QFile file(directory + u'/' + name);
    const bool isHere = !name.contains(u'/'); // Heads are forgeable: they lead nowhere else.
    if (!isHere || !file.open(QIODevice::ReadOnly)) {
        const auto problem =
            isHere && file.exists() ? Problem::UnreadableFile : Problem::MissingFile;
        return {.name = name, .lines = 0, .isTorn = false, .findings = {{problem, 0, {}}}};
    }
    FileCheck check(name, known.hashes.value(name));
    qint64 torn = 0;
    while (!file.atEnd()) {
        auto line = file.readLine(maxLine + 2);
        // The rest of a line longer than any of ours is passed over, not loaded.
        const bool isTooLong = !line.endsWith('\n') && line.size() > maxLine;
        while (isTooLong && !line.endsWith('\n') && !file.atEnd())
            line = file.readLine(maxLine);
        if (isTooLong) {
            check.line({});
        } else if (!line.endsWith('\n')) {
            torn = line.size();
        } else {
            line.chop(1);
            check.line(line);
        }
    }
    return check.end(torn, known.torn.value(name));
}

} // namespace

QByteArray nameOf(Problem problem)
{
    switch (problem) {
    case Problem::ChangedLine:
        return "changed_line";
    case Problem::MissingLines:
        return "missing_lines";
    case Problem::ReorderedLine:
        return "reordered_line";
    case Problem::ForeignLine:
        return "foreign_line";
    case Problem::TruncatedFile:
        return "truncated_file";
    case Problem::TornLine:
        return "torn_line";
    case Problem::MissingFile:
        return "missing_file";
    case Problem::ReplacedFile:
        return "replaced_file";
    case Problem::UnreadableFile:
        return "unreadable_file";
    }
    return "unknown";
}

bool Report::isSound() const
{
    return foreignHeads == 0 && std::all_of(files.begin(), files.end(), [](const auto& file) {
        return file.findings.isEmpty();
    });
}

Result<Report> verify(const QString& directory, const Heads& heads)
{
    if (!QDir(directory).isReadable())
        return fail(Fault::System, "audit.unreadable", u"cannot read the audit directory"_s);
    Knowledge known{heads.files, {}};
    auto names = journalFiles(directory);
    for (const auto& name : names)
        learnFrom(directory + u'/' + name, known);
    for (auto file = known.hashes.keyBegin(); file != known.hashes.keyEnd(); ++file) {
        if (!names.contains(*file))
            names.append(*file);
    }
    names.sort();
    Report report;
    report.foreignHeads = heads.foreignLines;
    for (const auto& name : names)
        report.files.append(checkFile(directory, name, known));
    return report;
}

QJsonObject toJson(const Report& report)
{
    QJsonArray files;
    for (const auto& file : report.files) {
        QJsonArray findings;
        for (const auto& finding : file.findings)
            findings.append(
                QJsonObject{{u"problem"_s, QString::fromLatin1(nameOf(finding.problem))},
                    {u"line"_s, finding.line},
                    {u"detail"_s, finding.detail}});
        files.append(QJsonObject{{u"name"_s, file.name},
            {u"lines"_s, file.lines},
            {u"torn"_s, file.isTorn},
            {u"findings"_s, findings}});
    }
    return {{u"sound"_s, report.isSound()},
        {u"foreign_heads"_s, qint64{report.foreignHeads}},
        {u"files"_s, files}};
}

} // namespace lanyard::audit
