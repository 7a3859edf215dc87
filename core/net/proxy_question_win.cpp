// SPDX-License-Identifier: MIT
#include "core/net/proxy_question_win.h"

#include "core/base/handle_win.h"

#include <memory>
#include <optional>
#include <utility>

#include <winhttp.h>

// Wraps WinHttpGetIEProxyConfigForCurrentUser (fails where the person has no settings),
// WinHttpGetProxyForUrlEx (AUTODETECTION_FAILED where the network offers no script,
// UNABLE_TO_DOWNLOAD_SCRIPT, BAD_AUTO_PROXY_SCRIPT, LOGIN_FAILURE where its server wants a name)
// and WinHttpGetDefaultProxyConfiguration (what netsh set).

namespace lanyard::net {

namespace {

constexpr DWORD scriptPatience = 15'000; ///< Milliseconds, for each of detection and script.

struct InternetDeleter {
    void operator()(void* handle) const noexcept { WinHttpCloseHandle(handle); }
};

using Internet = std::unique_ptr<void, InternetDeleter>;

/// Takes a string that WinHTTP allocated.
std::wstring taken(wchar_t* text)
{
    std::wstring copy = text == nullptr ? std::wstring() : std::wstring(text);
    GlobalFree(text);
    return copy;
}

struct PersonSettings {
    bool isDetecting = false;
    std::wstring script;
    std::wstring list;
    std::wstring exceptions;
};

PersonSettings personSettings()
{
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG raw = {};
    if (!WinHttpGetIEProxyConfigForCurrentUser(&raw))
        return {};
    return {.isDetecting = raw.fAutoDetect != FALSE,
        .script = taken(raw.lpszAutoConfigUrl),
        .list = taken(raw.lpszProxy),
        .exceptions = taken(raw.lpszProxyBypass)};
}

/// What WinHTTP's own thread tells of a question. It may still do so after we gave up, so it has
/// its share in this.
struct Told {
    Handle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    DWORD error = ERROR_SUCCESS; ///< To be read once the event is set.
};

void CALLBACK hear(HINTERNET, DWORD_PTR context, DWORD status, LPVOID details, DWORD size)
{
    auto* const told = reinterpret_cast<std::shared_ptr<Told>*>(context);
    if (told == nullptr || status == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING)
        return;
    if (status == WINHTTP_CALLBACK_STATUS_REQUEST_ERROR && size >= sizeof(WINHTTP_ASYNC_RESULT))
        (*told)->error = static_cast<const WINHTTP_ASYNC_RESULT*>(details)->dwError;
    else if (status != WINHTTP_CALLBACK_STATUS_GETPROXYFORURL_COMPLETE)
        return;
    SetEvent((*told)->event.get());
}

using Entries = std::vector<ProxyFindings::Entry>;

Entries entriesOf(HINTERNET resolver)
{
    WINHTTP_PROXY_RESULT raw = {};
    if (WinHttpGetProxyResult(resolver, &raw) != ERROR_SUCCESS)
        return {};
    Entries entries;
    for (DWORD i = 0; i < raw.cEntries; ++i) {
        const auto& entry = raw.pEntries[i];
        entries.push_back({.isProxy = entry.fProxy != FALSE,
            .scheme = static_cast<int>(entry.ProxyScheme),
            .host = entry.pwszProxy == nullptr ? std::wstring() : std::wstring(entry.pwszProxy),
            .port = entry.ProxyPort});
    }
    WinHttpFreeProxyResult(&raw);
    return entries;
}

struct Heard {
    DWORD error;
    Entries entries;
};

Heard askScript(HINTERNET session, const std::wstring& url, WINHTTP_AUTOPROXY_OPTIONS options)
{
    HINTERNET raw = nullptr;
    if (const DWORD error = WinHttpCreateProxyResolver(session, &raw); error != ERROR_SUCCESS)
        return {error, {}};
    const Internet resolver(raw);
    const auto told = std::make_shared<Told>();
    auto share = std::make_unique<std::shared_ptr<Told>>(told);
    WinHttpSetStatusCallback(raw,
        &hear,
        WINHTTP_CALLBACK_FLAG_GETPROXYFORURL_COMPLETE | WINHTTP_CALLBACK_FLAG_REQUEST_ERROR,
        0);
    const DWORD started = WinHttpGetProxyForUrlEx(
        raw, url.c_str(), &options, reinterpret_cast<DWORD_PTR>(share.get()));
    if (started != ERROR_IO_PENDING && started != ERROR_SUCCESS)
        return {started, {}};
    if (WaitForSingleObject(told->event.get(), scriptPatience) != WAIT_OBJECT_0) {
        // Closing the resolver cancels, which it may yet report: its share is left to it.
        static_cast<void>(share.release());
        return {ERROR_TIMEOUT, {}};
    }
    if (told->error != ERROR_SUCCESS)
        return {told->error, {}};
    return {ERROR_SUCCESS, entriesOf(raw)};
}

std::optional<Entries> detected(HINTERNET session, const std::wstring& url)
{
    WINHTTP_AUTOPROXY_OPTIONS options = {};
    options.dwFlags = WINHTTP_AUTOPROXY_AUTO_DETECT;
    options.dwAutoDetectFlags = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
    auto heard = askScript(session, url, options);
    return heard.error == ERROR_SUCCESS ? std::optional(std::move(heard.entries)) : std::nullopt;
}

std::optional<Entries> scripted(
    HINTERNET session, const std::wstring& url, const std::wstring& address)
{
    WINHTTP_AUTOPROXY_OPTIONS options = {};
    options.dwFlags = WINHTTP_AUTOPROXY_CONFIG_URL;
    options.lpszAutoConfigUrl = address.c_str();
    auto heard = askScript(session, url, options);
    // The person's own credentials only for a script whose address an administrator or they set,
    // and only when its server asks: not for whatever the network claims to be the right one.
    if (heard.error == ERROR_WINHTTP_LOGIN_FAILURE) {
        options.fAutoLogonIfChallenged = TRUE;
        heard = askScript(session, url, options);
    }
    return heard.error == ERROR_SUCCESS ? std::optional(std::move(heard.entries)) : std::nullopt;
}

void askScripts(const PersonSettings& person, const std::wstring& url, ProxyFindings& findings)
{
    findings.hasScript = true;
    const Internet session(WinHttpOpen(L"Lanyard",
        WINHTTP_ACCESS_TYPE_NO_PROXY,
        WINHTTP_NO_PROXY_NAME,
        WINHTTP_NO_PROXY_BYPASS,
        WINHTTP_FLAG_ASYNC));
    if (!session)
        return;
    std::optional<Entries> entries;
    if (person.isDetecting)
        entries = detected(session.get(), url);
    if (!entries && !person.script.empty())
        entries = scripted(session.get(), url, person.script);
    findings.isScriptHeard = entries.has_value();
    if (entries)
        findings.script = std::move(*entries);
}

void readMachine(ProxyFindings& findings)
{
    WINHTTP_PROXY_INFO raw = {};
    if (!WinHttpGetDefaultProxyConfiguration(&raw))
        return;
    const std::wstring list = taken(raw.lpszProxy);
    const std::wstring exceptions = taken(raw.lpszProxyBypass);
    if (raw.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY) {
        findings.machineList = list;
        findings.machineExceptions = exceptions;
    }
}

} // namespace

ProxyFindings findProxies(const std::wstring& url)
{
    ProxyFindings findings;
    const PersonSettings person = personSettings();
    if (person.isDetecting || !person.script.empty())
        askScripts(person, url, findings);
    findings.list = person.list;
    findings.exceptions = person.exceptions;
    readMachine(findings);
    return findings;
}

} // namespace lanyard::net
