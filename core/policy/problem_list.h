// SPDX-License-Identifier: MIT
#pragma once

/// The policy's problems as they are found. Private to this layer.

#include "core/base/health.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace lanyard::policy {

/// Collects what is wrong, one health condition for each code however many settings it concerns.
class ProblemList
{
public:
    /// `text` names the setting and what was expected; never the value that was found.
    void add(const QByteArray& code, const QString& text);

    [[nodiscard]] QList<HealthCondition> conditions() const;

private:
    QMap<QByteArray, QStringList> m_texts;
};

/// A name from a file as it may be shown: printable ASCII, at most 80 characters.
[[nodiscard]] QString shownName(const QString& name);

} // namespace lanyard::policy
