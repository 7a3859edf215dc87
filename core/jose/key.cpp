// SPDX-License-Identifier: MIT
#include "core/jose/key.h"

#include "core/base/base64url.h"
#include "core/base/json.h"
#include "core/jose/curve.h"
#include "core/jose/hash.h"
#include "core/jose/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <array>
#include <optional>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

constexpr int minRsaBits = 2048; // RFC 7518 §3.3, §3.5.
constexpr int maxRsaBits = 8192; // Larger ones only cost time.

BigNumber numberOf(const EVP_PKEY* key, const char* name)
{
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    return BigNumber(number);
}

bool isSaneRsa(const EVP_PKEY* key)
{
    const int bits = EVP_PKEY_get_bits(key);
    const auto n = numberOf(key, OSSL_PKEY_PARAM_RSA_N);
    const auto e = numberOf(key, OSSL_PKEY_PARAM_RSA_E);
    return bits >= minRsaBits && bits <= maxRsaBits && n && e && BN_is_odd(n.get()) == 1
        && BN_is_odd(e.get()) == 1 && BN_num_bits(e.get()) >= 17 && BN_num_bits(e.get()) <= 32;
}

std::optional<KeyType> ecTypeOf(const EVP_PKEY* key)
{
    std::array<char, 64> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1)
        return std::nullopt; // Parameters spelled out: a curve of the sender's own making.
    for (const Curve& curve : curves) {
        if (QByteArrayView(group.data()) == curve.group)
            return curve.type;
    }
    return std::nullopt;
}

Result<QByteArray> octetsOf(const QJsonObject& jwk, QLatin1StringView name)
{
    auto value = fromBase64Url(jwk.value(name).toString().toUtf8());
    if (!value || value->isEmpty())
        return fail(Fault::Malformed, "jwk.member", u"%1 is missing or ill-coded"_s.arg(name));
    return value;
}

Result<Key> fromParams(const char* type, OSSL_PARAM_BLD* builder)
{
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return fail(Fault::Malformed, "jwk.point", u"OpenSSL refuses the key"_s);
    return Key::create({key, EVP_PKEY_free});
}

Result<Key> rsaFromJwk(const QJsonObject& jwk)
{
    LY_TRY(const QByteArray modulus, octetsOf(jwk, "n"_L1));
    LY_TRY(const QByteArray exponent, octetsOf(jwk, "e"_L1));
    const auto n = toNumber(modulus);
    const auto e = toNumber(exponent);
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return fail(Fault::Malformed, "jwk.member", u"n or e is not a number"_s);
    return fromParams("RSA", builder.get());
}

Result<Key> ecFromJwk(const QJsonObject& jwk)
{
    const QByteArray name = jwk.value("crv"_L1).toString().toUtf8();
    const Curve* const curve = curveNamed(name);
    if (curve == nullptr)
        return fail(Fault::Malformed, "jwk.type", u"a curve we do not use"_s);
    LY_TRY(const QByteArray x, octetsOf(jwk, "x"_L1));
    LY_TRY(const QByteArray y, octetsOf(jwk, "y"_L1));
    // RFC 7518 §6.2.1.2: the full size of a coordinate, leading zeros included.
    if (x.size() != curve->size || y.size() != curve->size)
        return fail(Fault::Malformed, "jwk.member", u"a coordinate has the wrong length"_s);
    const QByteArray point = '\4' + x + y; // SEC 1 §2.3.3, uncompressed. OpenSSL checks it.
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(),
        OSSL_PKEY_PARAM_PUB_KEY,
        point.constData(),
        static_cast<std::size_t>(point.size()));
    return fromParams("EC", builder.get());
}

} // namespace

KeyType keyTypeFor(Algorithm algorithm) noexcept
{
    switch (algorithm) {
    case Algorithm::ES256:
        return KeyType::P256;
    case Algorithm::ES384:
        return KeyType::P384;
    case Algorithm::ES512:
        return KeyType::P521;
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
        break;
    }
    return KeyType::Rsa;
}

Result<Key> Key::create(std::shared_ptr<evp_pkey_st> key)
{
    const QuietErrors quiet;
    if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
        if (!isSaneRsa(key.get()))
            return fail(Fault::Malformed, "jwk.size", u"an RSA key outside our bounds"_s);
        return Key(std::move(key), KeyType::Rsa);
    }
    const auto type =
        EVP_PKEY_is_a(key.get(), "EC") == 1 ? ecTypeOf(key.get()) : std::optional<KeyType>();
    if (!type)
        return fail(Fault::Malformed, "jwk.type", u"neither RSA nor on a NIST curve we use"_s);
    return Key(std::move(key), *type);
}

Result<Key> Key::fromJwk(const QJsonObject& jwk)
{
    const QuietErrors quiet;
    const QString type = jwk.value("kty"_L1).toString();
    if (type == "RSA"_L1)
        return rsaFromJwk(jwk);
    if (type == "EC"_L1)
        return ecFromJwk(jwk);
    return fail(Fault::Malformed, "jwk.type", u"a key type we do not use"_s);
}

QJsonObject Key::toJwk() const
{
    const auto text = [this](const char* name, qsizetype size) {
        const auto number = numberOf(m_key.get(), name);
        const qsizetype bytes = size > 0 ? size : BN_num_bytes(number.get());
        return QString::fromLatin1(toBase64Url(toOctets(number.get(), bytes)));
    };
    if (m_type == KeyType::Rsa) {
        return {{"kty"_L1, "RSA"_L1},
            {"n"_L1, text(OSSL_PKEY_PARAM_RSA_N, 0)},
            {"e"_L1, text(OSSL_PKEY_PARAM_RSA_E, 0)}};
    }
    const Curve& curve = curveOf(m_type);
    return {{"kty"_L1, "EC"_L1},
        {"crv"_L1, QLatin1StringView(curve.name)},
        {"x"_L1, text(OSSL_PKEY_PARAM_EC_PUB_X, curve.size)},
        {"y"_L1, text(OSSL_PKEY_PARAM_EC_PUB_Y, curve.size)}};
}

QByteArray Key::thumbprint() const
{
    return toBase64Url(sha256(toJsonLine(toJwk()))); // §3.2: the required members, sorted, compact.
}

} // namespace lanyard::jose
