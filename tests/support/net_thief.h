// SPDX-License-Identifier: MIT
#pragma once

/// Another program that wants a TCP port of this computer. Linked with net_thief_{unix,win}.cpp.

#include <QtGlobal>

#include <cstdint>

namespace lanyard::test {

/// A binder that asks for the kinds of sharing it is told to.
class NetThief
{
public:
    enum class Place : std::uint8_t { Loopback, Everywhere };

    /// Windows has no SO_REUSEPORT: its SO_REUSEADDR is both.
    enum class Sharing : std::uint8_t { None, Address, Port, Both };

    NetThief(Place place, quint16 port, Sharing sharing);
    ~NetThief();
    Q_DISABLE_COPY_MOVE(NetThief)

    [[nodiscard]] bool isBound() const { return m_isBound; }

    bool listens();

    /// Whether `native` is what the system says of a port that somebody else has.
    [[nodiscard]] static bool isTaken(int native);

private:
    quintptr m_socket;
    bool m_isBound = false;
};

} // namespace lanyard::test
