// SPDX-License-Identifier: MIT
#include "tests/support/scripted_agent.h"

#include <csignal>

namespace lanyard::testing {

OwnLogin::OwnLogin()
    : m_pipe(socketFolder() + "/agent.sock")
{
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    qputenv("XDG_SESSION_ID", "test");
}

OwnLogin::~OwnLogin() = default;

void dieOfBrokenPipes()
{
    std::signal(SIGPIPE, SIG_DFL);
}

} // namespace lanyard::testing
