// SPDX-License-Identifier: MIT
#include "core/session/provider_operation.h"

namespace lanyard::session {

using namespace Qt::StringLiterals;

Error lossOf(Error error)
{
    const bool mayHaveArrived = error.fault == Fault::TimedOut || error.code == "http.answer_lost"
        || error.code == "http.too_large" || error.code == "http.syntax";
    if (!mayHaveArrived)
        return error;
    return fail(Fault::Unreachable,
        "token.answer_lost",
        u"the request may have arrived, its answer did not (%1)"_s.arg(
            QString::fromLatin1(error.code)),
        error.native)
        .value();
}

} // namespace lanyard::session
