// SPDX-License-Identifier: MIT
#include "core/oidc/answer.h"

#include <algorithm>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestWord = 64;

bool isWebPage(const Answer& answer)
{
    const QByteArray type = answer.mediaType();
    return type == "text/html" || type == "application/xhtml+xml"
        || answer.body.trimmed().startsWith('<');
}

} // namespace

QByteArray Answer::mediaType() const
{
    return contentType.split(';').first().trimmed().toLower();
}

Result<> checkAnswered(const Answer& answer, const QByteArray& endpoint)
{
    // 1. "Later" is an answer, whoever wrote the page that goes with it.
    if (answer.status == 429 || answer.status >= 500)
        return fail(Fault::ProviderBusy,
            endpoint + ".busy",
            u"the provider answered %1"_s.arg(answer.status),
            answer.status);

    // 2. A redirect: a captive portal's, or a proxy's.
    if (answer.status >= 300 && answer.status < 400)
        return fail(Fault::Unreachable,
            endpoint + ".not_json",
            u"redirected elsewhere (%1)"_s.arg(answer.status),
            answer.status);

    // 3. A page for people where a program was asking.
    if (isWebPage(answer))
        return fail(Fault::Unreachable,
            endpoint + ".not_json",
            u"a web page came back (%1)"_s.arg(answer.status),
            answer.status);
    return {};
}

Result<QJsonObject> readJsonAnswer(
    const Answer& answer, const QByteArray& endpoint, const JsonLimits& limits)
{
    LY_CHECK(checkAnswered(answer, endpoint));
    if (!answer.body.trimmed().startsWith('{'))
        return fail(Fault::Unreachable,
            endpoint + ".not_json",
            u"the answer (%1) is not JSON"_s.arg(answer.status),
            answer.status);
    auto object = parseJsonObject(answer.body, limits);
    if (!object)
        return fail(Fault::Malformed,
            endpoint + ".malformed",
            QString::fromLatin1(object.error().code),
            answer.status);
    return object;
}

QString quotable(QByteArrayView word)
{
    const bool isPlain = word.size() <= longestWord
        && std::all_of(word.begin(), word.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return isPlain ? QString::fromLatin1(word) : u"(unprintable error word)"_s;
}

} // namespace lanyard::oidc
