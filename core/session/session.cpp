// SPDX-License-Identifier: MIT
#include "core/session/session.h"

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

QByteArray Snapshot::contextId() const
{
    return context ? context->id : QByteArray();
}

} // namespace lanyard::session
