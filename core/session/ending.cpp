// SPDX-License-Identifier: MIT
#include "core/session/ending.h"

#include "core/base/log.h"
#include "core/session/owed.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

namespace {

constexpr Milliseconds longestDelay = std::chrono::minutes{5};

} // namespace

Ending::Ending(Provider& provider, TokenStore& store, audit::Trail& trail, Clock& clock)
    : m_provider(provider)
    , m_store(store)
    , m_trail(trail)
    , m_clock(clock)
{
}

Ending::~Ending() = default;

void Ending::end(
    TokenRecord record, const platform::Logon& logon, audit::Subject subject, Completion erased)
{
    Item made;
    made.refreshToken = Secret(record.refreshToken.view());
    made.subject = std::move(subject);
    made.erased = std::move(erased);
    made.isRevoked = made.refreshToken.isEmpty();
    m_items.push_back(std::move(made));
    const auto item = std::prev(m_items.end());
    if (item->isRevoked) {
        erase(item, logon);
        return;
    }
    if (isOwed(logon)) { // Already said, by an agent before.
        item->isErased = true;
        item->owed = logon;
    } else {
        item->owed = record.logon = owedBy(record, logon);
        item->erasing = m_store.owe(std::move(record), [this, item, logon](const Result<>& stored) {
            if (!stored) {
                qCWarning(logSession)
                    << "what is to be revoked is in memory only:" << stored.error().code;
                item->owed.reset();
            }
            erase(item, logon);
        });
    }
    revoke(item);
}

void Ending::erase(const platform::Logon& logon)
{
    end({}, logon, {});
}

void Ending::erase(Place item, const platform::Logon& logon)
{
    item->erasing = m_store.erase(logon, [this, item](const Result<>& answer) {
        item->isErased = true;
        if (!answer)
            audit(*item, audit::Kind::StoreTrouble, answer);
        if (const auto erasedCall = std::exchange(item->erased, nullptr))
            erasedCall(answer);
        settle(item);
    });
}

void Ending::revoke(Secret refreshToken, audit::Subject subject)
{
    if (refreshToken.isEmpty())
        return;
    Item made;
    made.refreshToken = std::move(refreshToken);
    made.subject = std::move(subject);
    made.isErased = true;
    m_items.push_back(std::move(made));
    revoke(std::prev(m_items.end()));
}

void Ending::askAgain()
{
    if (m_provider.retryAfter() > Milliseconds{0})
        return;
    for (auto item = m_items.begin(); item != m_items.end(); ++item) {
        if (!item->isWaiting)
            continue;
        item->delay = firstDelay;
        item->revoking = m_clock.after(Milliseconds{0}, [this, item] { revoke(item); });
    }
}

void Ending::revoke(Place item)
{
    item->isWaiting = false;
    item->revoking = m_provider.revoke(item->refreshToken,
        TokenHint::RefreshToken,
        [this, item](const Result<>& answer) { revoked(item, answer); });
}

void Ending::revoked(Place item, const Result<>& answer)
{
    if (!answer && recoveryFor(answer.error().fault) == Recovery::RetryLater) {
        qCInfo(logSession) << "revocation waits:" << answer.error().code
                           << answer.error().reference;
        item->isWaiting = true;
        item->revoking = m_clock.after(
            std::max(item->delay, m_provider.retryAfter()), [this, item] { revoke(item); });
        item->delay = std::min(item->delay * 2, longestDelay);
        return;
    }
    audit(*item, answer ? audit::Kind::TokenRevoked : audit::Kind::RevocationFailed, answer);
    item->refreshToken = {};
    item->isRevoked = true;
    settle(item);
}

/// Nothing is owed any more, and the store must not say so.
void Ending::settle(Place item)
{
    if (!item->isRevoked || !item->isErased)
        return;
    if (!item->owed) {
        sweepSoon();
        return;
    }
    item->settling = m_store.erase(*item->owed, [this, item](const Result<>& answer) {
        item->owed.reset();
        if (!answer) // The next agent revokes it once more, which does no harm.
            qCWarning(logSession) << "what was revoked is still stored:" << answer.error().code;
        sweepSoon();
    });
}

/// An item cannot be removed from inside its own completion.
void Ending::sweepSoon()
{
    m_sweeping = m_clock.after(Milliseconds{0}, [this] {
        m_items.remove_if(
            [](const Item& item) { return item.isErased && item.isRevoked && !item.owed; });
    });
}

void Ending::audit(const Item& item, audit::Kind kind, const Result<>& answer) const
{
    audit::Event event;
    event.kind = kind;
    event.subject = item.subject;
    if (!answer)
        event.error = answer.error();
    if (const auto written = m_trail.record(event); !written)
        qCWarning(logSession) << "audit:" << written.error().code << written.error().reference;
}

} // namespace lanyard::session
