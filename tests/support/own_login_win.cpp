// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"
#include "tests/support/scripted_agent.h"

namespace lanyard::testing {

OwnLogin::OwnLogin()
    : m_pipe(QString::fromStdString(wire::newAgentEndpoint().value_or(std::string())))
{
}

OwnLogin::~OwnLogin()
{
    wire::withdrawAgentEndpoint(m_pipe.toStdString()); // Of an agent that was killed.
}

void dieOfBrokenPipes() { }

} // namespace lanyard::testing
