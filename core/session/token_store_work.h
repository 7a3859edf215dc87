// SPDX-License-Identifier: MIT
#pragma once

/// How TokenStore does what it says.

#include "core/session/token_store.h"
#include "core/session/token_store_index.h"
#include "core/session/token_store_slots.h"

#include <cstdint>
#include <deque>
#include <utility>

namespace lanyard::session {

/// A completion that its Pending can withdraw while the work goes on.
template <class... Values>
std::pair<std::function<void(Values...)>, Pending> withdrawable(std::function<void(Values...)> done)
{
    const auto isWanted = std::make_shared<bool>(true);
    return {[isWanted, done = std::move(done)](Values... values) {
                if (*isWanted)
                    done(std::move(values)...);
            },
        Pending([isWanted] { *isWanted = false; })};
}

class TokenStore::Work
{
public:
    Work(Ports ports, TokenStoreKey key);

    Pending load(LoadCompletion done);
    Pending save(TokenRecord record, SaveCompletion done);
    Pending owe(TokenRecord record, Completion done);
    Pending erase(const platform::Logon& logon, Completion done);

    [[nodiscard]] bool isMemoryOnly() const { return m_isMemoryOnly; }

private:
    using Operation = std::function<void()>;
    using Stored = std::function<void(Result<>)>;

    // One operation at a time.
    void enqueue(Operation operation);
    void startNext();
    void answer(const Operation& last); ///< Ends the operation; `last` calls its completion.

    // load()
    void loadOwn();
    void removeBroken();
    void listOthers();
    void loadNextOther();
    void otherLoaded(const platform::Logon& logon, Result<SlotsFound> found);
    void forgetGone();
    void answerLoad();

    // save(), and the probe
    void store(TokenRecord record, Stored done);
    void storeStep();
    void writeSlot();
    void storeFailed(const Error& error);
    void keepInMemory(TokenRecord record);
    void becomeMemoryOnly(const Error& error);
    void scheduleProbe();
    void probe();
    void probed(const Result<>& outcome);

    // erase()
    void eraseFound(std::optional<std::size_t> inForce);
    void eraseDone();
    void eraseFailed(const Error& error);

    Ports m_ports;
    TokenStoreKey m_key;
    TokenSlots m_own;
    LogonIndex m_index;

    std::deque<Operation> m_queue;
    bool m_isBusy = false;

    /// What is known of our own slots; nothing until they were read, or after trouble.
    struct Known {
        std::optional<std::size_t> inForce;
        quint64 sequence = 0;
    };

    std::optional<Known> m_known;
    bool m_isIndexed = false;
    bool m_wasStored =
        false; ///< Something of ours was seen in the store, so something may be left.

    bool m_isMemoryOnly = false;
    bool m_isProbing = false;
    std::optional<TokenRecord> m_memory;
    std::uint64_t m_memoryVersion = 0;
    Pending m_probeTimer;

    LoadCompletion m_loadDone;
    std::vector<TokenRecord> m_loaded;
    QList<platform::Logon> m_others;
    QList<platform::Logon> m_gone; ///< Listed, but without a record.
    std::unique_ptr<TokenSlots> m_other;

    Stored m_stored;
    std::optional<TokenRecord> m_storing;
    int m_attempts = 0;

    Completion m_eraseDone;
    platform::Logon m_erasing;
    TokenSlots* m_erased = nullptr; ///< m_own or m_other.

    Pending m_start;
};

} // namespace lanyard::session
