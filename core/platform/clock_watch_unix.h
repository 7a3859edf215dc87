// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/descriptor_unix.h"

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace lanyard::platform {

/// Says when somebody set the wall clock: the kernel cancels a timer that asked for it. Main thread
/// only.
class ClockWatch final : public QObject
{
    Q_OBJECT

public:
    ClockWatch();

Q_SIGNALS:
    void noticed();

private:
    void arm();
    void look();

    Descriptor m_timer;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace lanyard::platform
