// SPDX-License-Identifier: MIT
#include "core/base/base64url.h"

namespace lanyard {

using namespace Qt::StringLiterals;

namespace {

constexpr auto dialect = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

QByteArray toBase64Url(QByteArrayView bytes)
{
    return bytes.toByteArray().toBase64(dialect);
}

Result<QByteArray> fromBase64Url(QByteArrayView text)
{
    auto decoded = QByteArray::fromBase64Encoding(
        text.toByteArray(), dialect | QByteArray::AbortOnBase64DecodingErrors);
    // Encoding it again finds what Qt lets pass: padding, and trailing bits that are not zero.
    if (!decoded || toBase64Url(*decoded) != text)
        return fail(Fault::Malformed, "base64url.invalid", u"text is not unpadded base64url"_s);
    return std::move(*decoded);
}

} // namespace lanyard
