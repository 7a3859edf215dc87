// SPDX-License-Identifier: MIT
#include "core/session/token_record.h"

#include <QtEndian>

#include <array>
#include <vector>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

constexpr char version = 2;
constexpr char versionWithoutAsked = 1;
constexpr qsizetype headSize = 5; // A tag and a 32-bit length.

// In the order of the record. Append, never renumber; a new one means a new version.
enum class Tag : char {
    Sequence = 1,
    Issuer,
    ClientId,
    Subject,
    SessionId,
    RefreshToken,
    IdToken,
    SignedInAt,
    AuthenticatedAt,
    AbsoluteEnd,
    LastActivity,
    SavedAt,
    SavedUptime,
    BootId,
    LogonId,
    UserId,
    Asked,
};

/// Grows by reallocation only within what was reserved, so that one wipe reaches every byte.
class Writer
{
public:
    explicit Writer(qsizetype size)
    {
        m_bytes.reserve(static_cast<std::size_t>(size));
        m_bytes.push_back(version);
    }

    ~Writer()
    {
        volatile char* byte = m_bytes.data();
        for (std::size_t left = m_bytes.size(); left > 0; --left)
            *byte++ = 0;
    }

    Q_DISABLE_COPY_MOVE(Writer)

    void put(Tag tag, QByteArrayView value)
    {
        std::array<char, headSize> head{static_cast<char>(tag)};
        qToBigEndian(static_cast<quint32>(value.size()), head.data() + 1);
        m_bytes.insert(m_bytes.end(), head.begin(), head.end());
        m_bytes.insert(m_bytes.end(), value.begin(), value.end());
    }

    void put(Tag tag, qint64 number)
    {
        std::array<char, sizeof number> bytes{};
        qToBigEndian(number, bytes.data());
        put(tag, QByteArrayView(bytes.data(), std::ssize(bytes)));
    }

    void put(Tag tag, Instant moment) { put(tag, qint64{moment.time_since_epoch().count()}); }

    [[nodiscard]] QByteArrayView view() const { return {m_bytes.data(), std::ssize(m_bytes)}; }

private:
    std::vector<char> m_bytes;
};

/// Once something is wrong everything after it is empty, and isGood() says so.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes)
        : m_left(bytes)
    {
    }

    QByteArrayView bytes(Tag tag)
    {
        if (m_left.size() < headSize || m_left.front() != static_cast<char>(tag))
            return broken();
        const auto size = qsizetype{qFromBigEndian<quint32>(m_left.data() + 1)};
        if (size > m_left.size() - headSize)
            return broken();
        const auto value = m_left.sliced(headSize, size);
        m_left = m_left.sliced(headSize + size);
        return value;
    }

    qint64 number(Tag tag)
    {
        const auto value = bytes(tag);
        if (value.size() == qsizetype{sizeof(qint64)})
            return qFromBigEndian<qint64>(value.data());
        broken();
        return 0;
    }

    /// Never negative, and small enough to add to without a thought for overflow.
    qint64 count(Tag tag)
    {
        const qint64 value = number(tag);
        if (value >= 0 && value <= qint64{1} << 48)
            return value;
        broken();
        return 0;
    }

    Instant moment(Tag tag) { return Instant{Milliseconds{count(tag)}}; }

    [[nodiscard]] bool isGood() const { return m_isGood && m_left.isEmpty(); }

private:
    QByteArrayView broken()
    {
        m_isGood = false;
        m_left = {};
        return {};
    }

    QByteArrayView m_left;
    bool m_isGood = true;
};

} // namespace

TokenRecord copyOf(const TokenRecord& record)
{
    return {.sequence = record.sequence,
        .issuer = record.issuer,
        .clientId = record.clientId,
        .subject = record.subject,
        .sessionId = record.sessionId,
        .refreshToken = Secret(record.refreshToken.view()),
        .idToken = Secret(record.idToken.view()),
        .signedInAt = record.signedInAt,
        .authenticatedAt = record.authenticatedAt,
        .absoluteEnd = record.absoluteEnd,
        .lastActivity = record.lastActivity,
        .savedAt = record.savedAt,
        .savedUptime = record.savedUptime,
        .logon = record.logon,
        .isAsked = record.isAsked};
}

Result<Secret> serialise(const TokenRecord& record)
{
    const qsizetype numbers = 8 * qsizetype{sizeof(qint64)};
    const qsizetype size = 1 + 17 * headSize + numbers + record.issuer.size()
        + record.clientId.size() + record.subject.size() + record.sessionId.size()
        + record.refreshToken.view().size() + record.idToken.view().size()
        + record.logon.bootId.size() + record.logon.logonId.size() + record.logon.userId.size();
    if (size > TokenRecord::maxSize)
        return fail(Fault::Malformed,
            "token_record.too_large",
            u"%1 bytes, of at most %2"_s.arg(size).arg(TokenRecord::maxSize));
    Writer writer(size);
    writer.put(Tag::Sequence, static_cast<qint64>(record.sequence));
    writer.put(Tag::Issuer, record.issuer);
    writer.put(Tag::ClientId, record.clientId);
    writer.put(Tag::Subject, record.subject);
    writer.put(Tag::SessionId, record.sessionId);
    writer.put(Tag::RefreshToken, record.refreshToken.view());
    writer.put(Tag::IdToken, record.idToken.view());
    writer.put(Tag::SignedInAt, record.signedInAt);
    writer.put(Tag::AuthenticatedAt, record.authenticatedAt);
    writer.put(Tag::AbsoluteEnd, record.absoluteEnd);
    writer.put(Tag::LastActivity, record.lastActivity);
    writer.put(Tag::SavedAt, record.savedAt);
    writer.put(Tag::SavedUptime, qint64{record.savedUptime.count()});
    writer.put(Tag::BootId, record.logon.bootId);
    writer.put(Tag::LogonId, record.logon.logonId);
    writer.put(Tag::UserId, record.logon.userId);
    writer.put(Tag::Asked, qint64{record.isAsked ? 1 : 0});
    Q_ASSERT(writer.view().size() == size);
    return Secret(writer.view());
}

Result<TokenRecord> parseTokenRecord(QByteArrayView bytes)
{
    if (bytes.size() > TokenRecord::maxSize)
        return fail(Fault::Malformed, "token_record.too_large", u"longer than its limit"_s);
    if (bytes.isEmpty())
        return fail(Fault::Malformed, "token_record.broken", u"empty"_s);
    if (bytes.front() != version && bytes.front() != versionWithoutAsked)
        return fail(Fault::Malformed,
            "token_record.version",
            u"version %1"_s.arg(static_cast<unsigned char>(bytes.front())));
    Reader reader(bytes.sliced(1));
    TokenRecord record;
    record.sequence = static_cast<quint64>(reader.count(Tag::Sequence));
    record.issuer = reader.bytes(Tag::Issuer).toByteArray();
    record.clientId = reader.bytes(Tag::ClientId).toByteArray();
    record.subject = reader.bytes(Tag::Subject).toByteArray();
    record.sessionId = reader.bytes(Tag::SessionId).toByteArray();
    record.refreshToken = Secret(reader.bytes(Tag::RefreshToken));
    record.idToken = Secret(reader.bytes(Tag::IdToken));
    record.signedInAt = reader.moment(Tag::SignedInAt);
    record.authenticatedAt = reader.moment(Tag::AuthenticatedAt);
    record.absoluteEnd = reader.moment(Tag::AbsoluteEnd);
    record.lastActivity = reader.moment(Tag::LastActivity);
    record.savedAt = reader.moment(Tag::SavedAt);
    record.savedUptime = Milliseconds{reader.count(Tag::SavedUptime)};
    record.logon.bootId = reader.bytes(Tag::BootId).toByteArray();
    record.logon.logonId = reader.bytes(Tag::LogonId).toByteArray();
    record.logon.userId = reader.bytes(Tag::UserId).toByteArray();
    record.isAsked = bytes.front() == version && reader.count(Tag::Asked) != 0;
    if (!reader.isGood())
        return fail(Fault::Malformed, "token_record.broken", u"not a record of ours"_s);
    return record;
}

} // namespace lanyard::session
