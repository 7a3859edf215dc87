// SPDX-License-Identifier: MIT
#include "tests/support/scripted_agent.h"

namespace lanyard::testing {

OwnLogin::OwnLogin()
    : m_pipe(socketFolder() + "/agent.sock")
{
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    qputenv("XDG_SESSION_ID", "test");
}

OwnLogin::~OwnLogin() = default;

} // namespace lanyard::testing
