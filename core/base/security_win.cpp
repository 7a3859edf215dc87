// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"

#include <array>
#include <cstddef>
#include <vector>

#include <aclapi.h>
#include <sddl.h>

namespace lanyard {

using namespace Qt::StringLiterals;

namespace {

/// The whole of one of a token's properties; empty where it cannot be had.
std::vector<std::byte> propertyOf(HANDLE token, TOKEN_INFORMATION_CLASS kind)
{
    DWORD size = 0;
    GetTokenInformation(token, kind, nullptr, 0, &size);
    std::vector<std::byte> property(size);
    if (size == 0 || !GetTokenInformation(token, kind, property.data(), size, &size))
        return {};
    return property;
}

Handle ownToken()
{
    HANDLE token = nullptr;
    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token);
    return Handle(token);
}

constexpr const char* trustedInstaller =
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

bool isAmong(PSID sid, Writers writers)
{
    if (IsWellKnownSid(sid, WinLocalSystemSid) || IsWellKnownSid(sid, WinBuiltinAdministratorsSid))
        return true;
    const QByteArray text = sidText(sid);
    return text == trustedInstaller
        || (writers == Writers::AdministratorsAndOurselves && text == currentUserSid());
}

/// "Creator owner" and "owner rights" stand for the owner, who is looked at by himself.
bool standsForTheOwner(PSID sid)
{
    return IsWellKnownSid(sid, WinCreatorOwnerSid) || IsWellKnownSid(sid, WinCreatorGroupSid)
        || sidText(sid) == "S-1-3-4";
}

/// A right given in generic form, as the file system reads it.
ACCESS_MASK plainRights(ACCESS_MASK rights)
{
    GENERIC_MAPPING mapping = {
        FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
    MapGenericMask(&rights, &mapping);
    return rights;
}

/// Denials are not weighed against permissions: what a denial takes away is not counted on.
bool onlyTheyHaveIn(PACL list, ACCESS_MASK rights, Writers writers)
{
    if (list == nullptr)
        return false; // No list at all lets everybody do everything.
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (!GetAce(list, i, &entry))
            return false;
        const auto* const header = static_cast<const ACE_HEADER*>(entry);
        if ((header->AceFlags & INHERIT_ONLY_ACE) != 0 || header->AceType == ACCESS_DENIED_ACE_TYPE)
            continue;
        if (header->AceType != ACCESS_ALLOWED_ACE_TYPE)
            return false; // Object, callback and compound entries: not among files' usual ones.
        auto* const allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        PSID sid = &allowed->SidStart;
        if ((plainRights(allowed->Mask) & rights) != 0 && !isAmong(sid, writers)
            && !standsForTheOwner(sid))
            return false;
    }
    return true;
}

constexpr SECURITY_INFORMATION wanted = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

} // namespace

bool isElevated()
{
    std::array<BYTE, SECURITY_MAX_SID_SIZE> administrators = {};
    DWORD size = administrators.size();
    BOOL isMember = FALSE;
    return CreateWellKnownSid(WinBuiltinAdministratorsSid, nullptr, administrators.data(), &size)
        && CheckTokenMembership(nullptr, administrators.data(), &isMember) && isMember;
}

QByteArray sidText(PSID sid)
{
    LPSTR text = nullptr;
    if (!ConvertSidToStringSidA(sid, &text))
        return {};
    const LocalMemory<char> owned(text);
    return text;
}

QByteArray userSidOf(HANDLE token)
{
    auto user = propertyOf(token, TokenUser);
    return user.empty() ? QByteArray()
                        : sidText(reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid);
}

QByteArray currentUserSid()
{
    return userSidOf(ownToken().get());
}

DWORD integrityOf(HANDLE token)
{
    auto label = propertyOf(token, TokenIntegrityLevel);
    if (label.empty())
        return 0;
    PSID sid = reinterpret_cast<TOKEN_MANDATORY_LABEL*>(label.data())->Label.Sid;
    const DWORD last = static_cast<DWORD>(*GetSidSubAuthorityCount(sid)) - 1;
    return *GetSidSubAuthority(sid, last);
}

Result<SecurityDescriptor> SecurityDescriptor::fromSddl(const QString& sddl)
{
    PSECURITY_DESCRIPTOR raw = nullptr;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            reinterpret_cast<const wchar_t*>(sddl.utf16()), SDDL_REVISION_1, &raw, nullptr))
        return fail(Fault::System,
            "file.write",
            u"not a security descriptor"_s,
            static_cast<int>(GetLastError()));
    return SecurityDescriptor(raw);
}

SECURITY_ATTRIBUTES SecurityDescriptor::attributes() const noexcept
{
    return {sizeof(SECURITY_ATTRIBUTES), m_raw.get(), FALSE};
}

QString privateSddl()
{
    return u"D:P(A;OICI;FA;;;%1)(A;OICI;FA;;;SY)"_s.arg(QString::fromLatin1(currentUserSid()));
}

bool onlyTheyHave(ACCESS_MASK rights, HANDLE file, Writers writers)
{
    PSID owner = nullptr;
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR raw = nullptr;
    if (GetSecurityInfo(file, SE_FILE_OBJECT, wanted, &owner, nullptr, &list, nullptr, &raw)
        != ERROR_SUCCESS)
        return false;
    const LocalMemory<void> owned(raw);
    return owner != nullptr && isAmong(owner, writers) && onlyTheyHaveIn(list, rights, writers);
}

bool onlyTheyHave(ACCESS_MASK rights, const QString& path, Writers writers)
{
    const Handle object(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        READ_CONTROL,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        nullptr,
        OPEN_EXISTING,
        FILE_FLAG_BACKUP_SEMANTICS,
        nullptr));
    return object.isOpen() && onlyTheyHave(rights, object.get(), writers);
}

} // namespace lanyard
