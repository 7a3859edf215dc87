// SPDX-License-Identifier: MIT
#include "core/base/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

#include <utility>

namespace lanyard {

/// Lives in the thread that does the work, and is rung from others. One ring for one work.
class Mailbox::Bell final : public QObject
{
public:
    explicit Bell(std::weak_ptr<Mailbox> box)
        : m_box(std::move(box))
    {
    }

    static void ring(Bell& bell)
    {
        QCoreApplication::postEvent(&bell, new QEvent(QEvent::User)); // Qt's from here on.
    }

protected:
    /// Does not look at the event: it was made by another thread. One too many finds no work.
    bool event(QEvent*) override
    {
        if (const auto box = m_box.lock())
            box->takeOne(); // It may close the box, and so be the end of this object.
        return true;
    }

private:
    std::weak_ptr<Mailbox> m_box;
};

Mailbox::Mailbox() = default;

Mailbox::~Mailbox() = default;

void Mailbox::put(Work work)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed)
        return; // `work` dies with the call, after the lock.
    m_works.push_back(std::move(work));
    if (m_bell)
        Bell::ring(*m_bell);
}

void Mailbox::open()
{
    const std::lock_guard lock(m_mutex);
    m_bell = std::make_unique<Bell>(weak_from_this());
    for (std::size_t i = 0; i < m_works.size(); ++i)
        Bell::ring(*m_bell);
}

void Mailbox::close()
{
    std::deque<Work> rest;
    std::unique_ptr<Bell> bell;
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    rest.swap(m_works);
    bell.swap(m_bell);
}

void Mailbox::takeOne()
{
    Work work;
    {
        const std::lock_guard lock(m_mutex);
        if (m_works.empty())
            return;
        work = std::move(m_works.front());
        m_works.pop_front();
    }
    work();
}

} // namespace lanyard
