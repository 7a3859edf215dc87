// SPDX-License-Identifier: MIT
#include "core/session/token_store_slots.h"

#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/session/token_store_slot.h"

#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

TokenSlots::TokenSlots(platform::SecretStore& store, TokenStoreKey key, platform::Logon logon)
    : m_store(store)
    , m_key(std::move(key))
    , m_logon(std::move(logon))
    , m_names(slotNames(m_key, m_logon))
{
}

void TokenSlots::read(ReadCompletion done)
{
    m_read = std::move(done);
    m_found = {};
    readSlot(0);
}

void TokenSlots::readSlot(std::size_t slot)
{
    m_step = m_store.read(m_names.at(slot), [this, slot](Result<std::optional<Secret>> sealed) {
        if (!sealed)
            return std::exchange(m_read, nullptr)(tl::unexpected<Error>(sealed.error()));
        note(slot, *sealed);
        if (slot == 0)
            return readSlot(1);
        std::exchange(m_read, nullptr)(std::exchange(m_found, {}));
    });
}

void TokenSlots::note(std::size_t slot, const std::optional<Secret>& sealed)
{
    if (!sealed)
        return;
    auto record = openRecord(*sealed, m_key, m_logon);
    if (!record) {
        qCWarning(logStore) << "a slot does not open:" << record.error().code;
        m_found.anyBroken = true;
    } else if (!m_found.record || record->sequence > m_found.record->sequence) {
        m_found.record = std::move(*record);
        m_found.inForce = slot;
    }
}

void TokenSlots::write(const TokenRecord& record, std::size_t slot, Completion done)
{
    m_done = std::move(done);
    auto sealed = sealRecord(record, m_key);
    if (!sealed)
        return finish(tl::unexpected<Error>(sealed.error()));
    m_written = Secret(sealed->view());
    killPoint(KillPoint::SlotSealed);
    m_step = m_store.write(m_names.at(slot), std::move(*sealed), [this, slot](Result<> written) {
        if (!written)
            return finish(std::move(written));
        killPoint(KillPoint::SlotWritten);
        m_step = m_store.read(m_names.at(slot), [this](Result<std::optional<Secret>> back) {
            const auto expected = std::exchange(m_written, {});
            if (!back)
                return finish(tl::unexpected<Error>(back.error()));
            if (!*back || !sameBytes((*back)->view(), expected.view()))
                return finish(fail(Fault::System,
                    "store.not_kept",
                    u"what was read back is not what was written"_s));
            killPoint(KillPoint::SlotReadBack);
            finish({});
        });
    });
    killPoint(KillPoint::SlotAsked);
}

void TokenSlots::remove(std::optional<std::size_t> inForce, Completion done)
{
    m_done = std::move(done);
    removeSlot(1 - inForce.value_or(0), true);
}

void TokenSlots::removeSlot(std::size_t slot, bool another)
{
    m_step = m_store.remove(m_names.at(slot), [this, slot, another](Result<> removed) {
        if (!removed)
            return finish(std::move(removed));
        if (another)
            return removeSlot(1 - slot, false);
        read([this](Result<SlotsFound> left) {
            if (!left)
                return finish(tl::unexpected<Error>(left.error()));
            if (left->record || left->anyBroken)
                return finish(
                    fail(Fault::System, "store.not_removed", u"what was removed is still there"_s));
            finish({});
        });
    });
}

void TokenSlots::finish(Result<> outcome)
{
    std::exchange(m_done, nullptr)(std::move(outcome));
}

} // namespace lanyard::session
