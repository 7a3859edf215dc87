// SPDX-License-Identifier: MIT
#include "core/audit/file_check.h"

#include <algorithm>
#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxMissing = 10'000; // Of one gap, for telling removal from reordering.

} // namespace

FileCheck::FileCheck(QString name, QMap<qint64, QByteArray> known)
    : m_known(std::move(known))
{
    m_report.name = std::move(name);
}

void FileCheck::find(Problem problem, const QString& detail)
{
    if (m_report.findings.size() < FileReport::maxFindings)
        m_report.findings.append({problem, m_report.lines, detail});
}

void FileCheck::line(QByteArrayView text)
{
    ++m_report.lines;
    const auto read = readLine(text);
    if (!read)
        return find(Problem::ForeignLine, u"not a line of ours"_s);
    if (m_report.lines == 1 && read->record["schema"_L1].toString() != "lanyard.audit/1"_L1)
        find(Problem::ReplacedFile, u"the first line is not a file's first line"_s);
    if (!read->isIntact)
        find(Problem::ChangedLine, u"its hash is not that of the line"_s);
    check(*read);
    compareWithKnown(read->link);
}

void FileCheck::check(const ReadLine& line)
{
    const qint64 seq = line.link.seq;
    if (seq == m_expected) {
        // The first line is chained to another file, which verify() looks after.
        if (seq > 0 && line.prev != m_prev && line.isIntact)
            find(Problem::ChangedLine, u"the line before is not the one this was chained to"_s);
    } else if (seq > m_expected) {
        const qint64 end = std::min(seq, m_expected + maxMissing);
        for (qint64 missing = m_expected; missing < end; ++missing)
            m_missing.insert(missing, m_report.lines);
        if (seq > end)
            find(Problem::MissingLines, u"%1 to %2"_s.arg(end).arg(seq - 1));
    } else {
        m_missing.remove(seq);
        find(Problem::ReorderedLine, u"number %1 after number %2"_s.arg(seq).arg(m_highest));
    }
    if (seq > m_highest) { // What follows is chained to this, and not to a line out of its order.
        m_highest = seq;
        m_expected = seq + 1;
        m_prev = line.link.hash;
    }
}

void FileCheck::compareWithKnown(const Link& link)
{
    const auto known = m_known.constFind(link.seq);
    if (known == m_known.cend() || *known == link.hash)
        return;
    if (link.seq == 0)
        find(Problem::ReplacedFile, u"the first line is not the one others know"_s);
    else
        find(Problem::ChangedLine, u"number %1 is not the one others know"_s.arg(link.seq));
}

FileReport FileCheck::end(qint64 torn, qint64 accounted)
{
    // Numbers that never came: one finding a gap.
    for (auto gap = m_missing.cbegin(); gap != m_missing.cend();) {
        const qint64 first = gap.key();
        const qint64 line = gap.value();
        qint64 last = first;
        for (++gap; gap != m_missing.cend() && gap.key() == last + 1; ++gap)
            last = gap.key();
        m_report.findings.append({Problem::MissingLines, line, u"%1 to %2"_s.arg(first).arg(last)});
    }
    if (!m_known.isEmpty() && m_known.lastKey() > m_highest)
        m_report.findings.append({Problem::TruncatedFile,
            0,
            u"others know of number %1, the last here is %2"_s.arg(m_known.lastKey())
                .arg(m_highest)});
    m_report.isTorn = torn > 0 && torn == accounted;
    if (torn > 0 && !m_report.isTorn)
        m_report.findings.append(
            {Problem::TornLine, m_report.lines + 1, u"%1 bytes of a line"_s.arg(torn)});
    if (torn == 0 && accounted > 0)
        m_report.findings.append(
            {Problem::TruncatedFile, 0, u"a torn line that others know of is gone"_s});
    std::stable_sort(m_report.findings.begin(),
        m_report.findings.end(),
        [](const auto& a, const auto& b) { return a.line < b.line; });
    return m_report;
}

} // namespace lanyard::audit
