// SPDX-License-Identifier: MIT
#pragma once

/// Listening TCP sockets that nobody else can share. Main thread only.

#include "core/base/result.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <cstdint>
#include <memory>

namespace lanyard::net {

enum class LoopbackFamily : std::uint8_t { V4, V6 };

/// Listens on 127.0.0.1 or ::1 only (P14), at `port`, or at any port when it is 0. While the
/// result lives no other program can bind the same address and port, whatever sharing it asks
/// for (P15); connections of an earlier listener that the system still remembers do not block it.
///
/// Errors  System "loopback.port": taken, or excluded by the system (P1); "loopback.family":
///         this computer does not have that family. Error::native says why.
[[nodiscard]] Result<std::unique_ptr<QTcpServer>> listenOnLoopback(
    LoopbackFamily family, quint16 port);

/// Tells the peer that nothing more will be sent, and goes on receiving: closing instead, with
/// something still unread, could destroy the answer on its way.
void finishSending(const QTcpSocket& socket);

} // namespace lanyard::net
