// SPDX-License-Identifier: MIT
#pragma once

/// A TCP client that says what it is told, well-formed or not, and keeps what it hears.

#include <QByteArray>
#include <QEventLoop>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTimer>

namespace lanyard::test {

class NetRawClient
{
public:
    explicit NetRawClient(quint16 port, const QHostAddress& host = QHostAddress::LocalHost)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] {
            m_heard += m_socket.readAll();
        });
        m_socket.connectToHost(host, port);
    }

    /// False when nobody listens. The system answers for a listener: this needs no event loop.
    bool isConnected() { return m_socket.waitForConnected(2000); }

    void say(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }

    /// Runs the event loop until the peer has closed; then everything it said. Nothing when it
    /// does not close: every answer here is one whole.
    QByteArray heard()
    {
        QEventLoop loop; // Not QTest::qWaitFor, which looks only every 10 ms.
        QObject::connect(&m_socket, &QTcpSocket::disconnected, &loop, &QEventLoop::quit);
        QTimer::singleShot(5000, &loop, &QEventLoop::quit);
        if (!isClosed())
            loop.exec();
        if (!isClosed())
            return {};
        m_heard += m_socket.readAll();
        return m_heard;
    }

    [[nodiscard]] bool isClosed() const
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }

    void hangUp() { m_socket.abort(); }

    /// Reads no more, and so never learns that the peer has finished.
    void stopListening()
    {
        m_socket.disconnect();
        m_socket.setReadBufferSize(1);
    }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
};

/// What a client that says `request` and nothing more is answered.
inline QByteArray netAsk(
    quint16 port, const QByteArray& request, const QHostAddress& host = QHostAddress::LocalHost)
{
    NetRawClient client(port, host);
    if (!client.isConnected())
        return {};
    client.say(request);
    return client.heard();
}

/// A browser's GET, as far as anyone here looks at it.
inline QByteArray netGet(const QByteArray& target, const QByteArray& host)
{
    return "GET " + target + " HTTP/1.1\r\nHost: " + host
        + "\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\n\r\n";
}

/// The value of a header of an HTTP message; empty when it is not there.
inline QByteArray netHeader(const QByteArray& message, const QByteArray& name)
{
    const QByteArray head = message.left(message.indexOf("\r\n\r\n"));
    for (const QByteArray& line : head.split('\n')) {
        if (line.toLower().startsWith(name.toLower() + ':'))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

inline int netStatus(const QByteArray& message)
{
    return message.mid(9, 3).toInt();
}

} // namespace lanyard::test
