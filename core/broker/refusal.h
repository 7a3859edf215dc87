// SPDX-License-Identifier: MIT
#pragma once

/// Why a caller gets no result: the one place where faults become words of the protocol.

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/wire/protocol.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace lanyard::broker {

/// JSON-RPC 2.0 §5.1. These carry a `data.code` too: bad_request, or unsupported.
enum class StandardError : std::int32_t {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
};

struct Refusal {
    wire::ErrorCode code = wire::ErrorCode::Unavailable; ///< `data.code`.
    Error cause; ///< Its code becomes `data.cause`, its reference `data.reference`.
    std::optional<Milliseconds> retryAfter; ///< Where waiting helps.
    std::optional<StandardError> standard; ///< The number, where JSON-RPC has one of its own.
};

/// What a failure of the layers below is called on the wire.
[[nodiscard]] Refusal refusalFor(const Error& error);

/// A refusal of the broker's own; `cause` is its stable name, "request.too_many".
[[nodiscard]] Refusal refuse(wire::ErrorCode code, QByteArray cause, QString detail = {});

/// The caller's mistake in its parameters.
[[nodiscard]] Refusal badParams(QByteArray cause, QString detail);

/// One English sentence for whoever writes the calling program.
[[nodiscard]] QString sentenceFor(wire::ErrorCode code);

} // namespace lanyard::broker
