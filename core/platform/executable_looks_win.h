// SPDX-License-Identifier: MIT
#pragma once

/// The two looks into a program's file. Each opens it anew against change, and makes sure that it
/// is as it was when its process began, so both are of the same bytes.

#include "core/platform/executable_report.h"
#include "core/platform/file_version_win.h"
#include "core/platform/peer_executable.h"

#include <chrono>
#include <map>
#include <utility>

namespace lanyard::platform {

/// SHA-256 in lower-case hexadecimal. `known` is one thread's.
///
/// Errors  those of openUnchanged() and of ExecutableHashes::of()
[[nodiscard]] Result<QByteArray> hashOf(
    const ExecutableQuestion& question, ExecutableHashes& known);

/// Has signatures judged, once for each version of a file. One thread.
class SignatureJudge
{
public:
    /// Problems  publisher.unreadable, also of a file that was changed since; and those of
    ///           publisherFrom()
    [[nodiscard]] Publisher publisherOf(const ExecutableQuestion& question);

    /// How often the system was asked.
    [[nodiscard]] int judged() const noexcept { return m_judged; }

    /// A certificate may be withdrawn while the file stays as it is.
    static constexpr std::chrono::minutes believedFor{60};
    /// Of trouble that may pass by itself, as a network that is away. It takes long to find out.
    static constexpr std::chrono::minutes doubtedFor{1};

private:
    struct Judgement {
        Publisher publisher;
        std::chrono::steady_clock::time_point until;
    };

    static constexpr std::size_t maxKnown = 64;

    std::map<std::pair<FileVersion, Revocation>, Judgement> m_known;
    int m_judged = 0;
};

} // namespace lanyard::platform
