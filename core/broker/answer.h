// SPDX-License-Identifier: MIT
#pragma once

/// What goes back over the pipe, as whole lines with their line feed. Pure.
///
/// Lines are Secrets: they carry tokens and personal data, and are wiped once sent.

#include "core/base/secret.h"
#include "core/broker/refusal.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

#include <memory>
#include <variant>

namespace lanyard::broker {

/// The result of token.get: the token goes past JSON, into the line, and is never a QString.
struct Issued {
    std::shared_ptr<const Secret> token;
    QJsonObject rest; ///< Everything but `access_token`.
};

using Reply = std::variant<QJsonObject, Issued, Refusal>;

/// The answer to the request `id`. One that would be longer than wire::maxLine becomes an error.
[[nodiscard]] Secret lineOf(const QJsonValue& id, const Reply& reply);

/// A message that nobody asked for and nobody answers.
[[nodiscard]] Secret notificationLine(const QByteArray& method, const QJsonObject& params);

/// Fit for an Authorization header (RFC 6750 §2.1) and for a JSON string as it is.
[[nodiscard]] bool isBearerToken(QByteArrayView token);

} // namespace lanyard::broker
