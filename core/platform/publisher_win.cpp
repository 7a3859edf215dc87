// SPDX-License-Identifier: MIT
#include "core/platform/publisher_win.h"

#include <array>
#include <string>
#include <vector>

#include <softpub.h>
#include <wintrust.h>

namespace lanyard::platform {

namespace {

QByteArray leafNameOf(HANDLE state)
{
    CRYPT_PROVIDER_DATA* const data = WTHelperProvDataFromStateData(state);
    CRYPT_PROVIDER_SGNR* const signer =
        data == nullptr ? nullptr : WTHelperGetProvSignerFromChain(data, 0, FALSE, 0);
    CRYPT_PROVIDER_CERT* const leaf =
        signer == nullptr ? nullptr : WTHelperGetProvCertFromChain(signer, 0);
    if (leaf == nullptr)
        return {};
    std::array<wchar_t, 256> name = {};
    const DWORD size = CertGetNameStringW(leaf->pCert,
        CERT_NAME_SIMPLE_DISPLAY_TYPE,
        0,
        nullptr,
        name.data(),
        static_cast<DWORD>(name.size()));
    return size > 1 ? QString::fromWCharArray(name.data()).toUtf8() : QByteArray();
}

QByteArray productOf(const QString& path)
{
    const std::wstring name = path.toStdWString();
    DWORD ignored = 0;
    const DWORD size = GetFileVersionInfoSizeW(name.c_str(), &ignored);
    std::vector<std::byte> block(size);

    struct Language {
        WORD language;
        WORD codePage;
    };

    Language* first = nullptr;
    UINT length = 0;
    if (size == 0 || !GetFileVersionInfoW(name.c_str(), 0, size, block.data())
        || !VerQueryValueW(
            block.data(), L"\\VarFileInfo\\Translation", reinterpret_cast<void**>(&first), &length)
        || length < sizeof(Language))
        return {};
    const QString key = QStringLiteral("\\StringFileInfo\\%1%2\\ProductName")
                            .arg(uint(first->language), 4, 16, QLatin1Char('0'))
                            .arg(uint(first->codePage), 4, 16, QLatin1Char('0'));
    wchar_t* text = nullptr;
    if (!VerQueryValueW(
            block.data(), key.toStdWString().c_str(), reinterpret_cast<void**>(&text), &length)
        || length == 0)
        return {};
    return QString::fromWCharArray(text).toUtf8();
}

} // namespace

Publisher publisherOf(HANDLE file, const QString& path)
{
    const std::wstring name = path.toStdWString();
    WINTRUST_FILE_INFO subject = {};
    subject.cbStruct = sizeof subject;
    subject.pcwszFilePath = name.c_str();
    subject.hFile = file;

    WINTRUST_DATA question = {};
    question.cbStruct = sizeof question;
    question.dwUIChoice = WTD_UI_NONE;
    question.fdwRevocationChecks = WTD_REVOKE_WHOLECHAIN;
    question.dwUnionChoice = WTD_CHOICE_FILE;
    question.pFile = &subject;
    question.dwStateAction = WTD_STATEACTION_VERIFY;
    question.dwProvFlags = WTD_CACHE_ONLY_URL_RETRIEVAL | WTD_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT;
    GUID policy = WINTRUST_ACTION_GENERIC_VERIFY_V2;

    Publisher publisher;
    const LONG verdict =
        WinVerifyTrust(static_cast<HWND>(INVALID_HANDLE_VALUE), &policy, &question);
    // Whether a revocation list was at hand says nothing about the signature.
    if (verdict == ERROR_SUCCESS || verdict == CRYPT_E_REVOCATION_OFFLINE
        || verdict == CERT_E_REVOCATION_FAILURE)
        publisher.name = leafNameOf(question.hWVTStateData);
    question.dwStateAction = WTD_STATEACTION_CLOSE;
    WinVerifyTrust(static_cast<HWND>(INVALID_HANDLE_VALUE), &policy, &question);
    if (!publisher.name.isEmpty())
        publisher.product = productOf(path);
    return publisher;
}

} // namespace lanyard::platform
