// SPDX-License-Identifier: MIT
#include "tests/bench/fleet/fleet.h"

#include "core/session/renewal_plan.h"
#include "tests/bench/fleet/hospital.h"

#include <utility>

namespace lanyard::fleet {

namespace {

using namespace std::chrono_literals;

Desktop::Kind kindOf(int number)
{
    switch (number % 10) {
    case 0:
    case 1:
    case 2:
    case 3:
        return Desktop::Kind::Office;
    case 4:
    case 5:
    case 6:
        return Desktop::Kind::Clinic;
    default:
        return Desktop::Kind::Ward;
    }
}

/// A desktop and the session at it. It waits for one thing at a time: a sign-in, or a renewal.
struct Seat {
    Desktop desktop;
    int until = 0; ///< The session's end.
    int failures = 0;
    bool isSignedIn = false;
};

class Simulation
{
public:
    explicit Simulation(const Settings& settings)
        : m_settings(settings)
        , m_chance(settings.seed)
        , m_due(wholeDay)
        , m_change(wholeDay + 1)
    {
        m_result.asked.resize(wholeDay);
        m_seats.reserve(static_cast<std::size_t>(settings.desktops));
        for (int i = 0; i < settings.desktops; ++i) {
            m_seats.push_back({Desktop(kindOf(i), m_chance)});
            expectSomebody(static_cast<std::uint32_t>(i), 0);
        }
    }

    Day run()
    {
        for (int now = 0; now < wholeDay; ++now) {
            // Something may be due again in the same second.
            for (std::size_t i = 0; i < at(now).size(); ++i)
                happen(at(now)[i], now);
            std::vector<std::uint32_t>().swap(at(now));
        }
        int alive = 0;
        for (int now = 0; now < wholeDay; ++now) {
            alive += m_change[static_cast<std::size_t>(now)];
            m_result.alive.push_back(alive);
        }
        return std::move(m_result);
    }

private:
    std::vector<std::uint32_t>& at(int second) { return m_due[static_cast<std::size_t>(second)]; }

    void expect(std::uint32_t number, int second)
    {
        if (second < wholeDay)
            at(second).push_back(number);
    }

    void expectSomebody(std::uint32_t number, int now)
    {
        Seat& seat = m_seats[number];
        seat.isSignedIn = false;
        const auto presence = seat.desktop.next(now, m_chance);
        if (!presence)
            return;
        seat.until = presence->until;
        expect(number, presence->from);
    }

    void happen(std::uint32_t number, int now)
    {
        Seat& seat = m_seats[number];
        if (!seat.isSignedIn)
            signIn(number, now);
        else if (now >= seat.until)
            expectSomebody(number, now);
        else
            renew(number, now);
    }

    void signIn(std::uint32_t number, int now)
    {
        Seat& seat = m_seats[number];
        if (isOut(now)) { // Tried again until it works, or nobody wants to any more.
            seat.until > now + 60 ? expect(number, now + 60) : expectSomebody(number, now);
            return;
        }
        seat.isSignedIn = true;
        seat.failures = 0;
        m_change[static_cast<std::size_t>(now)] += 1;
        m_change[static_cast<std::size_t>(seat.until)] -= 1;
        waitFor(number, now, session::renewalAfterSuccess(m_settings.tokenLifetime, m_chance()));
    }

    void renew(std::uint32_t number, int now)
    {
        Seat& seat = m_seats[number];
        m_result.asked[static_cast<std::size_t>(now)] += 1;
        if (!isOut(now)) {
            seat.failures = 0;
            waitFor(
                number, now, session::renewalAfterSuccess(m_settings.tokenLifetime, m_chance()));
            return;
        }
        seat.failures += 1;
        waitFor(number,
            now,
            m_settings.outage.hangs
                + session::renewalAfterFailure(
                    seat.failures, m_settings.outage.retryAfter, m_chance()));
    }

    /// Whoever goes before that is noticed then, and no sooner: it renews nothing.
    void waitFor(std::uint32_t number, int now, Milliseconds delay)
    {
        // The renewal falls anywhere within its second.
        const auto seconds = static_cast<double>(delay.count()) / 1000 + m_chance();
        expect(number, now + static_cast<int>(seconds));
    }

    [[nodiscard]] bool isOut(int now) const
    {
        return now >= m_settings.outage.from && now < m_settings.outage.until;
    }

    Settings m_settings;
    Chance m_chance;
    std::vector<Seat> m_seats;
    std::vector<std::vector<std::uint32_t>> m_due; ///< By the second.
    std::vector<int> m_change; ///< Of the sessions alive; by the second.
    Day m_result;
};

} // namespace

Day simulate(const Settings& settings)
{
    return Simulation(settings).run();
}

} // namespace lanyard::fleet
