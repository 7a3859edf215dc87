// SPDX-License-Identifier: MIT
#include "core/audit/event_log_records_win.h"

#include <QString>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include <windows.h>

namespace lanyard::audit {

namespace {

/// The text at `offset` of `record`, up to its NUL; moves `offset` past that. Alignment is not
/// relied upon.
std::optional<std::wstring> textAt(std::span<const char> record, std::size_t& offset)
{
    std::wstring text;
    while (offset + sizeof(wchar_t) <= record.size()) {
        wchar_t letter = 0;
        std::memcpy(&letter, record.data() + offset, sizeof letter);
        offset += sizeof letter;
        if (letter == 0)
            return text;
        text += letter;
    }
    return {};
}

/// Of a whole record, if it is ours.
std::optional<QStringList> valuesOf(
    std::span<const char> record, const EVENTLOGRECORD& head, std::uint16_t id)
{
    std::size_t offset = sizeof head;
    if ((head.EventID & 0xffffU) != id || textAt(record, offset) != std::wstring(eventSource))
        return {};
    QStringList values;
    offset = head.StringOffset;
    for (WORD i = 0; i < head.NumStrings; ++i) {
        const auto text = textAt(record, offset);
        if (!text)
            return {};
        values.append(QString::fromStdWString(*text));
    }
    return values;
}

} // namespace

QList<QStringList> valuesIn(std::span<const char> records, std::uint16_t id)
{
    QList<QStringList> found;
    while (records.size() >= sizeof(EVENTLOGRECORD)) {
        EVENTLOGRECORD head{};
        std::memcpy(&head, records.data(), sizeof head);
        if (head.Length < sizeof head || head.Length > records.size())
            break;
        if (auto values = valuesOf(records.first(head.Length), head, id))
            found.append(std::move(*values));
        records = records.subspan(head.Length);
    }
    return found;
}

} // namespace lanyard::audit
