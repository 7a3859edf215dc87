// SPDX-License-Identifier: MIT
#include "core/jose/jwk_set.h"

#include "core/base/json.h"

#include <QJsonArray>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

/// RFC 7517 §4.2, §4.3: absent means any use.
bool isForVerifying(const QJsonObject& jwk)
{
    const auto use = jwk.value("use"_L1);
    const auto operations = jwk.value("key_ops"_L1);
    return (use.isUndefined() || use == "sig"_L1)
        && (operations.isUndefined() || operations.toArray().contains("verify"_L1));
}

/// A key that can verify, or nothing.
std::optional<Jwk> usableKey(const QJsonObject& jwk)
{
    const auto kid = jwk.value("kid"_L1);
    const auto alg = jwk.value("alg"_L1);
    const auto algorithm = algorithmNamed(alg.toString().toUtf8());
    if (!isForVerifying(jwk) || !(kid.isUndefined() || kid.isString())
        || !(alg.isUndefined() || algorithm))
        return std::nullopt;
    const auto key = Key::fromJwk(jwk);
    if (!key || (algorithm && keyTypeFor(*algorithm) != key->type()))
        return std::nullopt;
    return Jwk{kid.toString().toUtf8(), algorithm, *key};
}

bool fits(const Jwk& jwk, Algorithm algorithm)
{
    return jwk.key.type() == keyTypeFor(algorithm)
        && jwk.algorithm.value_or(algorithm) == algorithm;
}

} // namespace

Result<JwkSet> parseJwkSet(QByteArrayView json)
{
    LY_TRY(const QJsonObject document, parseJsonObject(json, {.bytes = JwkSet::maxBytes}));
    const auto keys = document.value("keys"_L1);
    if (!keys.isArray())
        return fail(Fault::Malformed, "jwks.form", u"no array of keys"_s);
    const QJsonArray entries = keys.toArray();
    if (entries.size() > JwkSet::maxKeys)
        return fail(Fault::Malformed, "jwks.too_many_keys", u"more keys than anyone needs"_s);
    JwkSet set;
    for (const auto& entry : entries) {
        if (auto key = usableKey(entry.toObject()))
            set.keys.append(std::move(*key));
        else
            ++set.skipped;
    }
    return set;
}

Result<QList<Jwk>> keysFor(const JwkSet& set, QByteArrayView kid, Algorithm algorithm)
{
    QList<Jwk> fitting;
    bool isKnown = false;
    for (const Jwk& jwk : set.keys) {
        if (!kid.isEmpty() && jwk.kid != kid)
            continue;
        isKnown = isKnown || !kid.isEmpty();
        if (fits(jwk, algorithm))
            fitting.append(jwk);
    }
    if (fitting.isEmpty() && isKnown)
        return fail(Fault::Untrusted, "jws.key", u"the key of that kid is for something else"_s);
    if (fitting.isEmpty())
        return fail(Fault::Untrusted, "jws.unknown_key", u"no key in the set is the token's"_s);
    if (kid.isEmpty() && fitting.size() > 1)
        return fail(Fault::Untrusted, "jws.no_kid", u"no kid, and several keys would fit"_s);
    return fitting;
}

} // namespace lanyard::jose
