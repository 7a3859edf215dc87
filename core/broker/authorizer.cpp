// SPDX-License-Identifier: MIT
#include "core/broker/authorizer.h"

#include <QByteArrayList>

#include <algorithm>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using session::Phase;
using wire::ErrorCode;

namespace {

constexpr Milliseconds signInTakes = std::chrono::seconds{2}; ///< Worth asking again after it.

QByteArrayList wordsOf(const QByteArray& scope)
{
    QByteArrayList words = scope.split(' ');
    words.removeAll({});
    // One order, and each once: else one scope could be asked for, and renewed, in endless ways.
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

Refusal denied(QByteArray cause, QString detail)
{
    return refuse(ErrorCode::Denied, std::move(cause), std::move(detail));
}

} // namespace

std::optional<Refusal> refusalOf(const Result<policy::AppGrant>& app, Need need)
{
    if (!app)
        return Refusal{ErrorCode::Denied, app.error(), {}, {}};
    if (need && !app->operations.testFlag(*need))
        return denied("app.operation", u"apps.json does not give it this operation"_s);
    return std::nullopt;
}

bool covers(const policy::AppGrant& app, const QByteArray& audience, const QByteArray& scope)
{
    const auto granted = app.audiences.constFind(audience);
    if (granted == app.audiences.constEnd())
        return false;
    const QByteArrayList asked = wordsOf(scope);
    return granted->contains("*")
        || std::all_of(asked.begin(), asked.end(), [&granted](const QByteArray& word) {
               return granted->contains(word);
           });
}

std::variant<QByteArray, Refusal> scopeFor(
    const policy::AppGrant& app, const QByteArray& audience, const QByteArray& scope)
{
    const auto granted = app.audiences.constFind(audience);
    if (granted == app.audiences.constEnd())
        return denied("app.audience", u"apps.json does not give it this audience"_s);
    if (!covers(app, audience, scope))
        return denied("app.scope", u"apps.json does not give it this scope"_s);
    if (wordsOf(scope).isEmpty())
        return granted->contains("*") ? QByteArray() : granted->join(' ');
    return wordsOf(scope).join(' ');
}

std::optional<Refusal> refusalOf(const session::Snapshot& now, const QByteArray& expected)
{
    switch (now.phase) {
    case Phase::SignedIn:
        break;
    case Phase::Paused:
        return refuse(ErrorCode::Paused, "session.paused");
    case Phase::SigningIn: {
        Refusal refusal = refuse(ErrorCode::SignedOut, "session.signing_in");
        refusal.retryAfter = signInTakes;
        return refusal;
    }
    case Phase::SignedOut:
    case Phase::Ended:
        return refuse(ErrorCode::SignedOut, "session.signed_out");
    }
    if (!expected.isEmpty() && expected != now.contextId())
        return refuse(ErrorCode::ContextChanged, "session.context_changed");
    return std::nullopt;
}

} // namespace lanyard::broker
