// SPDX-License-Identifier: MIT
#pragma once

/// Which programs may ask for what: apps.json (schema lanyard.apps/1, published as
/// resources/schemas/apps.schema.json). Pure.

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QFlags>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace lanyard::policy {

/// What an app may do beside agent.hello and session.get.
enum class Operation : unsigned {
    SignIn = 1U << 0U, ///< "sign_in": raise the browser.
    SignOut = 1U << 1U, ///< "sign_out"
    Token = 1U << 2U, ///< "token"
    Identity = 1U << 3U, ///< "identity"
    Events = 1U << 4U, ///< "events"
    Role = 1U << 5U, ///< "role": list the person's roles, and change to another.
    Elevation = 1U << 6U, ///< "elevation": have the person confirm who they are.
    Emergency = 1U << 7U, ///< "emergency": begin one for the person, and end it.
};
Q_DECLARE_FLAGS(Operations, Operation)
Q_DECLARE_OPERATORS_FOR_FLAGS(Operations)

/// A caller, as the operating system tells it.
struct Program {
    QString executable; ///< With links resolved.
    bool executableReplaced = false; ///< The file at that path is no longer what runs.
    bool executableProtected = false; ///< Only an administrator can change that file.
    QByteArray sha256; ///< Lower-case hexadecimal; empty when it was not computed.
    QByteArray publisher;
    QByteArray publisherProblem; ///< platform::Peer::publisherProblem.
    QByteArray product;
    Qt::CaseSensitivity pathCase = Qt::CaseSensitive; ///< Insensitive: and both slashes alike.
};

/// What names a program in apps.json. All that is given must fit; at least one is given.
struct AppMatch {
    QString path;
    QByteArray sha256;
    QByteArray publisher;
    QByteArray product; ///< Only together with `publisher`: anybody can write it into a file.
};

/// What a program may have.
struct AppGrant {
    QByteArray name;
    Operations operations;
    QMap<QByteArray, QByteArrayList> audiences; ///< To scopes; "*": all that policy gives it.
    QByteArrayList identity; ///< Top-level names of lanyard.identity/1.
    std::optional<int> requestsPerSecond; ///< Instead of policy's.
};

struct AppRule {
    AppMatch match;
    bool acceptScriptHost = false;
    AppGrant grant;
};

struct AppRules {
    QList<AppRule> rules; ///< Empty: nobody may do anything.

    /// The verdict on `program` hangs on its hash, which it does not have yet.
    [[nodiscard]] bool wantHashOf(const Program& program) const;
};

/// Something wrong in a file, and where.
struct AppProblem {
    int line = 0; ///< From 1; 0 when it belongs to no line.
    QString text; ///< English, for the administrator.

    friend bool operator==(const AppProblem&, const AppProblem&) = default;
};

struct AppRulesReading {
    AppRules rules; ///< Empty as soon as there is one problem: a half-read file grants by accident.
    QList<AppProblem> problems;
};

/// Reads apps.json. With `knownAudiences`, an audience that policy does not map is a problem.
[[nodiscard]] AppRulesReading readAppRules(
    QByteArrayView text, const std::optional<QByteArrayList>& knownAudiences = std::nullopt);

/// What `program` may have, or why it has nothing. Denied unless exactly one rule fits.
///
/// Errors, all Untrusted
///   "app.unknown"           no rule fits
///   "app.ambiguous"         more than one rule fits
///   "app.replaced"          a rule names its path, but the file was replaced since it started
///   "app.unprotected"       a rule names it by path alone, and ordinary users can write the file
///   "app.script_host"       it runs anybody's code, and the rule does not accept that
[[nodiscard]] Result<AppGrant> decide(const Program& program, const AppRules& rules);

/// Whether a file of this name runs programs of others: an interpreter, an Office program, a shell.
[[nodiscard]] bool isScriptHost(const QString& executable);

} // namespace lanyard::policy
