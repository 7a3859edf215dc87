// SPDX-License-Identifier: MIT
#include "core/session/session.h"

#include <algorithm>

namespace lanyard::session {

audit::Subject Snapshot::subject() const
{
    audit::Subject subject;
    subject.sessionId = sessionId;
    if (!context)
        return subject;
    subject.contextId = context->id;
    subject.person = context->person.uid;
    if (context->role) {
        subject.roleId = context->role->id;
        subject.organisation = context->role->organisation.code;
    }
    return subject;
}

const Elevation* Snapshot::elevationOf(const QByteArray& app) const
{
    const auto found = std::find_if(elevations.begin(),
        elevations.end(),
        [&](const Elevation& elevation) { return elevation.app == app; });
    return found == elevations.end() ? nullptr : &*found;
}

QByteArray Snapshot::contextId() const
{
    return context ? context->id : QByteArray();
}

} // namespace lanyard::session
