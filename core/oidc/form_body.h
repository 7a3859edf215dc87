// SPDX-License-Identifier: MIT
#pragma once

/// The body of a POST to the provider: application/x-www-form-urlencoded (RFC 6749 appendix B).
///
/// Reentrant.

#include "core/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace lanyard::oidc {

/// Parameters in the order they were added. Holds values as secrets, because most are.
class FormBody
{
public:
    /// An empty value is left out, as RFC 6749 §3.1 has it. A name may repeat (RFC 8707 §2).
    void add(QByteArrayView name, QByteArrayView value);

    /// Everything but unreserved characters (RFC 3986 §2.3) percent-encoded: a space is %20, which
    /// every reader of forms also takes.
    [[nodiscard]] Secret encoded() const;

private:
    struct Field {
        QByteArray name;
        Secret value;
    };

    std::vector<Field> m_fields;
};

} // namespace lanyard::oidc
