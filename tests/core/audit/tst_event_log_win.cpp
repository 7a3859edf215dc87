// SPDX-License-Identifier: MIT
#include "core/audit/event_log.h"
#include "core/audit/event_log_records_win.h"
#include "tests/support/under_wine.h"

#include <QTest>

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <windows.h>

using namespace lanyard;
using namespace lanyard::audit;
using namespace Qt::StringLiterals;

namespace {

using Bytes = std::vector<char>;

/// A record as ReadEventLogW gives it.
Bytes recordOf(DWORD id, const std::wstring& source, const std::vector<std::wstring>& values)
{
    const auto append = [](Bytes& to, const std::wstring& text) {
        const auto* const bytes = reinterpret_cast<const char*>(text.c_str());
        to.insert(to.end(), bytes, bytes + (text.size() + 1) * sizeof(wchar_t));
    };
    Bytes bytes(sizeof(EVENTLOGRECORD));
    append(bytes, source);
    append(bytes, L"WARD-7"); // The computer
    EVENTLOGRECORD head{};
    head.EventID = id;
    head.NumStrings = static_cast<WORD>(values.size());
    head.StringOffset = static_cast<DWORD>(bytes.size());
    for (const auto& value : values)
        append(bytes, value);
    bytes.resize((bytes.size() + 7) / 4 * 4); // Padded, and the length once more
    head.Length = static_cast<DWORD>(bytes.size());
    std::memcpy(bytes.data(), &head, sizeof head);
    std::memcpy(bytes.data() + bytes.size() - sizeof(DWORD), &head.Length, sizeof(DWORD));
    return bytes;
}

Bytes operator+(Bytes first, const Bytes& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// `record` with something else in its head.
Bytes with(Bytes record, DWORD EVENTLOGRECORD::*what, DWORD value)
{
    EVENTLOGRECORD head{};
    std::memcpy(&head, record.data(), sizeof head);
    head.*what = value;
    std::memcpy(record.data(), &head, sizeof head);
    return record;
}

/// What the library makes of event `id`.
QString messageOf(HMODULE library, DWORD id, const std::array<const wchar_t*, 4>& values)
{
    std::array<wchar_t, 1024> text{};
    const DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY,
        library,
        id,
        0,
        text.data(),
        static_cast<DWORD>(text.size()),
        reinterpret_cast<va_list*>(const_cast<wchar_t**>(values.data())));
    return QString::fromWCharArray(text.data(), static_cast<qsizetype>(length));
}

} // namespace

class TstEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRecords_data();
    void readsRecords();
    void libraryHasEverySentence();
    void keepsWhatItIsGiven();
};

void TstEventLog::readsRecords_data()
{
    QTest::addColumn<QByteArray>("records");
    QTest::addColumn<QList<QStringList>>("wanted");
    const auto row = [](const char* name, const Bytes& records, const QList<QStringList>& wanted) {
        QTest::newRow(name) << QByteArray(records.data(), static_cast<qsizetype>(records.size()))
                            << wanted;
    };
    const Bytes ours = recordOf(900, L"Lanyard", {L"user", L"", L"7"});
    const QStringList values{u"user"_s, u""_s, u"7"_s};

    row("none", {}, {});
    row("one", ours, {values});
    row("severity above the id", with(ours, &EVENTLOGRECORD::EventID, 0x40000384), {values});
    row("among others'",
        recordOf(900, L"Outlook", {L"x"}) + ours + recordOf(205, L"Lanyard", {L"x"}) + ours,
        {values, values});
    row("source that only begins like ours", recordOf(900, L"Lanyard2", {L"x"}), {});
    row("no values", recordOf(900, L"Lanyard", {}), {QStringList()});
    row("cut short", ours + Bytes(ours.begin(), ours.end() - 4), {values});
    row("a head only", Bytes(ours.begin(), ours.begin() + sizeof(EVENTLOGRECORD)), {});
    row("half a head", Bytes(ours.begin(), ours.begin() + 20), {});
    row("length of nothing", with(ours, &EVENTLOGRECORD::Length, 0) + ours, {});
    row("length beyond the end", with(ours, &EVENTLOGRECORD::Length, 0xffffffff), {});
    row("values beyond the end",
        with(ours, &EVENTLOGRECORD::StringOffset, 0xfffffff0) + ours,
        {values});
    row("values at the end",
        with(ours, &EVENTLOGRECORD::StringOffset, static_cast<DWORD>(ours.size()) - 1) + ours,
        {values});
}

void TstEventLog::readsRecords()
{
    QFETCH(const QByteArray, records);
    QFETCH(const QList<QStringList>, wanted);
    QCOMPARE(
        valuesIn({records.constData(), static_cast<std::size_t>(records.size())}, 900), wanted);
}

void TstEventLog::libraryHasEverySentence()
{
    const std::wstring path = QStringLiteral(LANYARD_EVENTS_LIBRARY).toStdWString();
    const auto free = [](HMODULE library) { FreeLibrary(library); };
    const std::unique_ptr<std::remove_pointer_t<HMODULE>, decltype(free)> library(
        LoadLibraryExW(path.c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE), free);
    QVERIFY2(library, LANYARD_EVENTS_LIBRARY);

    const std::array<const wchar_t*, 4> values{L"pas", L"555", L"broker.denied", L"{}"};
    for (const Kind kind : allKinds())
        QCOMPARE(messageOf(library.get(), static_cast<DWORD>(kind), values),
            sentenceOf(kind)
                + u"\r\n\r\nProgram: pas\r\nPerson: 555\r\nError: broker.denied\r\nRecord: {}\r\n"_s);
    QCOMPARE(messageOf(library.get(), headEventId, {L"S-1", L"f", L"7", L"h"}),
        u"The audit trail of a user has grown.\r\n\r\nUser: S-1\r\nFile: f\r\nLast record: 7\r\n"
        u"Its hash: h\r\n"_s);
    QVERIFY(messageOf(library.get(), 899, values).isEmpty());
}

void TstEventLog::keepsWhatItIsGiven()
{
    const QByteArray hash = QByteArray::number(GetTickCount64()).rightJustified(hashSize, '0');
    const Head head{u"tst_event_log"_s, {7, hash}};
    const auto log = makeEventLog();
    const auto reported = log->report(logEntryOf(head, "tst"));
    QVERIFY2(reported, reported ? "" : qPrintable(reported.error().detail));
    const auto kept = loggedValues(headEventId);
    if (test::isUnderWine())
        QSKIP("Wine's Event Log keeps nothing");
    QVERIFY(kept);
    QVERIFY(kept->contains(logEntryOf(head, "tst").values));
}

QTEST_GUILESS_MAIN(TstEventLog)
#include "tst_event_log_win.moc"
