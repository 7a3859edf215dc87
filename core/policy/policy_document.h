// SPDX-License-Identifier: MIT
#pragma once

/// What is published about the settings, made from their declarations.
///
/// Pure. Any thread.

#include <QByteArray>
#include <QJsonObject>

namespace lanyard::policy {

/// The JSON Schema (2020-12) of policy.json, as resources/schemas/policy.schema.json holds it.
[[nodiscard]] QJsonObject policySchema();

/// The tables of docs/policy.md, in Markdown.
[[nodiscard]] QByteArray policyDocument();

} // namespace lanyard::policy
