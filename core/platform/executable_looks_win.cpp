// SPDX-License-Identifier: MIT
#include "core/platform/executable_looks_win.h"

#include "core/platform/publisher_win.h"

namespace lanyard::platform {

namespace {

bool mayPass(const Publisher& publisher)
{
    return publisher.problem == "publisher.revocation_unknown"
        || publisher.problem == "publisher.refused";
}

} // namespace

Result<QByteArray> hashOf(const ExecutableQuestion& question, ExecutableHashes& known)
{
    LY_TRY(const OpenExecutable file, openUnchanged(question.path, question.startTime));
    return known.of(reinterpret_cast<qintptr>(file.handle.get()));
}

Publisher SignatureJudge::publisherOf(const ExecutableQuestion& question)
{
    const auto file = openUnchanged(question.path, question.startTime);
    if (!file)
        return {.name = {}, .product = {}, .problem = "publisher.unreadable"};
    const std::pair key{file->version, question.revocation};
    const auto known = m_known.find(key);
    if (known != m_known.end() && std::chrono::steady_clock::now() < known->second.until)
        return known->second.publisher;

    ++m_judged;
    Publisher publisher =
        platform::publisherOf(file->handle.get(), question.path, question.revocation);
    if (isSettled(file->version)) {
        if (m_known.size() >= maxKnown)
            m_known.clear();
        const auto until =
            std::chrono::steady_clock::now() + (mayPass(publisher) ? doubtedFor : believedFor);
        m_known.insert_or_assign(key, Judgement{publisher, until});
    }
    return publisher;
}

} // namespace lanyard::platform
