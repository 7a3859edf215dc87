// SPDX-License-Identifier: MIT
#include "core/platform/publisher_win.h"

#include "core/platform/publisher_catalogue_win.h"
#include "core/wire/machine_trust_win.h"

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

/// What to ask about a signature's certificates.
void setRevocation(WINTRUST_DATA& question, Revocation revocation)
{
    question.fdwRevocationChecks =
        revocation == Revocation::Off ? WTD_REVOKE_NONE : WTD_REVOKE_WHOLECHAIN;
    question.dwProvFlags =
        revocation == Revocation::Online ? 0U : DWORD{WTD_CACHE_ONLY_URL_RETRIEVAL};
    if (revocation != Revocation::Off)
        question.dwProvFlags |= WTD_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT;
}

TrustAnswer ask(WINTRUST_DATA& question, Revocation revocation)
{
    question.cbStruct = sizeof question;
    question.dwUIChoice = WTD_UI_NONE;
    question.dwStateAction = WTD_STATEACTION_VERIFY;
    setRevocation(question, revocation);
    GUID policy = WINTRUST_ACTION_GENERIC_VERIFY_V2;
    const auto noWindow = static_cast<HWND>(INVALID_HANDLE_VALUE);

    TrustAnswer answer;
    answer.status = static_cast<std::uint32_t>(WinVerifyTrust(noWindow, &policy, &question));
    if (answer.status == 0)
        answer.status = wire::troubleWithTheMachinesTrust(question.hWVTStateData);
    if (answer.status == 0)
        answer.signer = leafNameOf(question.hWVTStateData);
    question.dwStateAction = WTD_STATEACTION_CLOSE;
    WinVerifyTrust(noWindow, &policy, &question);
    return answer;
}

TrustAnswer askAboutEmbedded(HANDLE file, const std::wstring& path, Revocation revocation)
{
    WINTRUST_FILE_INFO subject = {};
    subject.cbStruct = sizeof subject;
    subject.pcwszFilePath = path.c_str();
    subject.hFile = file;
    WINTRUST_DATA question = {};
    question.dwUnionChoice = WTD_CHOICE_FILE;
    question.pFile = &subject;
    return ask(question, revocation);
}

TrustAnswer askAboutCatalogue(HANDLE file, const std::wstring& path, Revocation revocation)
{
    auto entry = catalogueEntryOf(file);
    if (!entry)
        return {.status = noSignature, .signer = {}};
    WINTRUST_CATALOG_INFO subject = {};
    subject.cbStruct = sizeof subject;
    subject.pcwszCatalogFilePath = entry->catalogue.c_str();
    subject.pcwszMemberTag = entry->tag.c_str();
    subject.pcwszMemberFilePath = path.c_str();
    subject.hMemberFile = file;
    subject.pbCalculatedFileHash = reinterpret_cast<BYTE*>(entry->hash.data());
    subject.cbCalculatedFileHash = static_cast<DWORD>(entry->hash.size());
    WINTRUST_DATA question = {};
    question.dwUnionChoice = WTD_CHOICE_CATALOG;
    question.pCatalog = &subject;
    return ask(question, revocation);
}

} // namespace

Publisher publisherOf(HANDLE file, const QString& path, Revocation revocation)
{
    const std::wstring name = path.toStdWString();
    Publisher publisher =
        publisherFrom([&](Revocation how) { return askAboutEmbedded(file, name, how); },
            [&](Revocation how) { return askAboutCatalogue(file, name, how); },
            revocation);
    if (!publisher.name.isEmpty())
        publisher.product = productOf(path);
    return publisher;
}

} // namespace lanyard::platform
