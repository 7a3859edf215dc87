// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace lanyard::agent {

struct CommandLine {
    QString configDirectory; ///< --config-dir; empty: the machine's.
    bool show = false; ///< --show: open the window at start.
};

/// What the arguments (without the program's name) ask for; nothing where they were only --help or
/// --version, or wrong: then the text for the person has been printed and `exitCode` set.
[[nodiscard]] std::optional<CommandLine> readCommandLine(
    const QStringList& arguments, int& exitCode);

} // namespace lanyard::agent
