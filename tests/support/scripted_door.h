// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace lanyard::testing {

/// Where the scripted agent listens: a Unix socket, or a named pipe that is published as the
/// agent's. Every call waits; a failure of accept() or of the constructor ends the process.
class Door
{
public:
    /// `user` is another user: a uid to listen as, which only root may, or a SID that the pipe is
    /// to belong to, which only an administrator may give away. Empty: this one.
    Door(const std::string& path, const std::string& user);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;
    Door(Door&&) = delete;
    Door& operator=(Door&&) = delete;

    void accept(); ///< Hangs up on whoever is there.

    /// Bytes read; 0 at the end and after an error.
    std::size_t read(char* bytes, std::size_t size);

    /// All of it; false once the other end has hung up.
    bool write(const std::string& bytes);

    void hangUp();
    void refuse(); ///< Listens no longer, and keeps the address.

private:
    struct Wiring;
    std::unique_ptr<Wiring> m_wiring;
};

} // namespace lanyard::testing
