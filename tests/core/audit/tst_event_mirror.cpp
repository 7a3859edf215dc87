// SPDX-License-Identifier: MIT
#include "core/audit/event_mirror.h"
#include "core/audit/record.h"
#include "tests/support/fake_clock.h"

#include <QSignalSpy>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace lanyard;
using namespace lanyard::audit;
using namespace lanyard::test;
using namespace Qt::StringLiterals;

namespace {

/// What a log was given, and what it does with it; outlives the log.
struct Book {
    std::mutex mutex;
    std::condition_variable changed;
    QList<int> ids; ///< In their order.
    bool isHanging = false;
    bool isRefusing = false;
    bool isGone = false;

    void set(bool Book::*what, bool value)
    {
        const std::lock_guard lock(mutex);
        this->*what = value;
        changed.notify_all();
    }

    /// Whether that comes true before a long time has passed.
    template <typename Condition>
    bool waitFor(Condition condition)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(30), condition);
    }

    bool waitForCount(qsizetype count)
    {
        return waitFor([&] { return ids.size() >= count; });
    }
};

class ScriptedLog final : public EventLog
{
public:
    explicit ScriptedLog(std::shared_ptr<Book> book)
        : m_book(std::move(book))
    {
    }

    ~ScriptedLog() override { m_book->set(&Book::isGone, true); }

    Result<> report(const LogEntry& entry) override
    {
        std::unique_lock lock(m_book->mutex);
        m_book->ids.append(entry.id);
        m_book->changed.notify_all();
        m_book->changed.wait(lock, [this] { return !m_book->isHanging; });
        if (m_book->isRefusing)
            return fail(Fault::System, "audit.event_log", u"refused"_s, 1502);
        return {};
    }

private:
    std::shared_ptr<Book> m_book;
};

class ScriptedTrail final : public Trail
{
public:
    Result<> record(const Event& event) override
    {
        if (isRefusing)
            return fail(Fault::System, "audit.write", u"refused"_s);
        recorded.append(event.kind);
        return {};
    }

    bool isRefusing = false;
    QList<Kind> recorded;
};

class ScriptedWitness final : public HeadWitness
{
public:
    Result<> note(const Head& /*head*/, Instant /*time*/) override
    {
        return fail(Fault::System, "audit.witness", u"refused"_s);
    }
};

LogEntry entryOf(int id)
{
    return {static_cast<std::uint16_t>(id), Level::Information, {}};
}

} // namespace

class TstEventMirror : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void handsOverInOrder();
    void handsOverWhatWaitsWhenItGoes();
    void hangingLogHoldsUpNobody();
    void leavesAHangingLogBehind();
    void saysThatALogRefuses();
    void doesNothingWithoutALog();
    void mirrorsWhatIsOnRecord();
    void mirrorsNothingThatIsNotOnRecord();
    void mirrorsHeadsThatCannotBeKept();

private:
    [[nodiscard]] std::unique_ptr<EventMirror> makeMirror()
    {
        return std::make_unique<EventMirror>(std::make_unique<ScriptedLog>(m_book), *m_health);
    }

    /// By the time the thread takes the second of two entries, what became of the first is known.
    [[nodiscard]] bool settle(EventMirror& mirror)
    {
        const auto before = [&] {
            const std::lock_guard lock(m_book->mutex);
            return m_book->ids.size();
        }();
        mirror.report(entryOf(1));
        mirror.report(entryOf(2));
        return m_book->waitForCount(before + 2);
    }

    std::shared_ptr<Book> m_book;
    std::unique_ptr<Health> m_health;
    FakeClock m_clock;
};

void TstEventMirror::init()
{
    m_book = std::make_shared<Book>();
    m_health = std::make_unique<Health>();
}

void TstEventMirror::handsOverInOrder()
{
    const auto mirror = makeMirror();
    for (int id = 1; id <= 100; ++id)
        mirror->report(entryOf(id));
    QVERIFY(m_book->waitForCount(100));
    for (int id = 1; id <= 100; ++id)
        QCOMPARE(m_book->ids.at(id - 1), id);
    QVERIFY(m_health->conditions().isEmpty());
}

void TstEventMirror::handsOverWhatWaitsWhenItGoes()
{
    auto mirror = makeMirror();
    for (int id = 1; id <= 50; ++id)
        mirror->report(entryOf(id));
    mirror.reset();
    QVERIFY(m_book->waitFor([this] { return m_book->isGone; }));
    QCOMPARE(m_book->ids.size(), 50);
}

void TstEventMirror::hangingLogHoldsUpNobody()
{
    m_book->set(&Book::isHanging, true);
    const auto mirror = makeMirror();
    constexpr int most = EventMirror::mostWaiting;
    for (int id = 1; id <= most; ++id)
        mirror->report(entryOf(id));
    QVERIFY(m_health->conditions().isEmpty());
    for (int id = most + 1; id <= most + 20; ++id)
        mirror->report(entryOf(id));
    QCOMPARE(m_health->conditions().size(), 1);
    QCOMPARE(m_health->conditions().first().code, QByteArray("audit.event_log"));

    m_book->set(&Book::isHanging, false);
    QVERIFY(m_book->waitForCount(most));
    QVERIFY(settle(*mirror));
    mirror->updateHealth();
    QVERIFY(m_health->conditions().isEmpty());
    QCOMPARE(m_book->ids.at(most - 1), most);
    QCOMPARE(m_book->ids.at(most), 1); // Of settle(): the twenty are not made up for.
}

void TstEventMirror::leavesAHangingLogBehind()
{
    m_book->set(&Book::isHanging, true);
    auto mirror = makeMirror();
    for (int id = 1; id <= 10; ++id)
        mirror->report(entryOf(id));
    mirror.reset(); // And not for ever: the test's own limit.
    QVERIFY(!m_book->isGone);
    m_book->set(&Book::isHanging, false);
    QVERIFY(m_book->waitFor([this] { return m_book->isGone; }));
    QCOMPARE(m_book->ids, QList<int>({1}));
}

void TstEventMirror::saysThatALogRefuses()
{
    const auto mirror = makeMirror();
    m_book->set(&Book::isRefusing, true);
    QVERIFY(settle(*mirror));
    mirror->updateHealth();
    QCOMPARE(m_health->conditions().size(), 1);
    QCOMPARE(m_health->conditions().first().severity, Severity::Warning);
    QVERIFY(!m_health->conditions().first().advice.isEmpty());

    m_book->set(&Book::isRefusing, false);
    QVERIFY(settle(*mirror));
    mirror->updateHealth();
    QVERIFY(m_health->conditions().isEmpty());
}

void TstEventMirror::doesNothingWithoutALog()
{
    EventMirror mirror({}, *m_health);
    for (int id = 1; id <= 1000; ++id)
        mirror.report(entryOf(id));
    mirror.updateHealth();
    QVERIFY(m_health->conditions().isEmpty());
}

void TstEventMirror::mirrorsWhatIsOnRecord()
{
    auto inner = std::make_unique<ScriptedTrail>();
    const auto& trail = *inner;
    const auto mirror = makeMirror();
    MirroredTrail mirrored(std::move(inner), *mirror, m_clock);
    QVERIFY(mirrored.record({.kind = Kind::SignedIn}));
    QVERIFY(mirrored.record({.kind = Kind::TokenIssued}));
    QCOMPARE(trail.recorded, QList<Kind>({Kind::SignedIn, Kind::TokenIssued}));
    QVERIFY(m_book->waitForCount(2));
    QCOMPARE(m_book->ids, QList<int>({205, 300}));
}

void TstEventMirror::mirrorsNothingThatIsNotOnRecord()
{
    auto inner = std::make_unique<ScriptedTrail>();
    inner->isRefusing = true;
    auto mirror = makeMirror();
    MirroredTrail mirrored(std::move(inner), *mirror, m_clock);
    const auto refused = mirrored.record({.kind = Kind::SignedIn});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QByteArray("audit.write"));
    mirror.reset();
    QVERIFY(m_book->waitFor([this] { return m_book->isGone; }));
    QVERIFY(m_book->ids.isEmpty());
}

void TstEventMirror::mirrorsHeadsThatCannotBeKept()
{
    const auto mirror = makeMirror();
    MirroredWitness witness(std::make_unique<ScriptedWitness>(), *mirror, "S-1-5-21-7");
    QVERIFY(!witness.note({u"audit-1.jsonl"_s, {7, QByteArray(hashSize, 'a')}}, m_clock.now()));
    QVERIFY(m_book->waitForCount(1));
    QCOMPARE(m_book->ids, QList<int>({headEventId}));
}

QTEST_GUILESS_MAIN(TstEventMirror)
#include "tst_event_mirror.moc"
