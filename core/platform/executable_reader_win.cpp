// SPDX-License-Identifier: MIT
#include "core/platform/executable_reader_win.h"

#include "core/platform/publisher_win.h"

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

ExecutableReport nothingOf(const QString& what, int native = 0)
{
    return {fail(Fault::System, "peer.unreadable", what, native),
        {.name = {}, .product = {}, .problem = "publisher.unreadable"}};
}

/// Trouble that may pass by itself, as a network that is away.
bool mayPass(const Publisher& publisher)
{
    return publisher.problem == "publisher.revocation_unknown"
        || publisher.problem == "publisher.refused";
}

} // namespace

ExecutableReport ExecutableReader::read(const ExecutableQuestion& question)
{
    const Handle file = openAgainstChange(question.path);
    if (!file.isOpen())
        return nothingOf(u"its executable cannot be read"_s, static_cast<int>(GetLastError()));
    const auto version = versionOf(file.get());
    if (!version || isChangedSince(*version, question.startTime))
        return nothingOf(u"its executable was replaced"_s);
    return {
        m_hashes.of(reinterpret_cast<qintptr>(file.get())), publisherOf(file, *version, question)};
}

Publisher ExecutableReader::publisherOf(
    const Handle& file, const FileVersion& version, const ExecutableQuestion& question)
{
    const auto now = std::chrono::steady_clock::now();
    const std::pair key{version, question.revocation};
    if (const auto known = m_known.find(key);
        known != m_known.end() && now - known->second.at < believedFor)
        return known->second.publisher;

    ++m_judged;
    Publisher publisher = platform::publisherOf(file.get(), question.path, question.revocation);
    if (isSettled(version) && !mayPass(publisher)) {
        if (m_known.size() >= maxKnown)
            m_known.clear();
        m_known.insert_or_assign(key, Judgement{publisher, now});
    }
    return publisher;
}

} // namespace lanyard::platform
