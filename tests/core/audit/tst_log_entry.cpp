// SPDX-License-Identifier: MIT
#include "core/audit/log_entry.h"
#include "core/audit/record.h"
#include "core/base/json.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace lanyard;
using namespace lanyard::audit;
using namespace Qt::StringLiterals;

namespace {

const Instant noon{std::chrono::milliseconds{1'790'000'000'123}};
constexpr char canary[] = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
constexpr QStringView headSentence = u"The audit trail of a user has grown.";

QString textOf(const QString& path)
{
    QFile file(QStringLiteral(LANYARD_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// One message, as compilers of messages read it.
QString messageOf(int id, const QByteArray& name, const QString& text)
{
    return u"MessageId=%1\nSymbolicName=LANYARD_%2\nLanguage=English\n%3\n.\n\n"_s.arg(id).arg(
        QString::fromLatin1(name).toUpper(), text);
}

QString rowOf(int id, const QByteArray& name, Level level, QStringView sentence)
{
    return u"| %1 | `%2` | %3 | %4 |\n"_s.arg(id).arg(
        QString::fromLatin1(name), nameOf(level), sentence);
}

Head headAt(qint64 seq, char letter)
{
    return {u"audit-1.jsonl"_s, {seq, QByteArray(hashSize, letter)}};
}

QStringList loggedAs(const Head& head, const QByteArray& userId = "S-1-5-21-7")
{
    return logEntryOf(head, userId).values;
}

} // namespace

class TstLogEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindHasItsOwnIdAndASentence();
    void messagesAreThoseOfTheLibrary();
    void messagesAreThoseOfTheGuide();
    void valuesAreThoseOfTheRecord();
    void anEmergencyIsAnAlertWithItsReferenceAlone();
    void notesAreForTheFileAlone();
    void percentSignsMeanNothingToTheLog();
    void keepsSecretsOff();
    void longestRecordFitsIntoAnEvent();
    void headsComeBack();
    void othersHeadsAreNobodysAlarm();
    void headThatContradictsAnEarlierOneIsForeign();
    void headThatIsNoneIsForeign_data();
    void headThatIsNoneIsForeign();
};

void TstLogEntry::everyKindHasItsOwnIdAndASentence()
{
    QSet<QByteArray> names;
    QSet<QString> sentences;
    for (const Kind kind : allKinds()) {
        QVERIFY(static_cast<int>(kind) < headEventId);
        names.insert(nameOf(kind));
        const QString sentence = sentenceOf(kind);
        QVERIFY2(sentence.endsWith(u'.') && !sentence.contains(u'%') && !sentence.contains(u'\n'),
            nameOf(kind).constData());
        sentences.insert(sentence);
    }
    QVERIFY(allKinds().contains(Kind::AgentStarted));
    QVERIFY(allKinds().contains(Kind::CardRemoved));
    QCOMPARE(names.size(), allKinds().size());
    QCOMPARE(sentences.size(), allKinds().size());
}

void TstLogEntry::messagesAreThoseOfTheLibrary()
{
    QString wanted;
    for (const Kind kind : allKinds())
        wanted += messageOf(static_cast<int>(kind),
            nameOf(kind),
            sentenceOf(kind) + u"%n%nProgram: %1%nPerson: %2%nError: %3%nRecord: %4"_s);
    wanted += messageOf(headEventId,
        "audit_head",
        headSentence.toString() + u"%n%nUser: %1%nFile: %2%nLast record: %3%nIts hash: %4"_s);

    const QString text = textOf(u"resources/events/lanyard.mc"_s);
    const auto first = text.indexOf(u"MessageId="_s);
    QVERIFY(first > 0);
    QCOMPARE(text.mid(first).trimmed(), wanted.trimmed());
}

void TstLogEntry::messagesAreThoseOfTheGuide()
{
    QString wanted;
    for (const Kind kind : allKinds())
        wanted += rowOf(static_cast<int>(kind), nameOf(kind), levelOf(kind), sentenceOf(kind));
    wanted += rowOf(headEventId, "audit_head", Level::Information, headSentence);

    const QString text = textOf(u"docs/audit.md"_s);
    const auto first = text.indexOf(u"| 100 |"_s);
    QVERIFY(first > 0);
    QCOMPARE(text.mid(first).trimmed(), wanted.trimmed());
}

void TstLogEntry::valuesAreThoseOfTheRecord()
{
    const auto record = toRecord(
        {.kind = Kind::TokenDenied,
            .subject = {.person = "555021935107"},
            .app = "pas",
            .error =
                Error{Fault::AccessDenied, "broker.denied", u"no grant"_s, 5, u"LY-4K7D-9QXM"_s}},
        noon);
    const LogEntry entry = logEntryOf(Kind::TokenDenied, record);

    QCOMPARE(entry.id, std::uint16_t{301});
    QCOMPARE(entry.level, Level::Warning);
    QCOMPARE(entry.values,
        QStringList({u"pas"_s,
            u"555021935107"_s,
            u"broker.denied LY-4K7D-9QXM"_s,
            QString::fromUtf8(toJsonLine(record))}));
    QCOMPARE(logEntryOf(Kind::AgentStarted, toRecord({.kind = Kind::AgentStarted}, noon))
                 .values.first(3),
        QStringList({{}, {}, {}}));
}

void TstLogEntry::anEmergencyIsAnAlertWithItsReferenceAlone()
{
    const auto record = toRecord(
        {.kind = Kind::EmergencyStarted,
            .subject = {.sessionId = "s-1", .person = "555021935107"},
            .app = "pas",
            .facts = {{u"reference"_s, u"LY-4K7D-9QXM"_s}, {u"reason_code"_s, u"arrest"_s}},
            .note = u"No prescriber on the ward"_s},
        noon);
    QCOMPARE(record["note"].toString(), u"No prescriber on the ward"_s);

    const LogEntry entry = logEntryOf(Kind::EmergencyStarted, record);

    QCOMPARE(entry.level, Level::Error);
    QCOMPARE(entry.values.first(3), QStringList({{}, {}, {}}));
    QCOMPARE(parseJsonObject(entry.values.at(3).toUtf8()).value_or(QJsonObject()),
        QJsonObject({{"time", record["time"]},
            {"event", "emergency_started"},
            {"id", 260},
            {"reference", "LY-4K7D-9QXM"}}));
    const auto refused = toRecord(
        {.kind = Kind::EmergencyRefused,
            .app = "pas",
            .error = Error{Fault::AccessDenied, "emergency.off", {}, 0, u"LY-4K7D-9QXM"_s}},
        noon);
    const QString value = logEntryOf(Kind::EmergencyRefused, refused).values.at(3);
    QVERIFY(value.contains(u"LY-4K7D-9QXM"_s));
    QVERIFY(!value.contains(u"pas"_s));
}

void TstLogEntry::notesAreForTheFileAlone()
{
    const auto record =
        toRecord({.kind = Kind::RoleChanged, .note = u"In their own words"_s}, noon);
    QVERIFY(record.contains(u"note"_s));
    QVERIFY(!logEntryOf(Kind::RoleChanged, record).values.join(u' ').contains(u"words"_s));
}

void TstLogEntry::percentSignsMeanNothingToTheLog()
{
    const auto record = toRecord(
        {.kind = Kind::PolicyProblem, .facts = {{u"file"_s, u"C:/100%1/%n.json"_s}}}, noon);
    const QString value = logEntryOf(Kind::PolicyProblem, record).values.at(3);

    QVERIFY(!value.contains(u'%'));
    const auto read = parseJsonObject(value.toUtf8());
    QVERIFY(read);
    QCOMPARE(*read, record);
}

void TstLogEntry::keepsSecretsOff()
{
    const auto record =
        toRecord({.kind = Kind::TokenIssued,
                     .subject = {.person = canary},
                     .app = canary,
                     .correlationId = canary,
                     .error = Error{Fault::System, canary, QString(canary), 0, canary},
                     .facts = {{u"token"_s, QString(canary)}}},
            noon);
    const QString all = logEntryOf(Kind::TokenIssued, record).values.join(u'\n');
    QVERIFY(!all.isEmpty());
    QVERIFY2(!all.contains(QString(canary).left(20)), qPrintable(all));
    QVERIFY(!all.contains(QString(canary).right(12)));
}

void TstLogEntry::longestRecordFitsIntoAnEvent()
{
    QJsonObject facts;
    for (int i = 0; i < 64; ++i)
        facts.insert(u"fact_%1"_s.arg(i), u"%"_s.repeated(40));
    const QByteArray most(100'000, '%');
    const auto record = toRecord({.kind = Kind::TokenDenied,
                                     .subject = {most, most, most, most, most},
                                     .app = most,
                                     .correlationId = most,
                                     .error = Error{Fault::System, most, QString(most), 0, most},
                                     .facts = facts},
        noon);
    for (const QString& value : logEntryOf(Kind::TokenDenied, record).values)
        QVERIFY2(value.size() < 31'839, qPrintable(QString::number(value.size()))); // ReportEventW
}

void TstLogEntry::headsComeBack()
{
    const Heads heads =
        headsOf({loggedAs(headAt(1, 'a')), loggedAs(headAt(7, 'b')), loggedAs(headAt(7, 'b'))},
            "S-1-5-21-7");
    QCOMPARE(heads.foreignLines, 0);
    QCOMPARE(heads.files.keys(), QStringList(u"audit-1.jsonl"_s));
    QCOMPARE(heads.files.value(u"audit-1.jsonl"_s).keys(), QList<qint64>({1, 7}));
    QCOMPARE(heads.files.value(u"audit-1.jsonl"_s).value(7), QByteArray(hashSize, 'b'));
}

void TstLogEntry::othersHeadsAreNobodysAlarm()
{
    const Heads heads = headsOf(
        {loggedAs(headAt(7, 'b')), loggedAs(headAt(7, 'c'), "S-1-5-21-8"), {}}, "S-1-5-21-7");
    QCOMPARE(heads.foreignLines, 0);
    QCOMPARE(heads.files.value(u"audit-1.jsonl"_s).value(7), QByteArray(hashSize, 'b'));
}

void TstLogEntry::headThatContradictsAnEarlierOneIsForeign()
{
    const Heads heads = headsOf({loggedAs(headAt(7, 'b')), loggedAs(headAt(7, 'c'))}, "S-1-5-21-7");
    QCOMPARE(heads.foreignLines, 1);
    QCOMPARE(heads.files.value(u"audit-1.jsonl"_s).value(7), QByteArray(hashSize, 'b'));
}

void TstLogEntry::headThatIsNoneIsForeign_data()
{
    const QString hash(hashSize, u'a');
    QTest::addColumn<QStringList>("values");
    QTest::newRow("user only") << QStringList{u"u"_s};
    QTest::newRow("no file") << QStringList{u"u"_s, {}, u"1"_s, hash};
    QTest::newRow("no number") << QStringList{u"u"_s, u"f"_s, u"one"_s, hash};
    QTest::newRow("number too large")
        << QStringList{u"u"_s, u"f"_s, u"99999999999999999999"_s, hash};
    QTest::newRow("short hash") << QStringList{u"u"_s, u"f"_s, u"1"_s, hash.left(63)};
    QTest::newRow("no hash") << QStringList{u"u"_s, u"f"_s, u"1"_s};
}

void TstLogEntry::headThatIsNoneIsForeign()
{
    QFETCH(const QStringList, values);
    const Heads heads = headsOf({values}, "u");
    QCOMPARE(heads.foreignLines, 1);
    QVERIFY(heads.files.isEmpty());
}

QTEST_GUILESS_MAIN(TstLogEntry)
#include "tst_log_entry.moc"
