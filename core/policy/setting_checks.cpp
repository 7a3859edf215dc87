// SPDX-License-Identifier: MIT
#include "core/policy/setting_checks.h"

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

/// "http", one of the three loopback hosts, a port or `*`, and a path of unreserved characters.
QRegularExpressionMatch matchRedirect(const QString& text)
{
    static const QRegularExpression shape(
        uR"(\Ahttp://(?:127\.0\.0\.1|localhost|\[::1\]):(\*|[1-9][0-9]{3,4})(?:/[A-Za-z0-9._~/-]*)?\z)"_s);
    return shape.match(text);
}

bool isPrintable(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

} // namespace

bool isIssuer(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    return isPrintable(text) && text.startsWith(u"https://"_s) && url.isValid()
        && !url.host().isEmpty() && url.userInfo().isEmpty() && !text.contains(u'@')
        && !url.hasQuery() && !url.hasFragment();
}

bool isIssuerOrEmpty(const QString& text)
{
    return text.isEmpty() || isIssuer(text);
}

bool isLoopbackRedirect(const QString& text)
{
    const auto match = matchRedirect(text);
    if (!match.hasMatch())
        return false;
    const QString port = match.captured(1);
    return port == u"*"_s || (port.toInt() >= 1024 && port.toInt() <= 65535);
}

std::optional<int> redirectPort(const QString& text)
{
    bool isNumber = false;
    const int port = matchRedirect(text).captured(1).toInt(&isNumber);
    return isNumber ? std::optional(port) : std::nullopt;
}

bool isPath(const QString& text)
{
    return text.isEmpty() || QDir::isAbsolutePath(text);
}

bool isScope(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return c >= u' ' && c < u'\x7f' && c != u'"' && c != u'\\';
    });
}

bool isOpenIdScope(const QString& text)
{
    return isScope(text) && text.split(u' ').contains(u"openid"_s);
}

bool isIdentifier(const QString& text)
{
    return !text.isEmpty() && isPrintable(text);
}

bool isIdentifierOrEmpty(const QString& text)
{
    return isPrintable(text);
}

bool isLevelledAcr(const QString& text)
{
    static const QRegularExpression shape(u"\\AAAL[23]_[A-Z0-9_]{1,60}\\z"_s);
    return shape.match(text).hasMatch();
}

bool isEnvironmentName(const QString& text)
{
    static const QRegularExpression shape(uR"(\A[a-z0-9][a-z0-9_-]{0,31}\z)"_s);
    return shape.match(text).hasMatch();
}

bool isEnvironmentNameOrEmpty(const QString& text)
{
    return text.isEmpty() || isEnvironmentName(text);
}

bool isEmergencyReason(const QString& text)
{
    static const QRegularExpression shape(uR"(\A[a-z][a-z0-9_]{0,31}(?:=[^\x00-\x1f]{1,80})?\z)"_s);
    return shape.match(text).hasMatch();
}

bool isFilled(const QString& text)
{
    return !text.trimmed().isEmpty();
}

} // namespace lanyard::policy
