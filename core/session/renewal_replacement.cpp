// SPDX-License-Identifier: MIT
#include "core/session/renewal.h"

#include <utility>

/// Another authorization takes the place of the record. The rest of Renewal is in renewal.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

Pending Renewal::replace(Decide decide, Replaced done)
{
    auto job = std::make_unique<Job>();
    job->decide = std::move(decide);
    return enqueue(std::move(job), [done = std::move(done)](const Result<Token>& answer) {
        done(answer ? Result<>() : tl::unexpected<Error>(answer.error()));
    });
}

void Renewal::takeTurn()
{
    m_working = m_ports.acquire([this](Result<Hold> hold) {
        if (hold)
            replaceNow(std::move(*hold));
        else
            finish(tl::unexpected<Error>(std::move(hold).error()));
    });
}

/// The lock is held, and nothing of the record before is under way.
void Renewal::replaceNow(Hold hold)
{
    m_hold = std::move(hold);
    const Job& job = *m_jobs.front();
    if (job.waiters.isEmpty() || !m_record) {
        finish(fail(Fault::AccessDenied, "session.signed_out", u"nobody is signed in"_s));
        return;
    }
    auto replacement = job.decide();
    if (!replacement) {
        finish(tl::unexpected<Error>(std::move(replacement).error()));
        return;
    }
    begin(std::move(replacement->record),
        std::move(replacement->claims),
        std::move(replacement->base));
    m_working = save([this] { finish(Token()); });
}

} // namespace lanyard::session
