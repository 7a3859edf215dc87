// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/session/owed.h"
#include "core/session/token_store_work.h"

#include <algorithm>
#include <utility>

// load() and erase() of TokenStore::Work.

namespace lanyard::session {

using namespace Qt::StringLiterals;
using platform::Logon;

namespace {

/// Nothing can have been kept there.
bool isAbsent(const Error& error)
{
    return error.code == "store.unavailable" || error.code == "store.forbidden";
}

} // namespace

// --- load -----------------------------------------------------------------------------------

Pending TokenStore::Work::load(LoadCompletion done)
{
    auto [completion, pending] = withdrawable(std::move(done));
    enqueue([this, call = std::move(completion)] {
        m_loadDone = call;
        m_loaded.clear();
        m_gone.clear();
        if (!m_isMemoryOnly)
            return loadOwn();
        if (m_memory)
            m_loaded.push_back(copyOf(*m_memory));
        answerLoad();
    });
    return std::move(pending);
}

void TokenStore::Work::loadOwn()
{
    m_own.read([this](Result<SlotsFound> found) {
        if (!found) {
            becomeMemoryOnly(found.error());
            return answerLoad();
        }
        m_known = Known{found->inForce, found->record ? found->record->sequence : 0};
        m_wasStored = m_wasStored || found->record || found->anyBroken;
        if (found->record)
            m_loaded.push_back(std::move(*found->record));
        else if (found->anyBroken)
            return removeBroken();
        listOthers();
    });
}

void TokenStore::Work::removeBroken()
{
    m_ports.health.raise({.code = "store.record_broken",
        .severity = Severity::Warning,
        .detail = u"A stored sign-in could not be opened and was removed."_s,
        .advice = u"Sign in again. If it comes back, look for a roaming profile, a restored "
                  u"machine or a changed password."_s,
        .reference = {}});
    m_own.remove(std::nullopt, [this](const Result<>& removed) {
        if (!removed)
            qCWarning(logStore) << "a broken record stays:" << removed.error().code;
        listOthers();
    });
}

void TokenStore::Work::listOthers()
{
    m_index.update([](QList<Logon>&) {},
        [this](const Result<QList<Logon>>& listed) {
            if (!listed)
                qCWarning(logStore) << "other stored sign-ins stay:" << listed.error().code;
            m_others = listed.value_or(QList<Logon>{});
            m_isIndexed = m_others.removeAll(m_key.logon) > 0;
            m_others.removeIf(
                [this](const Logon& logon) { return !isOwed(logon) && !m_ports.isOver(logon); });
            loadNextOther();
        });
}

void TokenStore::Work::loadNextOther()
{
    if (m_others.isEmpty())
        return forgetGone();
    const auto logon = m_others.takeFirst();
    m_other = std::make_unique<TokenSlots>(m_ports.store, m_key, logon);
    m_other->read(
        [this, logon](Result<SlotsFound> found) { otherLoaded(logon, std::move(found)); });
}

void TokenStore::Work::otherLoaded(const Logon& logon, Result<SlotsFound> found)
{
    if (found && found->record) {
        m_loaded.push_back(std::move(*found->record));
    } else if (found && found->anyBroken) {
        return m_other->remove(std::nullopt, [this, logon](const Result<>& removed) {
            if (removed)
                m_gone.append(logon);
            loadNextOther();
        });
    } else if (found) {
        m_gone.append(logon);
    }
    loadNextOther();
}

void TokenStore::Work::forgetGone()
{
    const bool hasOwn = !m_loaded.empty() && m_loaded.front().logon == m_key.logon;
    std::stable_sort(m_loaded.begin() + (hasOwn ? 1 : 0),
        m_loaded.end(),
        [](const auto& a, const auto& b) { return a.savedAt > b.savedAt; });
    if (m_gone.isEmpty())
        return answerLoad();
    m_index.update(
        [gone = m_gone](QList<Logon>& logons) {
            logons.removeIf([&](const Logon& logon) { return gone.contains(logon); });
        },
        [this](const Result<QList<Logon>>&) { answerLoad(); });
}

void TokenStore::Work::answerLoad()
{
    const auto done = std::exchange(m_loadDone, nullptr);
    auto loaded = std::exchange(m_loaded, {});
    answer([&] { done(std::move(loaded)); });
}

// --- erase ----------------------------------------------------------------------------------

Pending TokenStore::Work::erase(const Logon& logon, Completion done)
{
    auto [completion, pending] = withdrawable(std::move(done));
    enqueue([this, logon, call = std::move(completion)] {
        m_eraseDone = call;
        m_erasing = logon;
        if (logon == m_key.logon) {
            m_memory.reset();
            m_erased = &m_own;
        } else {
            m_other = std::make_unique<TokenSlots>(m_ports.store, m_key, logon);
            m_erased = m_other.get();
        }
        m_erased->read([this](const Result<SlotsFound>& found) {
            if (!found)
                return eraseFailed(found.error());
            eraseFound(found->inForce);
        });
    });
    return std::move(pending);
}

void TokenStore::Work::eraseFound(std::optional<std::size_t> inForce)
{
    m_erased->remove(inForce, [this](const Result<>& removed) {
        if (!removed)
            return eraseFailed(removed.error());
        m_index.update([gone = m_erasing](QList<Logon>& logons) { logons.removeAll(gone); },
            [this](const Result<QList<Logon>>& listed) {
                if (!listed) // Harmless: the next load finds nothing there, and forgets it.
                    qCWarning(logStore) << "the index stays:" << listed.error().code;
                eraseDone();
            });
    });
}

void TokenStore::Work::eraseDone()
{
    if (m_erased == &m_own) {
        m_known = Known{std::nullopt, m_known ? m_known->sequence : 0};
        m_isIndexed = false;
        m_wasStored = false;
    }
    m_ports.health.clear("store.erase_failed");
    const auto done = std::exchange(m_eraseDone, nullptr);
    answer([&] { done({}); });
}

void TokenStore::Work::eraseFailed(const Error& error)
{
    const auto done = std::exchange(m_eraseDone, nullptr);
    if (m_erased == &m_own) {
        m_known.reset();
        if (isAbsent(error) && !m_wasStored)
            return answer([&] { done({}); });
    }
    m_ports.health.raise({.code = "store.erase_failed",
        .severity = Severity::Problem,
        .detail = u"A stored sign-in could not be removed (%1: %2)."_s.arg(
            QString::fromLatin1(error.code), error.detail),
        .advice = u"Remove the entries named Lanyard from this user's credential store."_s,
        .reference = {}});
    answer([&] {
        done(fail(
            Fault::System, "store.erase_failed", QString::fromLatin1(error.code), error.native));
    });
}

} // namespace lanyard::session
