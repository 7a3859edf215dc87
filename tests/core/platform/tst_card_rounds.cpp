// SPDX-License-Identifier: MIT
/// A smartcard service that does what a test says, and answers as Windows' would.

#include "core/platform/card_rounds.h"

#include <QTest>

#include <deque>
#include <functional>

using namespace lanyard;
using namespace lanyard::platform;

namespace {

constexpr std::uint32_t changed = 0x02;
constexpr std::uint32_t empty = 0x10;
constexpr std::uint32_t present = 0x20;
constexpr std::uint32_t inUse = 0x100;
constexpr std::uint32_t unavailable = 0x08;

/// Readers by name; a wait in which nothing has changed makes the next thing happen.
class FakeCardService final : public CardService
{
public:
    std::map<std::wstring, std::uint32_t> plugged;
    bool isThere = true;
    bool forgetsAReader = false; ///< Once: it went between two questions.
    int waits = 0; ///< That were any.
    std::deque<std::function<void()>> happens;

    [[nodiscard]] std::optional<std::vector<std::wstring>> readers() override
    {
        if (!isThere)
            return std::nullopt;
        std::vector<std::wstring> names;
        for (const auto& [name, state] : plugged)
            names.push_back(name);
        return names;
    }

    [[nodiscard]] CardAnswer wait(std::vector<ReaderState>& states, Milliseconds patience) override
    {
        if (std::exchange(forgetsAReader, false))
            return CardAnswer::AskAgain;
        if (!fill(states) && patience > Milliseconds{0}) {
            ++waits;
            if (!happens.empty()) {
                happens.front()();
                happens.pop_front();
            }
            fill(states);
        }
        return isThere ? CardAnswer::Known : CardAnswer::Gone;
    }

private:
    /// True when anything is otherwise than known. A reader that is not there is nothing new: only
    /// the one for plug and play tells of it.
    bool fill(std::vector<ReaderState>& states) const
    {
        bool isNew = false;
        for (auto& state : states) {
            state.now = stateOf(state);
            if (state.now != state.known) {
                state.now |= changed;
                isNew = true;
            }
        }
        return isNew;
    }

    [[nodiscard]] std::uint32_t stateOf(const ReaderState& state) const
    {
        if (state.name == CardRounds::plugAndPlay)
            return static_cast<std::uint32_t>(plugged.size()) << 16U;
        const auto reader = plugged.find(state.name);
        return reader == plugged.end() ? state.known : reader->second;
    }
};

struct CardBench {
    FakeCardService service;
    QByteArrayList told;
    CardRounds rounds{service, [this](DesktopEvent event) { told.append(nameOf(event)); }};

    /// Each of these, and what the rounds make of it.
    QByteArray after(std::deque<std::function<void()>> happens)
    {
        told.clear();
        service.happens = std::move(happens);
        for (int i = 0; i < 10 && rounds.next(); ++i) { }
        return told.join(' ');
    }
};

} // namespace

class TstCardRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsNothingOfWhatItFinds();
    void tellsOfACardThatComesAndGoes();
    void tellsNothingOfACardInUse();
    void noticesAReaderThatIsPluggedInLater();
    void noticesThatTheLastReaderIsPulled();
    void takesAReaderThatIsNotAvailableForEmpty();
    void asksAgainWhenAReaderGoesWhileItIsAskedAbout();
    void saysThatTheServiceIsGone_data();
    void saysThatTheServiceIsGone();
    void tellsOfACardThatWentWhileTheServiceWasGone();
    void waitsOnceForEachThingThatHappens();
};

void TstCardRounds::tellsNothingOfWhatItFinds()
{
    CardBench bench;
    bench.service.plugged = {{L"A", present}, {L"B", empty}};

    QCOMPARE(bench.after({}), QByteArray());
}

void TstCardRounds::tellsOfACardThatComesAndGoes()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;
    plugged = {{L"A", empty}};

    QCOMPARE(bench.after({[&] { plugged[L"A"] = present; }, [&] { plugged[L"A"] = empty; }}),
        QByteArray("card_inserted card_removed"));
}

void TstCardRounds::tellsNothingOfACardInUse()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;
    plugged = {{L"A", present}};

    QCOMPARE(
        bench.after({[&] { plugged[L"A"] = present | inUse; }, [&] { plugged[L"A"] = present; }}),
        QByteArray());
}

void TstCardRounds::noticesAReaderThatIsPluggedInLater()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;

    QCOMPARE(bench.after({[&] { plugged[L"A"] = empty; },
                 [&] { plugged[L"A"] = present; },
                 [&] { plugged[L"B"] = present; }}),
        QByteArray("card_inserted card_inserted"));
}

void TstCardRounds::noticesThatTheLastReaderIsPulled()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;
    plugged = {{L"A", present}};

    QCOMPARE(bench.after({[&] { plugged.clear(); }}), QByteArray("card_removed"));
}

void TstCardRounds::takesAReaderThatIsNotAvailableForEmpty()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;
    plugged = {{L"A", present}};

    QCOMPARE(bench.after({[&] { plugged[L"A"] = unavailable; }}), QByteArray("card_removed"));
}

/// What it answers then says nothing of the other readers either.
void TstCardRounds::asksAgainWhenAReaderGoesWhileItIsAskedAbout()
{
    CardBench bench;
    bench.service.plugged = {{L"A", present}};
    QCOMPARE(bench.after({}), QByteArray());

    bench.service.forgetsAReader = true;

    QCOMPARE(bench.after({}), QByteArray());
    QVERIFY(bench.rounds.next());
}

void TstCardRounds::saysThatTheServiceIsGone_data()
{
    QTest::addColumn<bool>("hasReaders");
    QTest::newRow("with a reader") << true;
    QTest::newRow("without one") << false;
}

void TstCardRounds::saysThatTheServiceIsGone()
{
    QFETCH(const bool, hasReaders);
    CardBench bench;
    if (hasReaders)
        bench.service.plugged = {{L"A", present}};

    QVERIFY(bench.rounds.next());
    bench.service.happens = {[&] { bench.service.isThere = false; }};
    QVERIFY(!bench.rounds.next()); // While it is waited for.
    QVERIFY(!bench.rounds.next()); // Before anything is asked.
    QVERIFY(bench.told.isEmpty()); // A stopped service is no card that was taken out.
}

void TstCardRounds::tellsOfACardThatWentWhileTheServiceWasGone()
{
    CardBench bench;
    bench.service.plugged = {{L"A", present}};
    bench.after({[&] { bench.service.isThere = false; }});

    bench.service.plugged.clear();
    bench.service.isThere = true;

    QCOMPARE(bench.after({}), QByteArray("card_removed"));
}

/// What the service is told that we know is what it said: otherwise no wait would be one.
void TstCardRounds::waitsOnceForEachThingThatHappens()
{
    CardBench bench;
    auto& plugged = bench.service.plugged;
    plugged = {{L"A", present | inUse}, {L"B", empty}};
    QVERIFY(bench.rounds.next());
    bench.service.waits = 0;

    plugged[L"C"] = empty; // Is noticed at once, and then known.
    for (int i = 0; i < 5; ++i)
        QVERIFY(bench.rounds.next());

    QCOMPARE(bench.service.waits, 4);
}

QTEST_APPLESS_MAIN(TstCardRounds)
#include "tst_card_rounds.moc"
