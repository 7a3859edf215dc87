// SPDX-License-Identifier: MIT
#pragma once

/// Shared by both ends of the pipe, like all of this layer; no Qt.

#include <cstdint>

#include <windows.h>

namespace lanyard::wire {

/// WinVerifyTrust() asks the stores of the user, too, in which any program of that user may put a
/// root of its own. What it has just trusted, `state` (WINTRUST_DATA::hWVTStateData), is led to a root
/// of the computer's here, as of the time of the signature. Asks nobody on the network, and nothing
/// about revocation, which has been asked about.
///
/// 0, or in the words of WinVerifyTrust(): CERT_E_UNTRUSTEDROOT, CERT_E_EXPIRED,
/// TRUST_E_EXPLICIT_DISTRUST, CERT_E_CHAINING.
[[nodiscard]] std::uint32_t troubleWithTheMachinesTrust(HANDLE state);

} // namespace lanyard::wire
