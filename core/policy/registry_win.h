// SPDX-License-Identifier: MIT
#pragma once

/// The registry itself, always in its 64-bit view.

#include "core/base/event_notifier_win.h"
#include "core/base/handle_win.h"
#include "core/policy/registry_key.h"

#include <QObject>
#include <QString>

namespace lanyard::policy {

/// What is read of one key; policy of any real size is far below.
struct RegistryLimits {
    qsizetype data = qsizetype{1024} * 1024; ///< Bytes of all values and names together.
    int entries = 4096; ///< Values and keys together.
    int depth = 5; ///< Keys in one another: Environments, a profile, Audiences, one of them.
};

/// Reads the key at `path` below `root`, such as HKEY_LOCAL_MACHINE, with all that is in it;
/// nothing where there is no such key. Any thread.
///
/// Errors  System "registry.unreadable"; "registry.too_large": beyond `limits`.
[[nodiscard]] Result<std::optional<RegistryKey>> readRegistry(
    HKEY root, const QString& path, const RegistryLimits& limits = {});

/// Owns an open key.
class OpenKey
{
public:
    OpenKey() noexcept = default;

    /// Not open where there is no such key; error() says why.
    OpenKey(HKEY root, const QString& path, REGSAM rights);
    OpenKey(OpenKey&& other) noexcept;
    OpenKey& operator=(OpenKey&& other) noexcept;
    OpenKey(const OpenKey&) = delete;
    OpenKey& operator=(const OpenKey&) = delete;
    ~OpenKey();

    [[nodiscard]] bool isOpen() const noexcept { return m_raw != nullptr; }

    [[nodiscard]] HKEY get() const noexcept { return m_raw; }

    [[nodiscard]] LSTATUS error() const noexcept { return m_error; }

private:
    HKEY m_raw = nullptr;
    LSTATUS m_error = ERROR_SUCCESS;
};

/// Tells of every change of a key and what is below it, of its coming and of its going. Main thread
/// only.
class RegistryWatch final : public QObject
{
    Q_OBJECT

public:
    RegistryWatch(HKEY root, QString path);
    ~RegistryWatch() override = default;
    Q_DISABLE_COPY_MOVE(RegistryWatch)

Q_SIGNALS:
    /// Something was changed there, or perhaps something beside it.
    void noticed();

private:
    void arm();
    void armOnce();

    HKEY m_root;
    QString m_path;
    Handle m_event;
    EventNotifier m_notifier;
    OpenKey m_key; ///< At m_path; not open while there is none.
    OpenKey m_parent; ///< The nearest one above that exists.
};

} // namespace lanyard::policy
