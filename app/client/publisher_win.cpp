// SPDX-License-Identifier: MIT
#include "app/client/publisher_win.h"

#include "core/wire/machine_trust_win.h"

#include <array>
#include <utility>
#include <vector>

#include <windows.h>

#include <softpub.h>
#include <wintrust.h>

namespace lanyard::client {

namespace {

std::wstring leafNameOf(HANDLE state)
{
    CRYPT_PROVIDER_DATA* const data = WTHelperProvDataFromStateData(state);
    CRYPT_PROVIDER_SGNR* const signer =
        data == nullptr ? nullptr : WTHelperGetProvSignerFromChain(data, 0, FALSE, 0);
    CRYPT_PROVIDER_CERT* const leaf =
        signer == nullptr ? nullptr : WTHelperGetProvCertFromChain(signer, 0);
    if (leaf == nullptr)
        return {};
    std::array<wchar_t, 256> name = {};
    CertGetNameStringW(leaf->pCert,
        CERT_NAME_SIMPLE_DISPLAY_TYPE,
        0,
        nullptr,
        name.data(),
        static_cast<DWORD>(name.size()));
    return name.data();
}

bool isListMissing(LONG status)
{
    return status == CRYPT_E_NO_REVOCATION_CHECK || status == CRYPT_E_REVOCATION_OFFLINE
        || status == CERT_E_REVOCATION_FAILURE;
}

/// Of the module, program or library, that this function is in.
std::wstring ownPath()
{
    HMODULE module = nullptr;
    std::vector<wchar_t> path(32768);
    const bool isFound = GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
                                 | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                             reinterpret_cast<LPCWSTR>(&ownPath),
                             &module)
        != FALSE;
    const DWORD size =
        isFound ? GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size())) : 0;
    return {path.data(), size};
}

} // namespace

std::wstring publisherOf(const std::wstring& path)
{
    WINTRUST_FILE_INFO subject = {};
    subject.cbStruct = sizeof subject;
    subject.pcwszFilePath = path.c_str();

    WINTRUST_DATA question = {};
    question.cbStruct = sizeof question;
    question.dwUIChoice = WTD_UI_NONE;
    question.dwUnionChoice = WTD_CHOICE_FILE;
    question.pFile = &subject;
    question.dwProvFlags = WTD_CACHE_ONLY_URL_RETRIEVAL | WTD_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT;
    GUID policy = WINTRUST_ACTION_GENERIC_VERIFY_V2;

    const auto noWindow = static_cast<HWND>(INVALID_HANDLE_VALUE);
    const auto ask = [&](DWORD revocation) {
        question.fdwRevocationChecks = revocation;
        question.dwStateAction = WTD_STATEACTION_VERIFY;
        std::wstring name;
        const LONG status = WinVerifyTrust(noWindow, &policy, &question);
        if (status == ERROR_SUCCESS
            && wire::troubleWithTheMachinesTrust(question.hWVTStateData) == 0)
            name = leafNameOf(question.hWVTStateData);
        question.dwStateAction = WTD_STATEACTION_CLOSE;
        WinVerifyTrust(noWindow, &policy, &question);
        question.hWVTStateData = nullptr;
        return std::pair(status, name);
    };
    auto [status, name] = ask(WTD_REVOKE_WHOLECHAIN);
    // A list that the computer does not hold counts as empty, and hides no other trouble.
    if (isListMissing(status))
        name = ask(WTD_REVOKE_NONE).second;
    return name;
}

const std::wstring& ownPublisher()
{
    static const std::wstring name = publisherOf(ownPath());
    return name;
}

} // namespace lanyard::client
