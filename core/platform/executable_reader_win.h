// SPDX-License-Identifier: MIT
#pragma once

/// Reads the files of programs and has their signatures judged, once for each version of a file.

#include "core/platform/executable_report.h"
#include "core/platform/file_version_win.h"
#include "core/platform/peer_executable.h"

#include <chrono>
#include <map>
#include <utility>

namespace lanyard::platform {

/// A LookIntoExecutable. One thread.
class ExecutableReader
{
public:
    /// The hash and the signature are of one open handle, and nobody can write or rename the file
    /// while it is open. A file that was changed after its process began has neither.
    [[nodiscard]] ExecutableReport read(const ExecutableQuestion& question);

    /// How often the system was asked about a signature.
    [[nodiscard]] int judged() const noexcept { return m_judged; }

    /// A certificate may be withdrawn while the file stays as it is.
    static constexpr std::chrono::minutes believedFor{60};

private:
    struct Judgement {
        Publisher publisher;
        std::chrono::steady_clock::time_point at;
    };

    static constexpr std::size_t maxKnown = 64;

    Publisher publisherOf(
        const Handle& file, const FileVersion& version, const ExecutableQuestion& question);

    ExecutableHashes m_hashes;
    std::map<std::pair<FileVersion, Revocation>, Judgement> m_known;
    int m_judged = 0;
};

} // namespace lanyard::platform
