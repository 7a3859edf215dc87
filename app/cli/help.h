// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace lanyard::cli {

inline constexpr std::string_view helpText = R"(Usage: lanyard COMMAND [OPTION...]

Signing in and out
  sign-in    opens the browser and waits until the person has signed in
               --reason TEXT       why; not recorded, for free text may hold anything
  sign-out   signs the person out, of every program
               --reason TEXT       why; not recorded either
  status     who is signed in, and until when

For programs that policy permits
  token      prints an access token
               --audience NAME     the resource it is for (required)
               --scope TEXT        fewer scopes than policy gives
               --min-valid SECONDS how long it must still be good for
               --interactive       the browser may open for it
               --context-id ID     fail when the role has changed meanwhile
               --correlation-id ID your reference, for the audit trail
  identity   who the person is and in which role
               --field PATH        one part of it, such as role.organisation.code
               --context-id ID

For IT: diagnose, policy, audit, apps, roles (lanyard-admin COMMAND --help)

Every command takes --json and --timeout SECONDS.

Exit codes: 0 done, 2 wrong usage, 10 signed out, 11 interaction required, 12 denied,
13 timed out, 14 no agent, 15 not our agent, 16 context changed, 17 offline, 18 paused,
19 busy, 20 any other failure, 21 cancelled, 22 no such field)";

} // namespace lanyard::cli
