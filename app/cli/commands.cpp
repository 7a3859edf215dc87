// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"

#include "app/cli/output.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace lanyard::cli {

namespace {

constexpr std::uint32_t second = 1000; ///< Milliseconds.

/// Text that came back, or how the call failed.
using Buffer = std::vector<char>;

/// A token's place, wiped when it leaves.
class TokenBuffer
{
public:
    TokenBuffer() = default;
    TokenBuffer(const TokenBuffer&) = delete;
    TokenBuffer& operator=(const TokenBuffer&) = delete;
    TokenBuffer(TokenBuffer&&) = delete;
    TokenBuffer& operator=(TokenBuffer&&) = delete;

    ~TokenBuffer()
    {
        volatile char* const memory = m_text.data();
        for (std::size_t i = 0; i < m_text.size(); ++i)
            memory[i] = '\0';
    }

    [[nodiscard]] char* text() noexcept { return m_text.data(); }

    [[nodiscard]] std::size_t size() const noexcept { return m_text.size(); }

private:
    std::array<char, LANYARD_MAX_ANSWER> m_text = {};
};

Exit failed(lanyard_client* client, const Arguments& arguments)
{
    lanyard_error error = {};
    error.size = sizeof error;
    lanyard_last_error(client, &error);
    return printFailure(error, arguments.json);
}

std::string utc(std::int64_t seconds)
{
    const std::chrono::sys_seconds moment{std::chrono::seconds(seconds)};
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss time(moment - midnight);
    std::array<char, 64> text = {};
    const int size = std::snprintf(text.data(),
        text.size(),
        "%04d-%02u-%02uT%02d:%02d:%02dZ",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

Exit exitForState(const Json& session)
{
    const auto found = session.find("state");
    if (found == session.end())
        return Exit::Other;
    if (*found == "signed_in")
        return Exit::Ok;
    return *found == "paused" ? Exit::Paused : Exit::SignedOut;
}

/// `printed` unless nothing could be printed.
Exit unlessUnwritable(Exit printed, Exit meant)
{
    return printed == Exit::Ok ? meant : printed;
}

} // namespace

Exit signIn(lanyard_client* client, const Arguments& arguments)
{
    const auto ended =
        lanyard_sign_in(client, arguments.value("--reason"), arguments.number("--timeout", second));
    return ended == LANYARD_OK ? status(client, arguments) : failed(client, arguments);
}

Exit signOut(lanyard_client* client, const Arguments& arguments)
{
    const auto ended = lanyard_sign_out(
        client, arguments.value("--reason"), arguments.number("--timeout", second));
    if (ended != LANYARD_OK)
        return failed(client, arguments);
    return print(arguments.json ? R"({"state":"signed_out"})" : "Signed out");
}

Exit status(lanyard_client* client, const Arguments& arguments)
{
    Buffer json(LANYARD_MAX_ANSWER);
    const auto ended = lanyard_session_get(
        client, arguments.number("--timeout", second), json.data(), json.size(), nullptr);
    if (ended != LANYARD_OK)
        return failed(client, arguments);
    const Json session = Json::parse(json.data());
    return unlessUnwritable(print(arguments.json ? std::string(json.data()) : sessionText(session)),
        exitForState(session));
}

Exit token(lanyard_client* client, const Arguments& arguments)
{
    lanyard_token_options options = {};
    options.size = sizeof options;
    options.timeout_ms = arguments.number("--timeout", second);
    options.min_valid_s = arguments.number("--min-valid");
    options.interactive = arguments.interactive ? 1 : 0;
    options.audience = arguments.value("--audience");
    options.scope = arguments.value("--scope");
    options.context_id = arguments.value("--context-id");
    options.correlation_id = arguments.value("--correlation-id");
    lanyard_token_info info = {};
    info.size = sizeof info;
    TokenBuffer buffer;
    std::size_t needed = 0;

    const auto ended =
        lanyard_token_get(client, &options, buffer.text(), buffer.size(), &needed, &info);
    if (ended != LANYARD_OK)
        return failed(client, arguments);
    Json rest;
    if (arguments.json)
        rest = {{"token_type", info.token_type},
            {"expires_at", utc(info.expires_at)},
            {"scope", info.scope},
            {"context_id", info.context_id}};
    return printToken({buffer.text(), needed - 1}, rest);
}

Exit identity(lanyard_client* client, const Arguments& arguments)
{
    Buffer json(LANYARD_MAX_ANSWER);
    const auto ended = lanyard_identity_get(client,
        arguments.value("--context-id"),
        arguments.number("--timeout", second),
        json.data(),
        json.size(),
        nullptr);
    if (ended != LANYARD_OK)
        return failed(client, arguments);
    const Json identity = Json::parse(json.data());
    if (arguments.value("--field") == nullptr)
        return print(arguments.json ? std::string(json.data()) : identityText(identity));

    const Json* const field = fieldAt(identity, arguments.value("--field"));
    if (field == nullptr) {
        return printFailure(Exit::NoSuchField,
            "no_such_field",
            "the identity has no such field, or policy does not show it to this program",
            arguments.json);
    }
    const bool asText = field->is_string() && !arguments.json;
    return print(asText ? printable(field->get<std::string>()) : field->dump());
}

} // namespace lanyard::cli
