// SPDX-License-Identifier: MIT
#include "core/oidc/query.h"

namespace lanyard::oidc {

Query::Query(const Endpoint& endpoint)
    : m_text(endpoint.text)
{
}

void Query::add(QByteArrayView name, QByteArrayView value)
{
    if (value.isEmpty())
        return;
    if (!m_text.contains('?'))
        m_text += '?';
    else if (!m_text.endsWith('?') && !m_text.endsWith('&'))
        m_text += '&';
    m_text += name;
    m_text += '=';
    m_text += value.toByteArray().toPercentEncoding();
}

QUrl Query::url() const
{
    return QUrl::fromEncoded(m_text, QUrl::StrictMode);
}

} // namespace lanyard::oidc
