// SPDX-License-Identifier: MIT
#include "core/session/token_store_work.h"

#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/session/token_store_slot.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;
using platform::Logon;

namespace {

constexpr auto probeInterval = std::chrono::minutes{5};
constexpr int maxAttempts = 2; // A vault that was busy a moment ago deserves one more (P41).

/// Whether the same again could help at once. A store that hung or is not there will not have
/// changed its mind, and someone is waiting for a token.
bool isWorthAnother(const Error& error)
{
    return error.code == "store.failed" || error.code == "store.not_kept";
}

} // namespace

TokenStore::Work::Work(Ports ports, TokenStoreKey key)
    : m_ports(std::move(ports))
    , m_key(std::move(key))
    , m_own(m_ports.store, m_key, m_key.logon)
    , m_index(m_ports.store,
          m_ports.clock,
          {.name = indexName(m_key),
              .entropy = sealEntropy(m_key),
              .userId = m_key.logon.userId,
              .lockFile = m_ports.lockFile})
{
}

void TokenStore::Work::enqueue(Operation operation)
{
    m_queue.push_back(std::move(operation));
    if (!m_isBusy)
        startNext();
}

void TokenStore::Work::startNext()
{
    m_isBusy = !m_queue.empty();
    if (!m_isBusy)
        return;
    m_start = m_ports.clock.after(Milliseconds{0}, [this] {
        const auto operation = std::move(m_queue.front());
        m_queue.pop_front();
        operation();
    });
}

void TokenStore::Work::answer(const Operation& last)
{
    startNext();
    last(); // May destroy us.
}

// --- save -----------------------------------------------------------------------------------

Pending TokenStore::Work::save(TokenRecord record, SaveCompletion done)
{
    // While the store is being probed, which may take until its deadline, nobody waits for it.
    if (m_isMemoryOnly && m_isProbing && m_queue.empty()) {
        keepInMemory(std::move(record));
        return m_ports.clock.after(Milliseconds{0}, std::move(done));
    }
    auto [completion, pending] = withdrawable(std::move(done));
    const auto kept = std::make_shared<TokenRecord>(std::move(record));
    enqueue([this, kept, call = completion] {
        if (m_isMemoryOnly) {
            keepInMemory(std::move(*kept));
            return answer(call);
        }
        store(std::move(*kept), [this, call](const Result<>&) { answer(call); });
    });
    return std::move(pending);
}

void TokenStore::Work::store(TokenRecord record, Stored done)
{
    record.issuer = m_key.issuer;
    record.clientId = m_key.clientId;
    record.logon = m_key.logon;
    record.savedAt = m_ports.clock.now();
    record.savedUptime = m_ports.clock.uptime();
    m_storing = std::move(record);
    m_stored = std::move(done);
    m_attempts = 0;
    storeStep();
}

void TokenStore::Work::storeStep()
{
    if (!m_known)
        return m_own.read([this](Result<SlotsFound> found) {
            if (!found)
                return storeFailed(found.error());
            m_known = Known{found->inForce, found->record ? found->record->sequence : 0};
            storeStep();
        });
    if (!m_isIndexed)
        return m_index.update(
            [ours = m_key.logon](QList<Logon>& logons) {
                if (!logons.contains(ours))
                    logons.append(ours);
            },
            [this](const Result<QList<Logon>>& listed) {
                if (!listed)
                    return storeFailed(listed.error());
                m_isIndexed = true;
                storeStep();
            });
    writeSlot();
}

void TokenStore::Work::writeSlot()
{
    const std::size_t slot = 1 - m_known->inForce.value_or(1);
    m_storing->sequence = m_known->sequence + 1;
    m_own.write(*m_storing, slot, [this, slot](const Result<>& written) {
        if (!written)
            return storeFailed(written.error());
        m_known = Known{slot, m_storing->sequence};
        m_wasStored = true;
        killPoint(KillPoint::SlotInForce);
        m_storing.reset();
        m_ports.health.clear("store.record_broken");
        std::exchange(m_stored, nullptr)({});
    });
}

void TokenStore::Work::storeFailed(const Error& error)
{
    m_known.reset(); // What is in the slots now is anyone's guess until they are read again.
    if (++m_attempts < maxAttempts && isWorthAnother(error))
        return storeStep();
    becomeMemoryOnly(error);
    if (!m_isProbing)
        keepInMemory(*std::exchange(m_storing, std::nullopt));
    std::exchange(m_stored, nullptr)(tl::unexpected<Error>(error));
}

// --- memory only ----------------------------------------------------------------------------

void TokenStore::Work::keepInMemory(TokenRecord record)
{
    record.issuer = m_key.issuer;
    record.clientId = m_key.clientId;
    record.logon = m_key.logon;
    record.savedAt = m_ports.clock.now();
    record.savedUptime = m_ports.clock.uptime();
    m_memory = std::move(record);
    ++m_memoryVersion;
}

void TokenStore::Work::becomeMemoryOnly(const Error& error)
{
    qCWarning(logStore) << "the credential store fails:" << error.code << error.detail;
    m_isMemoryOnly = true;
    m_ports.health.raise({.code = "store.memory_only",
        .severity = Severity::Warning,
        .detail = u"The credential store failed (%1: %2). The sign-in is kept in memory."_s.arg(
            QString::fromLatin1(error.code), error.detail),
        .advice = u"Make sure that the credential store of this user is there and unlocked; "
                  u"until then people sign in again whenever the agent restarts."_s,
        .reference = {}});
    if (!m_isProbing)
        scheduleProbe();
}

void TokenStore::Work::scheduleProbe()
{
    m_probeTimer = m_ports.clock.after(probeInterval, [this] { enqueue([this] { probe(); }); });
}

void TokenStore::Work::probe()
{
    m_isProbing = true;
    if (m_memory)
        return store(copyOf(*m_memory), [this, version = m_memoryVersion](const Result<>& stored) {
            if (stored && version != m_memoryVersion && m_memory)
                return probe(); // A newer one came meanwhile.
            probed(stored);
        });
    m_own.read([this](const Result<SlotsFound>& found) {
        if (!found)
            return probed(tl::unexpected<Error>(found.error()));
        m_known = Known{found->inForce, found->record ? found->record->sequence : 0};
        if (m_memory)
            return probe();
        probed({});
    });
}

void TokenStore::Work::probed(const Result<>& outcome)
{
    m_isProbing = false;
    m_storing.reset();
    if (outcome) {
        m_isMemoryOnly = false;
        m_memory.reset();
        m_ports.health.clear("store.memory_only");
    } else {
        scheduleProbe();
    }
    answer([] {});
}

} // namespace lanyard::session
