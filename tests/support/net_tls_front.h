// SPDX-License-Identifier: MIT
#pragma once

/// TLS in front of a server that speaks none. By OpenSSL, so that what is tested (Qt's TLS of the
/// platform, which on Windows is Schannel) is not tested against itself.

#include "tests/support/net_certificates.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <openssl/ssl.h>

namespace lanyard::test {

using NetSslContext = std::unique_ptr<SSL_CTX, NetFree<SSL_CTX_free>>;
using NetSsl = std::unique_ptr<SSL, NetFree<SSL_free>>;

/// One connection: decrypts to `inner`, encrypts to `outer`. A child of `outer`.
class NetTlsSession : public QObject
{
public:
    NetTlsSession(SSL_CTX* context, QTcpSocket& outer, quint16 port)
        : QObject(&outer)
        , m_ssl(SSL_new(context))
        , m_heard(BIO_new(BIO_s_mem()))
        , m_said(BIO_new(BIO_s_mem()))
        , m_outer(outer)
    {
        SSL_set_bio(m_ssl.get(), m_heard, m_said); // Both are the session's now.
        SSL_set_accept_state(m_ssl.get());
        connect(&m_outer, &QTcpSocket::readyRead, this, [this] { hear(); });
        connect(&m_outer, &QTcpSocket::disconnected, this, [this] {
            m_inner.disconnect(this);
            m_inner.abort();
            m_outer.deleteLater();
        });
        connect(&m_inner, &QTcpSocket::readyRead, this, [this] { say(); });
        connect(&m_inner, &QTcpSocket::disconnected, this, [this] {
            say();
            SSL_shutdown(m_ssl.get());
            flush();
            m_outer.disconnectFromHost();
        });
        m_inner.connectToHost(QHostAddress::LocalHost, port);
    }

private:
    void hear()
    {
        const QByteArray bytes = m_outer.readAll();
        BIO_write(m_heard, bytes.constData(), static_cast<int>(bytes.size()));
        QByteArray plain(16 * 1024, '\0');
        int length = 0;
        // Reading carries the handshake on as well.
        while ((length = SSL_read(m_ssl.get(), plain.data(), static_cast<int>(plain.size()))) > 0)
            m_inner.write(plain.constData(), length);
        const int error = SSL_get_error(m_ssl.get(), length);
        flush();
        if (error != SSL_ERROR_WANT_READ)
            m_outer.disconnectFromHost();
    }

    void say()
    {
        const QByteArray bytes = m_inner.readAll();
        if (!bytes.isEmpty())
            SSL_write(m_ssl.get(), bytes.constData(), static_cast<int>(bytes.size()));
        flush();
    }

    void flush()
    {
        char* text = nullptr;
        const long size = BIO_get_mem_data(m_said, &text);
        if (size > 0)
            m_outer.write(text, size);
        BIO_reset(m_said);
    }

    NetSsl m_ssl;
    BIO* m_heard;
    BIO* m_said;
    QTcpSocket& m_outer;
    QTcpSocket m_inner;
};

class NetTlsFront
{
public:
    /// For what listens at `port` on loopback. `newest` is a TLS version number, 0 for any.
    NetTlsFront(const NetIdentity& identity, quint16 port, int newest)
        : m_context(SSL_CTX_new(TLS_server_method()))
    {
        SSL_CTX_set_security_level(m_context.get(), 0); // Old versions, where a test asks for them.
        SSL_CTX_set_min_proto_version(m_context.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(m_context.get(), newest);
        identity.use(m_context.get());
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, port] {
            while (QTcpSocket* const outer = m_server.nextPendingConnection())
                new NetTlsSession(m_context.get(), *outer, port); // The socket's child.
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    NetSslContext m_context;
    QTcpServer m_server;
};

} // namespace lanyard::test
