// SPDX-License-Identifier: MIT
#pragma once

namespace lanyard::agent {

/// Keeps this process' memory, tokens in it, out of crash dumps. Call first thing in main().
///
/// The process stays open to inspection by its own user: the client library and the broker identify
/// each other by it, and so do screen readers and endpoint protection (R24).
void hardenProcess() noexcept;

} // namespace lanyard::agent
