// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace lanyard {

/// `count` bytes from the system's generator. Any thread.
[[nodiscard]] QByteArray randomBytes(qsizetype count);

/// 256 random bits as 43 base64url characters: a state, a nonce, a code verifier, an identifier.
[[nodiscard]] QByteArray randomToken();

/// Uniform in [0, 1), from the system's generator.
[[nodiscard]] double randomShare();

} // namespace lanyard
