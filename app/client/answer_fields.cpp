// SPDX-License-Identifier: MIT
#include "app/client/answer_fields.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace lanyard::client {

namespace {

/// The number that takes up exactly `digits`; nothing if anything else is there.
std::optional<unsigned> number(std::string_view digits)
{
    unsigned value = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return value;
}

bool isZulu(std::string_view rest)
{
    if (rest.starts_with('.')) {
        const std::size_t end = rest.find_first_not_of("0123456789", 1);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
    }
    return rest == "Z";
}

std::string_view textAt(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string())
        return {};
    return found->get_ref<const std::string&>();
}

} // namespace

std::optional<std::int64_t> secondsOf(std::string_view time)
{
    // 2027-02-28T23:59:59Z
    // 0123456789012345678
    constexpr std::size_t whole = 19;
    if (time.size() <= whole || time[4] != '-' || time[7] != '-' || time[10] != 'T'
        || time[13] != ':' || time[16] != ':' || !isZulu(time.substr(whole)))
        return std::nullopt;
    const auto year = number(time.substr(0, 4));
    const auto month = number(time.substr(5, 2));
    const auto day = number(time.substr(8, 2));
    const auto hour = number(time.substr(11, 2));
    const auto minute = number(time.substr(14, 2));
    const auto second = number(time.substr(17, 2));
    if (!year || !month || !day || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(*month),
        std::chrono::day(*day)};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    const std::chrono::sys_seconds midnight = std::chrono::sys_days(date);
    return midnight.time_since_epoch().count() + *hour * 3600L + *minute * 60L + *second;
}

Trouble give(std::string_view text, std::span<char> buffer, std::size_t& needed)
{
    needed = text.size() + 1;
    if (buffer.size() < needed)
        return failure(LANYARD_BUFFER_TOO_SMALL, "the buffer has no room for the answer");
    *std::copy(text.begin(), text.end(), buffer.begin()) = '\0';
    return std::nullopt;
}

void giveLine(std::string_view text, std::span<char> field)
{
    std::size_t length = std::min(text.size(), field.size() - 1);
    const auto isContinuation = [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
    };
    while (length > 0 && length < text.size() && isContinuation(text[length]))
        --length;
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::fill(field.begin(), field.end(), '\0');
    std::replace_copy_if(text.begin(), text.begin() + length, field.begin(), isControl, ' ');
}

void giveWords(std::string_view words, std::span<char> field)
{
    if (words.size() >= field.size()) {
        const std::size_t blank = words.rfind(' ', field.size() - 1);
        words = words.substr(0, blank == std::string_view::npos ? 0 : blank);
    }
    giveLine(words, field);
}

Trouble readTokenInfo(const Json& result, lanyard_token_info& info)
{
    const std::string_view type = textAt(result, "token_type");
    const std::string_view contextId = textAt(result, "context_id");
    const std::optional<std::int64_t> expiresAt = secondsOf(textAt(result, "expires_at"));
    if (!expiresAt || type.empty() || type.size() >= sizeof info.token_type
        || contextId.size() >= sizeof info.context_id)
        return failure(LANYARD_FAULT, "the agent's answer lacks what belongs to a token");
    info.expires_at = *expiresAt;
    giveLine(type, info.token_type);
    giveLine(contextId, info.context_id);
    giveWords(textAt(result, "scope"), info.scope);
    return std::nullopt;
}

} // namespace lanyard::client
