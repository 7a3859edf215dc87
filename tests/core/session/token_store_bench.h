// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/pieced_secret_store.h"
#include "core/session/token_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_secret_store.h"

#include <QByteArrayList>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace lanyard::test {

/// A store that belongs to somebody else.
class BorrowedSecretStore final : public platform::SecretStore
{
public:
    explicit BorrowedSecretStore(platform::SecretStore& store)
        : m_store(store)
    {
    }

    Pending read(const QString& name, ReadCompletion done) override
    {
        return m_store.read(name, std::move(done));
    }

    Pending write(const QString& name, Secret value, Completion done) override
    {
        return m_store.write(name, std::move(value), std::move(done));
    }

    Pending remove(const QString& name, Completion done) override
    {
        return m_store.remove(name, std::move(done));
    }

private:
    platform::SecretStore& m_store;
};

/// One life of an agent on a disk that outlives it.
class TokenStoreBench
{
public:
    static platform::Logon logonNamed(const QByteArray& logonId)
    {
        return {.bootId = "boot-1", .logonId = logonId, .userId = "1000"};
    }

    static session::TokenStoreKey key(const QByteArray& logonId = "logon-1")
    {
        return {.issuer = "https://idp.example:443/x",
            .clientId = "lanyard",
            .logon = logonNamed(logonId)};
    }

    static session::TokenRecord record(QByteArrayView refreshToken)
    {
        session::TokenRecord record;
        record.subject = "person-1";
        record.sessionId = "session-1";
        record.refreshToken = Secret(refreshToken);
        record.idToken = Secret(QByteArrayView("an.id.token"));
        return record;
    }

    explicit TokenStoreBench(Disk onDisk,
        session::TokenStoreKey key = TokenStoreBench::key(),
        qsizetype pieceSize = platform::SecretStore::maxValue)
        : disk(std::move(onDisk))
        , credentials(clock, disk)
        , pieces(std::make_unique<BorrowedSecretStore>(credentials), pieceSize)
        , tokens({.store = pieceSize < platform::SecretStore::maxValue
                         ? static_cast<platform::SecretStore&>(pieces)
                         : credentials,
                     .clock = clock,
                     .health = health,
                     .isOver = [this](const auto& logon) { return over.contains(logon.logonId); },
                     .lockFile = {}},
              std::move(key))
    {
    }

    /// False when it was never answered: the process died.
    bool save(QByteArrayView refreshToken)
    {
        bool isDone = false;
        const auto pending = tokens.save(record(refreshToken), [&] { isDone = true; });
        settle();
        return isDone;
    }

    std::optional<Result<>> erase(const QByteArray& logonId = "logon-1")
    {
        std::optional<Result<>> outcome;
        const auto pending = tokens.erase(
            logonNamed(logonId), [&](Result<> result) { outcome = std::move(result); });
        settle();
        return outcome;
    }

    std::optional<std::vector<session::TokenRecord>> load()
    {
        std::optional<std::vector<session::TokenRecord>> loaded;
        const auto pending = tokens.load([&](auto records) { loaded = std::move(records); });
        settle();
        return loaded;
    }

    /// The refresh tokens found, in order; "-" when the load was never answered.
    QByteArrayList loadTokens()
    {
        const auto loaded = load();
        if (!loaded)
            return {"-"};
        QByteArrayList found;
        for (const auto& each : *loaded)
            found.append(each.refreshToken.view().toByteArray());
        return found;
    }

    /// Lets everything that is due at once happen.
    void settle()
    {
        for (int i = 0; i < 400; ++i)
            clock.advance(Milliseconds{0});
    }

    [[nodiscard]] bool isUnwell(const QByteArray& code) const
    {
        const auto conditions = health.conditions();
        return std::ranges::any_of(
            conditions, [&code](const auto& condition) { return condition.code == code; });
    }

    FakeClock clock;
    Health health;
    Disk disk;
    FaultySecretStore credentials;
    platform::PiecedSecretStore pieces; ///< Used where values are to be cut, as Windows wants it.
    QByteArrayList over; ///< Logons that have ended.
    session::TokenStore tokens;
};

inline Disk freshDisk()
{
    return std::make_shared<QMap<QString, QByteArray>>();
}

} // namespace lanyard::test
