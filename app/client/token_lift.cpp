// SPDX-License-Identifier: MIT
#include "app/client/token_lift.h"

#include "core/wire/protocol.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace lanyard::client {

namespace {

constexpr std::size_t none = std::string_view::npos;

std::string_view viewOf(std::span<char> line)
{
    return {line.data(), line.size()};
}

/// Of the string that opens at `quote`.
std::size_t closingQuote(std::string_view line, std::size_t quote)
{
    for (std::size_t i = quote + 1; i < line.size(); ++i) {
        if (line[i] == '"')
            return i;
        if (line[i] == '\\')
            ++i;
    }
    return none;
}

/// Where the string value of the member begins whose name ends at `nameEnd`; none otherwise.
std::size_t valueQuote(std::string_view line, std::size_t nameEnd)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t colon = line.find_first_not_of(blanks, nameEnd + 1);
    if (colon == none || line[colon] != ':')
        return none;
    const std::size_t quote = line.find_first_not_of(blanks, colon + 1);
    return quote != none && line[quote] == '"' ? quote : none;
}

/// The character of the escape that begins at `text`, which is shortened by it.
std::optional<char> unescaped(std::string_view& text)
{
    if (text.size() < 2)
        return std::nullopt;
    const char kind = text[1];
    if (kind == '"' || kind == '\\' || kind == '/') {
        text.remove_prefix(2);
        return kind;
    }
    unsigned value = 0;
    if (kind != 'u' || text.size() < 6
        || std::from_chars(text.data() + 2, text.data() + 6, value, 16).ptr != text.data() + 6
        || value > 0x7e)
        return std::nullopt;
    text.remove_prefix(6);
    return static_cast<char>(value);
}

bool copyToken(std::string_view text, WipedBuffer& token)
{
    while (!text.empty()) {
        std::optional<char> c = text.front();
        if (*c == '\\')
            c = unescaped(text);
        else
            text.remove_prefix(1);
        if (!c || *c < 0x20 || *c > 0x7e)
            return false;
        token.append(*c);
    }
    return true;
}

bool deepens(char c, int& depth)
{
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
    return depth > wire::maxDepth;
}

/// Lifts the text between the quotes at `quote` and `end`, and blanks it.
bool liftText(std::span<char> line, std::size_t quote, std::size_t end, WipedBuffer& token)
{
    const std::span<char> text = line.subspan(quote + 1, end - quote - 1);
    const bool isFirst = token.view().empty();
    const bool isSound = !isFirst || copyToken(viewOf(text), token);
    std::fill(text.begin(), text.end(), ' ');
    return isSound;
}

/// Passes over the text that opens at `place`, and over its value where that is the token. `place`
/// is then the last quote.
bool passText(std::span<char> line, std::size_t& place, WipedBuffer& token)
{
    const std::size_t name = place;
    place = closingQuote(viewOf(line), name);
    if (place == none)
        return false;
    if (viewOf(line).substr(name + 1, place - name - 1) != "access_token")
        return true;
    const std::size_t quote = valueQuote(viewOf(line), place);
    if (quote == none)
        return true;
    place = closingQuote(viewOf(line), quote);
    return place != none && liftText(line, quote, place, token);
}

} // namespace

bool liftAccessToken(std::span<char> line, WipedBuffer& token)
{
    int depth = 0;
    for (std::size_t place = 0; place < line.size(); ++place) {
        if (deepens(line[place], depth))
            return false;
        if (line[place] == '"' && !passText(line, place, token))
            return false;
    }
    return true;
}

} // namespace lanyard::client
