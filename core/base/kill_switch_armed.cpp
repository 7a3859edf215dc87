// SPDX-License-Identifier: MIT
#include "core/base/kill_now.h"
#include "core/base/kill_point.h"

#include <QByteArray>
#include <QFile>
#include <QMutex>
#include <QMutexLocker>
#include <QString>

#include <array>
#include <optional>

namespace lanyard {

namespace {

QByteArray nameOf(KillPoint point)
{
    const auto name = killPointNames.at(static_cast<std::size_t>(point));
    return {name.data(), std::ssize(name)};
}

/// What the environment asks for, and how often each point has been passed.
class Switch
{
public:
    Switch()
    {
        const auto asked = qgetenv("LANYARD_KILL_AT").split(':');
        m_name = asked.first();
        m_visit = asked.size() > 1 ? asked.at(1).toInt() : 1;
        if (const auto path = qEnvironmentVariable("LANYARD_KILL_LOG"); !path.isEmpty()) {
            m_log.emplace(path);
            if (!m_log->open(QIODevice::Append | QIODevice::Unbuffered))
                m_log.reset();
        }
    }

    void pass(KillPoint point)
    {
        const QMutexLocker locked(&m_mutex);
        const int visit = ++m_visits.at(static_cast<std::size_t>(point));
        const QByteArray name = nameOf(point);
        if (m_log)
            m_log->write(name + ':' + QByteArray::number(visit) + '\n');
        if (name == m_name && visit == m_visit)
            killNow();
    }

private:
    QMutex m_mutex;
    QByteArray m_name;
    int m_visit = 1;
    std::optional<QFile> m_log;
    std::array<int, killPointNames.size()> m_visits{};
};

} // namespace

void killPoint(KillPoint point)
{
    static Switch all;
    all.pass(point);
}

} // namespace lanyard
