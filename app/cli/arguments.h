// SPDX-License-Identifier: MIT
#pragma once

/// The command line, read. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanyard::cli {

enum class Command : std::uint8_t { Help, Version, SignIn, SignOut, Status, Token, Identity };

struct Arguments {
    Command command = Command::Help;
    std::map<std::string, std::string, std::less<>> values; ///< "--audience" -> its value.
    bool json = false;
    bool interactive = false;

    /// The value of an option that was given, or nothing.
    [[nodiscard]] const char* value(std::string_view option) const;

    /// The value of an option that is a number of seconds, times `unit`; 0 when not given.
    [[nodiscard]] std::uint32_t number(std::string_view option, std::uint32_t unit = 1) const;
};

/// Either `arguments`, or `mistake`: one sentence for the person.
struct Reading {
    Arguments arguments;
    std::optional<std::string> mistake;
};

/// Takes "--option value" and "--option=value"; options a command does not have are mistakes.
/// `words` are without the program's name.
[[nodiscard]] Reading readArguments(const std::vector<std::string>& words);

/// Whether the answer is for a program, even where the words are wrong.
[[nodiscard]] bool wantsJson(const std::vector<std::string>& words);

/// Whether the word is a sub-command that lanyard-admin has.
[[nodiscard]] bool isAdminCommand(std::string_view word);

} // namespace lanyard::cli
