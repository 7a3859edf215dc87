// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace lanyard::cli {

namespace {

/// One option of one command.
enum class Kind : std::uint8_t { Text, Seconds, Switch };

struct Option {
    std::string_view name;
    Kind kind;
};

struct Rule {
    std::string_view word;
    Command command;
    std::vector<Option> options; ///< Besides --json.
};

constexpr std::uint32_t mostSeconds = 24 * 60 * 60;

const Rule* ruleFor(std::string_view word)
{
    // clang-format off
    static const std::array<Rule, 9> rules = {{
        {"help",      Command::Help,     {}},
        {"--help",    Command::Help,     {}},
        {"-h",        Command::Help,     {}},
        {"--version", Command::Version,  {}},
        {"sign-in",   Command::SignIn,   {{"--reason", Kind::Text}, {"--timeout", Kind::Seconds}}},
        {"sign-out",  Command::SignOut,  {{"--reason", Kind::Text}, {"--timeout", Kind::Seconds}}},
        {"status",    Command::Status,   {{"--timeout", Kind::Seconds}}},
        {"token",     Command::Token,    {{"--audience", Kind::Text}, {"--scope", Kind::Text},
                                          {"--min-valid", Kind::Seconds}, {"--interactive", Kind::Switch},
                                          {"--context-id", Kind::Text}, {"--correlation-id", Kind::Text},
                                          {"--timeout", Kind::Seconds}}},
        {"identity",  Command::Identity, {{"--field", Kind::Text}, {"--context-id", Kind::Text},
                                          {"--timeout", Kind::Seconds}}},
    }};
    // clang-format on
    const auto* const found = std::find_if(
        rules.begin(), rules.end(), [&](const Rule& rule) { return rule.word == word; });
    return found == rules.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> seconds(std::string_view text)
{
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value > mostSeconds)
        return std::nullopt;
    return value;
}

/// The words of one command, taken one by one.
class Reader
{
public:
    Reader(const Rule& rule, const std::vector<std::string>& words)
        : m_rule(rule)
        , m_words(words)
    {
        m_reading.arguments.command = rule.command;
    }

    Reading read()
    {
        while (m_next < m_words.size() && !m_reading.mistake)
            takeWord(m_words[m_next++]);
        const Arguments& read = m_reading.arguments;
        if (!m_reading.mistake && read.command == Command::Token
            && !read.values.contains("--audience"))
            m_reading.mistake = "token needs --audience";
        return m_reading;
    }

private:
    void takeWord(std::string_view word)
    {
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        if (word == "--json") {
            m_reading.arguments.json = true;
            return;
        }
        if (word == "--help" || word == "-h") {
            m_reading.arguments.command = Command::Help;
            return;
        }
        const auto option = std::find_if(m_rule.options.begin(),
            m_rule.options.end(),
            [&](const Option& known) { return known.name == name; });
        if (option == m_rule.options.end())
            m_reading.mistake = std::string(m_rule.word) + " has no " + std::string(name);
        else if (option->kind == Kind::Switch)
            takeSwitch(word, *option);
        else if (equals != std::string_view::npos)
            takeValue(*option, word.substr(equals + 1));
        else if (m_next == m_words.size())
            m_reading.mistake = std::string(name) + " needs a value";
        else
            takeValue(*option, m_words[m_next++]);
    }

    void takeSwitch(std::string_view word, const Option& option)
    {
        m_reading.arguments.interactive = true; // The only one there is.
        if (word != option.name)
            m_reading.mistake = std::string(option.name) + " has no value";
    }

    void takeValue(const Option& option, std::string_view value)
    {
        const std::string name(option.name);
        if (option.kind == Kind::Seconds && !seconds(value))
            m_reading.mistake = name + " is a number of seconds, at most a day";
        else if (!m_reading.arguments.values.emplace(name, value).second)
            m_reading.mistake = name + " is given twice";
    }

    const Rule& m_rule;
    const std::vector<std::string>& m_words;
    std::size_t m_next = 1;
    Reading m_reading;
};

} // namespace

const char* Arguments::value(std::string_view option) const
{
    const auto found = values.find(option);
    return found == values.end() ? nullptr : found->second.c_str();
}

std::uint32_t Arguments::number(std::string_view option, std::uint32_t unit) const
{
    const auto found = values.find(option);
    if (found == values.end())
        return 0;
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    const std::uint64_t value = std::uint64_t{seconds(found->second).value_or(0)} * unit;
    return static_cast<std::uint32_t>(std::min(value, most));
}

Reading readArguments(const std::vector<std::string>& words)
{
    if (words.empty())
        return {.arguments = {}, .mistake = "no command"};
    const Rule* const rule = ruleFor(words.front());
    if (rule == nullptr)
        return {.arguments = {}, .mistake = "no such command: " + words.front()};
    return Reader(*rule, words).read();
}

bool wantsJson(const std::vector<std::string>& words)
{
    return std::find(words.begin(), words.end(), "--json") != words.end();
}

bool isAdminCommand(std::string_view word)
{
    constexpr std::array<std::string_view, 5> commands = {
        "diagnose", "policy", "audit", "apps", "roles"};
    return std::find(commands.begin(), commands.end(), word) != commands.end();
}

} // namespace lanyard::cli
