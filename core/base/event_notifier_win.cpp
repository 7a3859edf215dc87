// SPDX-License-Identifier: MIT
#include "core/base/event_notifier_win.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHash>
#include <QPointer>

#include <mutex>
#include <new>
#include <utility>

namespace lanyard {

namespace {

/// Those that may be told.
struct Notifiers {
    std::mutex mutex;
    QHash<quintptr, EventNotifier*> byNumber; ///< By `mutex`.
    quintptr next = 1; ///< By `mutex`; none is used twice.
};

/// Never destroyed: threads of the pool run until the process has ended.
Notifiers& notifiers()
{
    static auto* const all = new Notifiers;
    return *all;
}

quintptr enlist(EventNotifier* notifier)
{
    auto& all = notifiers();
    const std::lock_guard lock(all.mutex);
    all.byNumber.insert(all.next, notifier);
    return all.next++;
}

void strikeOff(quintptr number)
{
    auto& all = notifiers();
    const std::lock_guard lock(all.mutex);
    all.byNumber.remove(number);
}

} // namespace

EventNotifier::EventNotifier(HANDLE object, Signalled signalled)
    : m_object(object)
    , m_signalled(std::move(signalled))
    , m_number(enlist(this))
    , m_wait(CreateThreadpoolWait(&EventNotifier::tell, reinterpret_cast<PVOID>(m_number), nullptr))
{
    if (m_wait == nullptr) {
        strikeOff(m_number);
        throw std::bad_alloc();
    }
    start();
}

EventNotifier::~EventNotifier()
{
    strikeOff(m_number);
    stop();
    CloseThreadpoolWait(m_wait);
}

void EventNotifier::start()
{
    m_isStarted = true;
    SetThreadpoolWait(m_wait, m_object, nullptr);
}

void EventNotifier::stop()
{
    m_isStarted = false;
    SetThreadpoolWait(m_wait, nullptr, nullptr);
    WaitForThreadpoolWaitCallbacks(m_wait, TRUE); // The object may be closed after this.
}

void EventNotifier::tell(
    PTP_CALLBACK_INSTANCE /*instance*/, PVOID number, PTP_WAIT /*wait*/, TP_WAIT_RESULT /*result*/)
{
    auto& all = notifiers();
    const std::lock_guard lock(all.mutex);
    if (auto* const notifier = all.byNumber.value(reinterpret_cast<quintptr>(number)))
        QCoreApplication::postEvent(notifier, new QEvent(QEvent::User));
}

/// What was told may be over: it was stopped, or what it told of has been dealt with.
bool EventNotifier::event(QEvent* event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    const QPointer<EventNotifier> alive(this);
    if (m_isStarted && WaitForSingleObject(m_object, 0) == WAIT_OBJECT_0) {
        const Signalled kept = m_signalled; // The call may destroy this.
        kept();
    }
    if (alive && m_isStarted)
        start(); // Each telling ends the watch.
    return true;
}

} // namespace lanyard
