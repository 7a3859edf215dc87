// SPDX-License-Identifier: MIT
#pragma once

/// What a command answers: for programs as JSON, for people as lines. Pure.

#include "app/admin/invocation.h"
#include "core/base/health.h"
#include "core/policy/policy_reader.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace lanyard::admin {

struct Report {
    ExitCode exitCode = ExitCode::Ok;
    QJsonObject json;
    QString text; ///< With its line feeds.
    QString note = {}; ///< The same, for a person on standard error.
};

/// `report` as it is printed.
[[nodiscard]] QByteArray rendered(const Report& report, const Invocation& invocation);

/// A failure as a report: {"error": {"code", "detail", "reference"}}.
[[nodiscard]] Report failureReport(ExitCode exitCode, const Error& error);

/// Whether `file` is in order: {"ok", "problems"}.
[[nodiscard]] Report checkReport(const QString& file, const QList<HealthCondition>& problems);

[[nodiscard]] QJsonArray toJson(const QList<HealthCondition>& conditions);
[[nodiscard]] QJsonArray toJson(const QList<policy::EffectiveValue>& values);
[[nodiscard]] QString toText(const QList<HealthCondition>& conditions);
[[nodiscard]] QString toText(const QList<policy::EffectiveValue>& values);

} // namespace lanyard::admin
