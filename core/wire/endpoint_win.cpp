// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"

#include <array>
#include <string_view>

#include <windows.h>

#include <bcrypt.h>

namespace lanyard::wire {

namespace {

constexpr std::string_view prefix = R"(\\.\pipe\lanyard-)";
constexpr const char* valueName = "Pipe";
constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t randomSize = 16;

/// One key for each session of this user: two sessions are two agents.
std::string keyPath()
{
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    return R"(Software\Lanyard\Sessions\)" + std::to_string(session);
}

std::optional<std::string> published()
{
    std::array<char, 256> text = {};
    DWORD size = text.size();
    if (RegGetValueA(HKEY_CURRENT_USER,
            keyPath().c_str(),
            valueName,
            RRF_RT_REG_SZ,
            nullptr,
            text.data(),
            &size)
        != ERROR_SUCCESS)
        return std::nullopt;
    return std::string(text.data());
}

/// Nothing else may follow the prefix: ".." would lead anywhere, to other computers too.
bool isOurs(std::string_view name)
{
    return name.starts_with(prefix) && name.size() == prefix.size() + 2 * randomSize
        && name.find_first_not_of(digits, prefix.size()) == std::string_view::npos;
}

} // namespace

std::optional<std::string> agentEndpoint()
{
    auto name = published();
    if (!name || !isOurs(*name))
        return std::nullopt;
    return name;
}

std::optional<std::string> newAgentEndpoint()
{
    std::array<unsigned char, randomSize> random = {};
    if (BCryptGenRandom(nullptr, random.data(), random.size(), BCRYPT_USE_SYSTEM_PREFERRED_RNG)
        != 0)
        return std::nullopt;
    std::string name(prefix);
    for (const unsigned char byte : random) {
        name += digits[byte >> 4U];
        name += digits[byte & 15U];
    }
    return name;
}

bool publishAgentEndpoint(const std::string& endpoint)
{
    HKEY key = nullptr;
    // Volatile: it goes with the user's hive, whatever becomes of the agent.
    if (RegCreateKeyExA(HKEY_CURRENT_USER,
            keyPath().c_str(),
            0,
            nullptr,
            REG_OPTION_VOLATILE,
            KEY_SET_VALUE,
            nullptr,
            &key,
            nullptr)
        != ERROR_SUCCESS)
        return false;
    const auto* const bytes = reinterpret_cast<const BYTE*>(endpoint.c_str());
    const bool isSet =
        RegSetValueExA(key, valueName, 0, REG_SZ, bytes, static_cast<DWORD>(endpoint.size() + 1))
        == ERROR_SUCCESS;
    RegCloseKey(key);
    return isSet;
}

void withdrawAgentEndpoint(const std::string& endpoint)
{
    if (published() == endpoint)
        RegDeleteKeyValueA(HKEY_CURRENT_USER, keyPath().c_str(), valueName);
}

} // namespace lanyard::wire
