// SPDX-License-Identifier: MIT
#pragma once

/// Takes the secret out of an answer before anything else reads it.
///
/// A JSON library copies what it reads into strings that nobody wipes, and quotes it in its error
/// texts. So it only ever sees answers whose token has been lifted out. Pure.

#include "app/client/wiped_buffer.h"

#include <span>

namespace lanyard::client {

/// Moves the text of the first member "access_token" into `token`, and overwrites the text of
/// every such member with blanks, which leaves the line as valid as it was.
///
/// False when the line is nested deeper than wire::maxDepth, has an unfinished string, or has a
/// token that is not printable ASCII (RFC 6749 A.12: VSCHAR). `token` is then not to be used.
[[nodiscard]] bool liftAccessToken(std::span<char> line, WipedBuffer& token);

} // namespace lanyard::client
