// SPDX-License-Identifier: MIT
#include "core/broker/denials.h"

#include "core/base/json.h"
#include "core/base/log.h"

#include <algorithm>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

QByteArray keyFor(const audit::Event& event)
{
    const QByteArray cause = event.error ? event.error->code : QByteArray();
    return QByteArray::number(static_cast<int>(event.kind)) + '\n' + event.app + '\n' + cause + '\n'
        + toJsonLine(event.facts);
}

} // namespace

Denials::Denials(audit::Trail& trail, Clock& clock)
    : m_trail(trail)
    , m_clock(clock)
{
}

QByteArray Denials::placeFor(const audit::Event& event) const
{
    QByteArray key = keyFor(event);
    if (m_recent.contains(key))
        return key;
    const auto ofThisApp = std::count_if(m_recent.begin(), m_recent.end(), [&](const auto& one) {
        return one.second.first.app == event.app;
    });
    if (ofThisApp >= mostKindsOfOneApp)
        key = event.app; // No key of a kind of its own: those begin with a number and a line feed.
    return m_recent.contains(key) || m_recent.size() < mostKinds ? key : QByteArray();
}

QString Denials::record(const audit::Event& event)
{
    const QByteArray key = placeFor(event);
    const auto [place, isNew] = m_recent.try_emplace(key);
    Alike& alike = place->second;
    if (isNew) {
        alike.first = event;
        alike.end = m_clock.after(window, [this, key] { finish(key); });
        if (const auto done = m_trail.record(event); !done)
            qCWarning(logBroker) << "a refusal is not on record:" << done.error().code;
    } else {
        ++alike.repeated;
    }
    return alike.first.error ? alike.first.error->reference : QString();
}

void Denials::finish(const QByteArray& key)
{
    auto over = m_recent.extract(key);
    if (over.empty() || over.mapped().repeated == 0)
        return;
    audit::Event event = std::move(over.mapped().first);
    event.facts.insert(u"repeated"_s, over.mapped().repeated);
    if (const auto done = m_trail.record(event); !done)
        qCWarning(logBroker) << "repeated refusals are not on record:" << done.error().code;
}

} // namespace lanyard::broker
