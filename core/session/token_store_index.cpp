// SPDX-License-Identifier: MIT
#include "core/session/token_store_index.h"

#include "core/base/json.h"
#include "core/base/kill_point.h"
#include "core/base/log.h"
#include "core/platform/seal.h"

#include <QJsonArray>

#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;
using platform::Logon;

namespace {

// Long enough for another agent to finish its change, short enough for a person to wait.
constexpr Milliseconds lockDeadline{3000};

QByteArray toText(const QList<Logon>& logons)
{
    QJsonArray list;
    for (const auto& logon : logons)
        list.append(QJsonObject{{u"boot"_s, QString::fromUtf8(logon.bootId)},
            {u"logon"_s, QString::fromUtf8(logon.logonId)}});
    return toJsonLine({{u"logons"_s, list}});
}

QList<Logon> fromText(QByteArrayView text, const QByteArray& userId)
{
    const auto object = parseJsonObject(text);
    if (!object)
        return {};
    QList<Logon> logons;
    const auto list = object->value("logons"_L1).toArray();
    for (const auto& entry : list)
        logons.append({.bootId = entry["boot"_L1].toString().toUtf8(),
            .logonId = entry["logon"_L1].toString().toUtf8(),
            .userId = userId});
    return logons;
}

QList<Logon> opened(const std::optional<Secret>& sealed, const LogonIndex::Place& place)
{
    if (!sealed)
        return {};
    const auto text = platform::unseal(*sealed, place.entropy);
    if (!text) {
        qCWarning(logStore) << "the index of stored sign-ins does not open; starting anew";
        return {};
    }
    return fromText(text->view(), place.userId);
}

} // namespace

LogonIndex::LogonIndex(platform::SecretStore& store, Clock& clock, Place place)
    : m_store(store)
    , m_clock(clock)
    , m_place(std::move(place))
{
}

void LogonIndex::update(Change change, Completion done)
{
    m_change = std::move(change);
    m_done = std::move(done);
    if (m_place.lockFile.isEmpty())
        return read();
    m_step = platform::FileLock::acquire(
        m_place.lockFile, m_clock, lockDeadline, [this](Result<platform::FileLock> lock) {
            if (!lock)
                return finish(tl::unexpected<Error>(lock.error()));
            m_lock.emplace(std::move(*lock));
            read();
        });
}

void LogonIndex::read()
{
    m_step = m_store.read(m_place.name, [this](Result<std::optional<Secret>> sealed) {
        if (!sealed)
            return finish(tl::unexpected<Error>(sealed.error()));
        m_logons = opened(*sealed, m_place);
        auto changed = m_logons;
        m_change(changed);
        if (changed == m_logons)
            return finish(m_logons);
        write(changed);
    });
}

void LogonIndex::write(const QList<Logon>& logons)
{
    m_logons = logons.last(std::min(logons.size(), maxLogons));
    auto sealed = platform::seal(Secret(toText(m_logons)), m_place.entropy);
    if (!sealed)
        return finish(tl::unexpected<Error>(sealed.error()));
    m_step = m_store.write(m_place.name, std::move(*sealed), [this](Result<> written) {
        if (!written)
            return finish(tl::unexpected<Error>(written.error()));
        killPoint(KillPoint::IndexWritten);
        readBack();
    });
}

void LogonIndex::readBack()
{
    m_step = m_store.read(m_place.name, [this](Result<std::optional<Secret>> sealed) {
        if (!sealed)
            return finish(tl::unexpected<Error>(sealed.error()));
        if (opened(*sealed, m_place) != m_logons)
            return finish(fail(
                Fault::System, "store.not_kept", u"what was read back is not what was written"_s));
        killPoint(KillPoint::IndexReadBack);
        finish(m_logons);
    });
}

void LogonIndex::finish(Result<QList<Logon>> outcome)
{
    m_lock.reset();
    std::exchange(m_done, nullptr)(std::move(outcome));
}

} // namespace lanyard::session
