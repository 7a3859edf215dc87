// SPDX-License-Identifier: MIT
#pragma once

/// What lanyard-admin was asked to do. Pure.

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace lanyard::admin {

/// Documented in docs/cli.md: append, never renumber.
enum class ExitCode : std::uint8_t {
    Ok = 0,
    ProblemFound = 1,
    Usage = 2,
    Unavailable = 3, ///< What was to be looked at cannot be had: a file, the agent.
    Refused = 4, ///< The machine's policy forbids it.
};

struct Invocation {
    QString command = {}; ///< "policy check".
    bool json = false;
    bool help = false;
    QString configDirectory = {}; ///< Empty: the machine's.
    QString claimsFile = {};
    QString roleId = {};
    QString templatesDirectory = {}; ///< Of "policy templates".
};

/// Reads the arguments that follow the program's name.
///
/// Errors  Malformed "cli.usage"; detail says what is wrong with them.
[[nodiscard]] Result<Invocation> readArguments(const QStringList& arguments);

/// Whether the answer is for a program, even where the arguments are wrong.
[[nodiscard]] bool wantsJson(const QStringList& arguments);

[[nodiscard]] QString usage();

} // namespace lanyard::admin
