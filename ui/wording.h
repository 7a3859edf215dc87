// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/health.h"

#include <QString>

namespace lanyard::ui {

/// What a person is told about an error. Two sentences at most, no jargon, nobody blamed.
struct Wording {
    QString what; ///< What happened, as a sentence.
    QString next; ///< The one thing to do now, as a sentence. Never empty.
    QString reference; ///< "Reference: LY-4K7D-9QXM", or empty where support could not help.
};

/// The only place where an Error becomes words. `detail` is for the log and never shown.
[[nodiscard]] Wording wordingFor(const Error& error);

/// All of it in one paragraph: for a tooltip, a balloon, a screen reader.
[[nodiscard]] QString sentenceOf(const Wording& wording);

/// A health condition: the advice, and the reference on a line of its own. Its texts are written for administrators; a person gets the
/// advice and the reference.
[[nodiscard]] QString sentenceOf(const HealthCondition& condition);

} // namespace lanyard::ui
