// SPDX-License-Identifier: MIT
#include "core/audit/file_end.h"

#include "core/base/random.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTimeZone>

#include <algorithm>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

QStringList journalFiles(const QString& directory)
{
    return QDir(directory).entryList(
        {u"*.jsonl"_s}, QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
}

QString newFileName(Instant now, const QString& last)
{
    const auto format = u"yyyyMMdd'T'HHmmss.zzz"_s;
    auto time = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), QTimeZone::utc());
    auto before = QDateTime::fromString(last.left(19), format);
    before.setTimeZone(QTimeZone::utc());
    if (before.isValid() && before >= time)
        time = before.addMSecs(1);
    return time.toString(format) + u"Z-"_s + QString::fromLatin1(randomBytes(2).toHex())
        + u".jsonl"_s;
}

FileEnd endOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    // Two lines and a torn one fit.
    file.seek(std::max<qint64>(0, file.size() - 3 * maxLine));
    const QByteArray end = file.readAll();
    const auto feed = end.lastIndexOf('\n');
    FileEnd found;
    found.torn = end.size() - (feed + 1);
    if (feed < 0)
        return found;
    const auto start = feed == 0 ? 0 : end.lastIndexOf('\n', feed - 1) + 1;
    const auto line = readLine(QByteArrayView(end).sliced(start, feed - start));
    if (line && line->isIntact)
        found.last = line->link;
    return found;
}

} // namespace lanyard::audit
