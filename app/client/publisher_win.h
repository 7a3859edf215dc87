// SPDX-License-Identifier: MIT
#pragma once

/// Who signed a program. (The agent has one of its own: this library has no Qt.)

#include <string>

namespace lanyard::client {

/// The name on the leaf certificate of the file's Authenticode signature; empty unless the computer
/// trusts it, by its own roots and the revocation lists it holds. Nothing is fetched from the network.
[[nodiscard]] std::wstring publisherOf(const std::wstring& path);

/// Of the file that this code was loaded from, which takes a look at it only once.
[[nodiscard]] const std::wstring& ownPublisher();

} // namespace lanyard::client
