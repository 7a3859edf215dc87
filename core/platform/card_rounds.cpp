// SPDX-License-Identifier: MIT
#include "core/platform/card_rounds.h"

#include <utility>

namespace lanyard::platform {

namespace {

// The service's numbers (winscard.h); card_service_win.cpp compares them with the header.
constexpr std::uint32_t changed = 0x02;
constexpr std::uint32_t present = 0x20;
constexpr unsigned readerCountShift = 16;

} // namespace

CardService::~CardService() = default;

CardRounds::CardRounds(CardService& service, std::function<void(DesktopEvent)> tell)
    : m_service(service)
    , m_tell(std::move(tell))
{
}

bool CardRounds::next()
{
    const auto names = m_service.readers();
    if (!names)
        return false;
    std::vector<ReaderState> states;
    for (const auto& name : *names)
        states.push_back({name});
    if (const auto answer = look(states); answer != CardAnswer::Known)
        return answer == CardAnswer::AskAgain;
    learn(states);

    for (auto& state : states)
        state.known = state.now & ~changed;
    // What it said last, so that it speaks again only of what is new; before that, how many readers
    // we know of.
    const auto count = static_cast<std::uint32_t>(names->size()) << readerCountShift;
    states.push_back({plugAndPlay, m_plugged.value_or(count)});
    const auto answer = m_service.wait(states, patience);
    if (answer == CardAnswer::Known)
        m_plugged = states.back().now & ~changed;
    return answer != CardAnswer::Gone;
}

/// Nothing is known, so nothing is waited for.
CardAnswer CardRounds::look(std::vector<ReaderState>& states)
{
    return states.empty() ? CardAnswer::Known : m_service.wait(states, Milliseconds{0});
}

void CardRounds::learn(const std::vector<ReaderState>& states)
{
    CardReaders now;
    for (const auto& state : states)
        now[state.name] = (state.now & present) != 0;
    const auto before = std::exchange(m_known, now);
    if (!before)
        return;
    for (const auto event : cardEvents(*before, now))
        m_tell(event);
}

} // namespace lanyard::platform
