// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>
#include <QString>

namespace lanyard {

Q_DECLARE_LOGGING_CATEGORY(logOidc)
Q_DECLARE_LOGGING_CATEGORY(logSession)
Q_DECLARE_LOGGING_CATEGORY(logStore)
Q_DECLARE_LOGGING_CATEGORY(logBroker)
Q_DECLARE_LOGGING_CATEGORY(logPolicy)
Q_DECLARE_LOGGING_CATEGORY(logAgent)

/// Replaces whatever looks like a JWT, a long opaque token, or the value of a parameter that
/// carries a secret (code, state, *_token, client_secret, client_assertion, password) by "[removed]".
/// The last net, not the rule: the rule is that secrets are never put into a log line.
[[nodiscard]] QString scrubbed(const QString& line);

/// Sends Qt's messages to standard error, scrubbed, with UTC time, category and severity, one line
/// each. Call once, first thing in main().
void installLogHandler();

} // namespace lanyard
