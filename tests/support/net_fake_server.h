// SPDX-License-Identifier: MIT
#pragma once

/// A server that hears whole requests and does what the test says.

#include "tests/support/net_tls_front.h"

#include <QByteArrayList>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <memory>

namespace lanyard::test {

class NetFakeServer
{
public:
    using React = std::function<void(QTcpSocket& socket, const QByteArray& request)>;

    /// With an identity it speaks TLS, up to version `newest` where that is not 0.
    explicit NetFakeServer(React react, const NetIdentity* identity = nullptr, int newest = 0)
        : m_react(std::move(react))
        , m_server(std::make_unique<QTcpServer>())
    {
        QObject::connect(m_server.get(), &QTcpServer::newConnection, [this] {
            while (QTcpSocket* const socket = m_server->nextPendingConnection())
                QObject::connect(
                    socket, &QTcpSocket::readyRead, socket, [this, socket] { hear(*socket); });
        });
        m_server->listen(QHostAddress::LocalHost);
        if (identity != nullptr)
            m_front = std::make_unique<NetTlsFront>(*identity, m_server->serverPort(), newest);
    }

    /// Answers every request with `text` and closes.
    static React saying(const QByteArray& text)
    {
        return [text](QTcpSocket& socket, const QByteArray&) {
            socket.write(text);
            socket.disconnectFromHost();
        };
    }

    [[nodiscard]] quint16 port() const
    {
        return m_front ? m_front->port() : m_server->serverPort();
    }

    [[nodiscard]] const QByteArrayList& requests() const { return m_requests; }

private:
    void hear(QTcpSocket& socket)
    {
        QByteArray heard = socket.property("heard").toByteArray() + socket.readAll();
        socket.setProperty("heard", heard);
        const qsizetype end = heard.indexOf("\r\n\r\n");
        const qsizetype at = heard.indexOf("Content-Length: ");
        const qsizetype length =
            at < 0 ? 0 : heard.mid(at + 16, heard.indexOf("\r\n", at) - at - 16).toLongLong();
        if (end < 0 || heard.size() < end + 4 + length)
            return;
        socket.setProperty("heard", QByteArray());
        m_requests.append(heard);
        m_react(socket, heard);
    }

    React m_react;
    QByteArrayList m_requests;
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<NetTlsFront> m_front;
};

} // namespace lanyard::test
