// SPDX-License-Identifier: MIT
#include "core/policy/registry_win.h"

#include <array>
#include <utility>
#include <vector>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

// The registry's own: a key's name has at most 255 characters, a value's 16383.
constexpr DWORD maxName = 16384;

tl::unexpected<Error> unreadable(LSTATUS status)
{
    return fail(
        Fault::System, "registry.unreadable", u"cannot be read"_s, static_cast<int>(status));
}

/// Reads one tree, and counts what it holds.
class Reading
{
public:
    explicit Reading(const RegistryLimits& limits)
        : m_limits(limits)
    {
    }

    Result<> read(HKEY from, RegistryKey& into, int depth)
    {
        if (depth > m_limits.depth)
            return tooLarge();
        LY_CHECK(readValues(from, into));
        return readKeys(from, into, depth);
    }

private:
    [[nodiscard]] static tl::unexpected<Error> tooLarge()
    {
        return fail(Fault::System, "registry.too_large", u"holds more than a policy can"_s);
    }

    [[nodiscard]] Result<> count(qsizetype bytes)
    {
        ++m_entries;
        m_bytes += bytes;
        if (m_entries > m_limits.entries || m_bytes > m_limits.data)
            return tooLarge();
        return {};
    }

    Result<> readValues(HKEY from, RegistryKey& into)
    {
        std::vector<wchar_t> name(maxName);
        QByteArray data(4096, Qt::Uninitialized);
        for (DWORD i = 0;; ++i) {
            DWORD nameSize = maxName;
            DWORD type = 0;
            auto size = static_cast<DWORD>(data.size());
            const LSTATUS status = RegEnumValueW(from,
                i,
                name.data(),
                &nameSize,
                nullptr,
                &type,
                reinterpret_cast<BYTE*>(data.data()),
                &size);
            if (status == ERROR_NO_MORE_ITEMS)
                return {};
            if (status == ERROR_MORE_DATA) {
                if (data.size() >= m_limits.data)
                    return tooLarge();
                data.resize(data.size() * 4); // Not to `size`: it may have grown once more.
                --i;
                continue;
            }
            if (status != ERROR_SUCCESS)
                return unreadable(status);
            LY_CHECK(count(static_cast<qsizetype>(size) + 2 * static_cast<qsizetype>(nameSize)));
            into.values.append({QString::fromWCharArray(name.data(), static_cast<int>(nameSize)),
                type,
                data.first(static_cast<qsizetype>(size))});
        }
    }

    Result<> readKeys(HKEY from, RegistryKey& into, int depth)
    {
        std::array<wchar_t, 256> name = {};
        for (DWORD i = 0;; ++i) {
            auto nameSize = static_cast<DWORD>(name.size());
            const LSTATUS status =
                RegEnumKeyExW(from, i, name.data(), &nameSize, nullptr, nullptr, nullptr, nullptr);
            if (status == ERROR_NO_MORE_ITEMS)
                return {};
            if (status != ERROR_SUCCESS)
                return unreadable(status);
            LY_CHECK(count(2 * static_cast<qsizetype>(nameSize)));
            RegistryKey lower;
            lower.name = QString::fromWCharArray(name.data(), static_cast<int>(nameSize));
            const OpenKey key(from, lower.name, KEY_READ);
            if (key.error() == ERROR_FILE_NOT_FOUND)
                continue; // Gone meanwhile; the watch tells.
            if (!key.isOpen())
                return unreadable(key.error());
            LY_CHECK(read(key.get(), lower, depth + 1));
            into.keys.push_back(std::move(lower));
        }
    }

    RegistryLimits m_limits;
    int m_entries = 0;
    qsizetype m_bytes = 0;
};

} // namespace

Result<std::optional<RegistryKey>> readRegistry(
    HKEY root, const QString& path, const RegistryLimits& limits)
{
    const OpenKey key(root, path, KEY_READ);
    if (key.error() == ERROR_FILE_NOT_FOUND)
        return std::optional<RegistryKey>();
    if (!key.isOpen())
        return unreadable(key.error());
    RegistryKey read;
    LY_CHECK(Reading(limits).read(key.get(), read, 1));
    return std::optional(std::move(read));
}

OpenKey::OpenKey(HKEY root, const QString& path, REGSAM rights)
    : m_error(RegOpenKeyExW(
        root, reinterpret_cast<const wchar_t*>(path.utf16()), 0, rights | KEY_WOW64_64KEY, &m_raw))
{
}

OpenKey::OpenKey(OpenKey&& other) noexcept
    : m_raw(std::exchange(other.m_raw, nullptr))
    , m_error(other.m_error)
{
}

OpenKey& OpenKey::operator=(OpenKey&& other) noexcept
{
    std::swap(m_raw, other.m_raw);
    std::swap(m_error, other.m_error);
    return *this;
}

OpenKey::~OpenKey()
{
    if (m_raw != nullptr)
        RegCloseKey(m_raw);
}

RegistryWatch::RegistryWatch(HKEY root, QString path)
    : m_root(root)
    , m_path(std::move(path))
    , m_event(CreateEventW(nullptr, TRUE, FALSE, nullptr))
    , m_notifier(m_event.get(), [this] {
        arm(); // First, so that nothing is missed between the reader's look and ours.
        Q_EMIT noticed();
    })
{
    arm();
}

/// A key that comes or goes while it is being looked for is looked for again.
void RegistryWatch::arm()
{
    constexpr int tries = 4; // Then ConfigFiles' look at every minute has to do.
    for (int i = 0; i < tries; ++i) {
        armOnce();
        if (OpenKey(m_root, m_path, KEY_NOTIFY).isOpen() == m_key.isOpen())
            return;
    }
}

void RegistryWatch::armOnce()
{
    // Closing a key that is watched is itself a notice, and comes before the reset.
    m_key = OpenKey();
    m_parent = OpenKey();
    ResetEvent(m_event.get());

    m_key = OpenKey(m_root, m_path, KEY_NOTIFY);
    QString above = m_path;
    while (!m_parent.isOpen() && !above.isEmpty()) {
        above.truncate(qMax(qsizetype{0}, above.lastIndexOf(u'\\')));
        m_parent = OpenKey(m_root, above, KEY_NOTIFY);
    }
    constexpr DWORD names = REG_NOTIFY_CHANGE_NAME;
    constexpr DWORD everything = names | REG_NOTIFY_CHANGE_LAST_SET | REG_NOTIFY_CHANGE_SECURITY;
    if (m_key.isOpen())
        RegNotifyChangeKeyValue(m_key.get(), TRUE, everything, m_event.get(), TRUE);
    if (m_parent.isOpen())
        RegNotifyChangeKeyValue(m_parent.get(), FALSE, names, m_event.get(), TRUE);
}

} // namespace lanyard::policy
