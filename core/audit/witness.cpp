// SPDX-License-Identifier: MIT
#include "core/audit/witness.h"

#include "core/audit/record.h"
#include "core/base/json.h"
#include "core/platform/durable_file.h"

#include <QFile>
#include <QFileInfo>

#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;
using platform::AppendFile;

HeadWitness::~HeadWitness() = default;

FileHeadWitness::FileHeadWitness(QString path)
    : m_path(std::move(path))
{
}

Result<> FileHeadWitness::note(const Head& head, Instant time)
{
    const auto line = toJsonLine({{u"time"_s, toText(time)},
                          {u"file"_s, head.file},
                          {u"seq"_s, head.link.seq},
                          {u"hash"_s, QString::fromLatin1(head.link.hash)}})
        + '\n';
    // Opened anew each time: heads are few, and the file may have been moved away to be kept.
    const auto noted = [&]() -> Result<> {
        LY_CHECK(platform::makePrivateDirectory(QFileInfo(m_path).path()));
        LY_TRY(auto file, AppendFile::open(m_path, AppendFile::Open::NewOrExisting));
        LY_CHECK(file.append(line));
        return file.sync();
    }();
    if (!noted)
        return fail(Fault::System,
            "audit.witness",
            QString::fromLatin1(noted.error().code),
            noted.error().native);
    return {};
}

void Heads::add(const Head& head)
{
    auto& known = files[head.file];
    const auto same = known.constFind(head.link.seq);
    if (same == known.constEnd())
        known.insert(head.link.seq, head.link.hash);
    else if (*same != head.link.hash)
        ++foreignLines;
}

void Heads::add(const Heads& others)
{
    foreignLines += others.foreignLines;
    for (auto file = others.files.begin(); file != others.files.end(); ++file) {
        for (auto link = file->begin(); link != file->end(); ++link)
            add(Head{file.key(), {link.key(), link.value()}});
    }
}

Result<Heads> readHeads(const QString& path)
{
    Heads heads;
    QFile file(path);
    if (!file.exists())
        return heads;
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::System, "audit.unreadable", u"cannot open the heads"_s);
    while (!file.atEnd()) {
        const auto line = parseJsonObject(file.readLine(maxLine).trimmed());
        const auto name = line ? line->value("file"_L1).toString() : QString();
        const auto hash = line ? line->value("hash"_L1).toString().toLatin1() : QByteArray();
        if (name.isEmpty() || hash.size() != hashSize || !line->value("seq"_L1).isDouble())
            ++heads.foreignLines;
        else
            heads.add({name, {line->value("seq"_L1).toInteger(), hash}});
    }
    return heads;
}

} // namespace lanyard::audit
