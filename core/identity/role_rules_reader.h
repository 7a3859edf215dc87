// SPDX-License-Identifier: MIT
#pragma once

/// The parts of readRoleRules(). Private to this layer.

#include "core/identity/json_lines.h"
#include "core/identity/role_rules.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace lanyard::identity {

class RoleRulesReader
{
public:
    explicit RoleRulesReader(QByteArrayView json);

    [[nodiscard]] RoleRulesReading read();

private:
    using Check = bool (*)(const QByteArray&);

    /// What a list of codes must look like.
    struct CodeKind {
        Check isSound;
        const char* expectation;
    };

    void document(const QJsonObject& file);
    void rule(const QJsonObject& object, const QByteArray& path);
    void exception(const QJsonObject& object, const QByteArray& path, qsizetype number);
    void cohort(const QJsonObject& object, const QByteArray& path);
    void stepUp(const QJsonObject& object, const QByteArray& path);
    [[nodiscard]] RoleCondition condition(
        const QJsonObject& owner, const QByteArray& path, const QStringList& names);

    [[nodiscard]] QList<QJsonObject> list(const QJsonObject& file, const QString& name);
    [[nodiscard]] QByteArrayList codes(
        const QJsonObject& object, const QByteArray& path, const QString& name, CodeKind kind);
    [[nodiscard]] QString filledText(
        const QJsonObject& object, const QByteArray& path, const QString& name);
    [[nodiscard]] std::optional<std::chrono::minutes> minutes(
        const QJsonObject& object, const QByteArray& path, const QString& name);
    void onlyNames(const QJsonObject& object, const QByteArray& path, const QStringList& names);

    /// role_rules_contradictions.cpp
    void contradictions();
    void ruleContradictions();
    void exceptionContradictions();
    void cohortContradictions();
    void stepUpContradictions();

    void refuse(const QByteArray& path, const QString& why);

    QByteArrayView m_json;
    JsonLines m_lines;
    RoleRules m_rules;
    QStringList m_reasons;
};

} // namespace lanyard::identity
