// SPDX-License-Identifier: MIT
#include "core/jose/jws.h"

#include "core/base/base64url.h"
#include "core/base/json.h"
#include "core/jose/signature.h"

#include <algorithm>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

struct Parts {
    QByteArrayView signedText; ///< Header and payload as they came, with the dot.
    QByteArray header;
    QByteArray payload;
    QByteArray signature;
};

tl::unexpected<Error> notCompact(const QString& why)
{
    return fail(Fault::Malformed, "jws.form", why);
}

Result<Parts> split(QByteArrayView compact)
{
    if (compact.size() > maxJwsBytes)
        return notCompact(u"longer than 32 KiB"_s);
    const qsizetype first = compact.indexOf('.');
    const qsizetype second = first < 0 ? -1 : compact.indexOf('.', first + 1);
    if (second < 0) // A third dot would be in the signature, where it is not base64url.
        return notCompact(u"not three parts"_s);
    auto header = fromBase64Url(compact.first(first));
    auto payload = fromBase64Url(compact.sliced(first + 1, second - first - 1));
    auto signature = fromBase64Url(compact.sliced(second + 1));
    if (!header || !payload || !signature)
        return notCompact(u"a part is not base64url"_s);
    if (header->isEmpty() || signature->isEmpty())
        return notCompact(u"a part is empty"_s);
    return Parts{
        compact.first(second), std::move(*header), std::move(*payload), std::move(*signature)};
}

Result<QByteArray> optionalText(const QJsonObject& header, QLatin1StringView name)
{
    const auto value = header.value(name);
    if (!value.isUndefined() && !value.isString())
        return fail(Fault::Malformed, "jws.header", u"%1 is not a string"_s.arg(name));
    return value.toString().toUtf8();
}

/// Checks 2 to 4 of verifyJws().
Result<Jws> readHeader(const QByteArray& json, const QList<Algorithm>& allowed)
{
    auto header = parseJsonObject(json, {.bytes = maxJwsBytes});
    if (!header)
        return fail(Fault::Malformed,
            "jws.header",
            u"the header is not an object we read: "_s + QString::fromUtf8(header.error().code));
    Jws jws;
    LY_TRY(jws.kid, optionalText(*header, "kid"_L1));
    LY_TRY(jws.typ, optionalText(*header, "typ"_L1));
    if (header->contains("crit"_L1) || header->contains("b64"_L1))
        return fail(Fault::Malformed, "jws.crit", u"an extension we do not understand"_s);
    const auto algorithm = algorithmNamed(header->value("alg"_L1).toString().toUtf8());
    if (!algorithm || !allowed.contains(*algorithm))
        return fail(Fault::Untrusted, "jws.algorithm", u"not signed with a permitted algorithm"_s);
    jws.algorithm = *algorithm;
    jws.header = std::move(*header);
    return jws;
}

} // namespace

Result<Jws> verifyJws(QByteArrayView compact, const JwkSet& keys, const QList<Algorithm>& allowed)
{
    LY_TRY(Parts parts, split(compact)); // 1
    LY_TRY(Jws jws, readHeader(parts.header, allowed)); // 2, 3, 4
    LY_TRY(const QList<Jwk> candidates, keysFor(keys, jws.kid, jws.algorithm)); // 5
    const bool holds = std::any_of(candidates.begin(), candidates.end(), [&](const Jwk& jwk) { // 6
        return signatureHolds(jwk.key, jws.algorithm, parts.signedText, parts.signature);
    });
    if (!holds)
        return fail(Fault::Untrusted, "jws.signature", u"the signature does not hold"_s);
    jws.payload = std::move(parts.payload);
    return jws;
}

Result<Jwt> verifyJwt(QByteArrayView compact, const JwkSet& keys, const QList<Algorithm>& allowed)
{
    LY_TRY(Jws jws, verifyJws(compact, keys, allowed));
    auto claims = parseJsonObject(jws.payload, {.bytes = maxJwsBytes});
    if (!claims)
        return fail(Fault::Malformed,
            "jws.claims",
            u"the payload is not an object we read: "_s + QString::fromUtf8(claims.error().code));
    return Jwt{jws.algorithm,
        std::move(jws.kid),
        std::move(jws.typ),
        std::move(jws.header),
        std::move(*claims)};
}

} // namespace lanyard::jose
