// SPDX-License-Identifier: MIT
#pragma once

/// Who a token stands for, and who may do what to an object. Any thread.

#include "core/base/handle_win.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace lanyard {

/// What LocalAlloc() gave.
struct LocalDeleter {
    void operator()(void* memory) const noexcept { LocalFree(memory); }
};

template <class T>
using LocalMemory = std::unique_ptr<T, LocalDeleter>;

/// Of this process, in text form: "S-1-5-21-...". Empty where the system does not tell.
[[nodiscard]] QByteArray currentUserSid();

/// In text form; empty where it cannot be had.
[[nodiscard]] QByteArray sidText(PSID sid);
[[nodiscard]] QByteArray userSidOf(HANDLE token);

/// SECURITY_MANDATORY_MEDIUM_RID and so on; 0 where the token does not tell.
[[nodiscard]] DWORD integrityOf(HANDLE token);

/// Whether this process acts as an administrator: not where the user is one and has not been asked.
[[nodiscard]] bool isElevated();

/// A descriptor for new objects, from SDDL.
class SecurityDescriptor
{
public:
    /// Errors  System "file.write": the text is not SDDL.
    [[nodiscard]] static Result<SecurityDescriptor> fromSddl(const QString& sddl);

    /// Valid until this object is gone. Handles made with it are not inherited.
    [[nodiscard]] SECURITY_ATTRIBUTES attributes() const noexcept;

private:
    explicit SecurityDescriptor(PSECURITY_DESCRIPTOR raw)
        : m_raw(raw)
    {
    }

    LocalMemory<void> m_raw;
};

/// For files and directories of this user alone: the user and the system, inherited by what is
/// made inside, nothing taken over from above.
[[nodiscard]] QString privateSddl();

/// What an object's descriptor says of its owner and of those who may change it.
enum class Writers : unsigned char { Administrators, AdministratorsAndOurselves };

/// Nobody but `writers` owns the object at `path`, or has one of `rights` on it. False when that
/// cannot be found out. Administrators are SYSTEM, the Administrators group and TrustedInstaller.
[[nodiscard]] bool onlyTheyHave(ACCESS_MASK rights, const QString& path, Writers writers);

/// The same for an open handle of a file.
[[nodiscard]] bool onlyTheyHave(ACCESS_MASK rights, HANDLE file, Writers writers);

} // namespace lanyard
