// SPDX-License-Identifier: MIT
#include "core/jose/algorithm.h"

#include <algorithm>
#include <array>

namespace lanyard::jose {

namespace {

struct Row {
    Algorithm algorithm;
    const char* name;
    Scheme scheme;
    const char* hash;
};

// In the order of the enumeration: the index is the algorithm.
constexpr std::array rows{
    Row{Algorithm::RS256, "RS256", Scheme::RsaPkcs1, "SHA256"},
    Row{Algorithm::RS384, "RS384", Scheme::RsaPkcs1, "SHA384"},
    Row{Algorithm::RS512, "RS512", Scheme::RsaPkcs1, "SHA512"},
    Row{Algorithm::PS256, "PS256", Scheme::RsaPss, "SHA256"},
    Row{Algorithm::PS384, "PS384", Scheme::RsaPss, "SHA384"},
    Row{Algorithm::PS512, "PS512", Scheme::RsaPss, "SHA512"},
    Row{Algorithm::ES256, "ES256", Scheme::Ecdsa, "SHA256"},
    Row{Algorithm::ES384, "ES384", Scheme::Ecdsa, "SHA384"},
    Row{Algorithm::ES512, "ES512", Scheme::Ecdsa, "SHA512"},
};

constexpr const Row& rowOf(Algorithm algorithm)
{
    return rows[static_cast<std::size_t>(algorithm)];
}

} // namespace

std::optional<Algorithm> algorithmNamed(QByteArrayView name)
{
    const auto* const row = std::find_if(
        rows.begin(), rows.end(), [&](const Row& known) { return name == known.name; });
    return row == rows.end() ? std::nullopt : std::optional(row->algorithm);
}

QByteArray nameOf(Algorithm algorithm)
{
    return rowOf(algorithm).name;
}

Scheme schemeOf(Algorithm algorithm) noexcept
{
    return rowOf(algorithm).scheme;
}

const char* hashOf(Algorithm algorithm) noexcept
{
    return rowOf(algorithm).hash;
}

} // namespace lanyard::jose
