// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/network_state.h"

#include <QObject>

#include <memory>

namespace lanyard::platform {

/// The addresses of this computer that are usable now, asked of the system, quickly.
[[nodiscard]] Addresses usableAddresses();

/// Says when addresses may have changed; often several times for one change. Main thread only.
class NetworkWatch final : public QObject
{
    Q_OBJECT

public:
    NetworkWatch();
    ~NetworkWatch() override;
    Q_DISABLE_COPY_MOVE(NetworkWatch)

Q_SIGNALS:
    void noticed();

private:
    struct Source;
    std::unique_ptr<Source> m_source; ///< Null where the system does not tell.
};

} // namespace lanyard::platform
