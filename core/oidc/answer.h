// SPDX-License-Identifier: MIT
#pragma once

/// What an endpoint answered, before it is read as anything.
///
/// In this file § means RFC 9110 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/json.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QString>

namespace lanyard::oidc {

/// An HTTP answer, as far as meaning depends on it.
struct Answer {
    int status = 0;
    QByteArray contentType; ///< As sent; may be empty.
    QByteArrayView body; ///< Valid only while the reply is.

    /// The media type alone, in lower case: "application/json" (§8.3.1).
    [[nodiscard]] QByteArray mediaType() const;

    [[nodiscard]] bool isSuccess() const noexcept { return status >= 200 && status < 300; }
};

/// Refuses what is not `endpoint`'s own word. `endpoint` begins the error codes: "token".
///
/// Checks, in this order:
///   1. the status does not say "later": 429 or 5xx (RFC 6585 §4, §15.6);
///   2. the status is no redirect: none is part of any protocol we speak;
///   3. the body is not a web page: captive portals and proxies answer with 200 and 4xx alike (P29).
///
/// Errors
///   ProviderBusy  1: "<endpoint>.busy".
///   Unreachable   2, 3: "<endpoint>.not_json".
/// Error::native is the status.
[[nodiscard]] Result<> checkAnswered(const Answer& answer, const QByteArray& endpoint);

/// checkAnswered(), and the body is one JSON object, whatever the status.
///
/// Errors
///   Unreachable  "<endpoint>.not_json": it is no JSON at all.
///   Malformed    "<endpoint>.malformed": it begins as a JSON object, and is broken, repeats a name,
///                or exceeds `limits`.
[[nodiscard]] Result<QJsonObject> readJsonAnswer(
    const Answer& answer, const QByteArray& endpoint, const JsonLimits& limits = {});

/// `word` for a log, if it is short printable ASCII, as the error words of RFC 6749 are; otherwise a
/// note that it is not.
[[nodiscard]] QString quotable(QByteArrayView word);

} // namespace lanyard::oidc
