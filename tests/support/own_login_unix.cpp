// SPDX-License-Identifier: MIT
#include "tests/support/scripted_agent.h"

#include <csignal>

namespace lanyard::testing {

OwnLogin::OwnLogin()
    : m_pipe(socketFolder() + "/agent.sock")
{
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    qputenv("XDG_SESSION_ID", "test");
    std::signal(SIGPIPE, SIG_DFL); // A client that lets itself be sent one ends its test.
}

OwnLogin::~OwnLogin() = default;

} // namespace lanyard::testing
