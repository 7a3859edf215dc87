// SPDX-License-Identifier: MIT
#pragma once

/// Parameters behind an endpoint's address.
///
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/oidc/discovery.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

namespace lanyard::oidc {

/// Adds parameters to an endpoint without touching what it already has. Works on bytes: QUrlQuery
/// would leave '+' alone, which readers of forms take for a space (P11).
class Query
{
public:
    explicit Query(const Endpoint& endpoint);

    /// An empty value is left out.
    void add(QByteArrayView name, QByteArrayView value);

    [[nodiscard]] QUrl url() const;

private:
    QByteArray m_text;
};

} // namespace lanyard::oidc
