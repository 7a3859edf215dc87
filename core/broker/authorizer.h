// SPDX-License-Identifier: MIT
#pragma once

/// May this program have this now? Pure: everything that decides is passed in.

#include "core/broker/refusal.h"
#include "core/policy/app_rules.h"
#include "core/session/session.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <variant>

namespace lanyard::broker {

/// What policy must have given the program for a method, beside knowing it at all.
using Need = std::optional<policy::Operation>;

/// Nothing when it may; denied otherwise.
[[nodiscard]] std::optional<Refusal> refusalOf(const Result<policy::AppGrant>& app, Need need);

/// The scope to ask for when the program asks `scope` of `audience`: never more than its grant.
/// Asking for nothing is asking for all that the grant names.
[[nodiscard]] std::variant<QByteArray, Refusal> scopeFor(
    const policy::AppGrant& app, const QByteArray& audience, const QByteArray& scope);

/// Whether a token of `scope` is within the grant: a provider may give more than was asked for.
[[nodiscard]] bool covers(
    const policy::AppGrant& app, const QByteArray& audience, const QByteArray& scope);

/// Nothing when the session can serve somebody who believes in the context `expected` (empty: in
/// whichever is in force); otherwise signed_out, paused or context_changed.
[[nodiscard]] std::optional<Refusal> refusalOf(
    const session::Snapshot& now, const QByteArray& expected);

} // namespace lanyard::broker
