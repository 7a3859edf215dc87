// SPDX-License-Identifier: MIT
#include "core/net/loopback_connection.h"

#include "core/net/loopback_socket.h"

#include <utility>

namespace lanyard::net {

namespace {

/// What Qt may read ahead of us: a head and a little.
constexpr qint64 readAhead = RequestHeadReader::maxHead + 1024;

/// How much of a refused request we hear out, so that its sender gets to read the refusal.
constexpr qint64 mostDiscarded = qint64{1024} * 1024;

} // namespace

LoopbackConnection::LoopbackConnection(
    std::unique_ptr<QTcpSocket> socket, Clock& clock, Owner owner)
    : m_socket(std::move(socket))
    , m_clock(clock)
    , m_owner(std::move(owner))
{
    m_socket->setReadBufferSize(readAhead);
    QTcpSocket* const context = m_socket.get(); // Connections end with the socket, and so with us.
    QObject::connect(context, &QTcpSocket::readyRead, context, [this] { receive(); });
    QObject::connect(context, &QTcpSocket::bytesWritten, context, [this] { sendRest(); });
    QObject::connect(context, &QTcpSocket::disconnected, context, [this] { finish(); });
    m_deadline = m_clock.after(patience, [this] { finish(); });
    // What Qt told before anybody listened to it.
    QMetaObject::invokeMethod(
        context, [this] { catchUp(); }, Qt::QueuedConnection);
}

LoopbackConnection::~LoopbackConnection()
{
    m_socket->disconnect(); // Its destructor announces things to a half-dead object otherwise.
}

void LoopbackConnection::catchUp()
{
    if (m_socket->bytesAvailable() > 0)
        receive();
    else if (m_socket->state() == QAbstractSocket::UnconnectedState)
        finish();
}

void LoopbackConnection::receive()
{
    if (m_isAnswered) {
        discard();
        return;
    }
    QByteArray bytes = m_socket->readAll();
    const auto state = m_reader.take(bytes);
    bytes.fill('\0'); // It may hold an authorization code.
    switch (state) {
    case RequestHeadReader::State::Incomplete:
        break;
    case RequestHeadReader::State::Complete:
        reply(m_owner.answer(m_reader.head()), m_reader.head().method == "HEAD");
        break;
    case RequestHeadReader::State::Refused:
        reply({.status = m_reader.refusal(), .page = Page::WrongRequest, .location = {}}, false);
        break;
    case RequestHeadReader::State::Tls:
        m_owner.sawTls();
        finish();
        break;
    }
}

void LoopbackConnection::discard()
{
    m_discarded += m_socket->skip(m_socket->bytesAvailable());
    if (m_discarded > mostDiscarded)
        finish();
}

void LoopbackConnection::reply(const LoopbackAnswer& answer, bool isHead)
{
    m_isAnswered = true;
    m_socket->write(toHttp(answer, isHead));
    m_reader.wipe();
    m_deadline = m_clock.after(linger, [this] { finish(); });
    m_socket->flush();
    sendRest();
}

void LoopbackConnection::sendRest()
{
    if (m_isAnswered && m_socket->bytesToWrite() == 0)
        finishSending(*m_socket);
}

void LoopbackConnection::finish()
{
    if (std::exchange(m_isFinished, true))
        return;
    m_deadline = {};
    m_socket->disconnect();
    m_socket->abort();
    m_owner.finished();
}

} // namespace lanyard::net
