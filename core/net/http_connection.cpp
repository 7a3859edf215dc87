// SPDX-License-Identifier: MIT
#include "core/net/http_connection.h"

#include "core/base/kill_point.h"

#include <QCoreApplication>

#include <utility>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

bool isAboutTls(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SslHandshakeFailedError
        || error == QAbstractSocket::SslInternalError
        || error == QAbstractSocket::SslInvalidUserDataError;
}

/// Of errors before anything was sent: the proxy itself cannot be had, so the next way may be.
/// What a proxy that works refuses, is refused: another way round it would not be policy's.
bool isProxyAbsent(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::ProxyConnectionRefusedError
        || error == QAbstractSocket::ProxyConnectionClosedError
        || error == QAbstractSocket::ProxyConnectionTimeoutError
        || error == QAbstractSocket::ProxyNotFoundError;
}

/// Of errors before anything was sent: the proxy wants to know who asks, and single sign-on did
/// not satisfy it or is not there. Qt has a number of its own only for ways it knows.
bool isAboutCredentials(QAbstractSocket::SocketError error, const QString& text)
{
    return error == QAbstractSocket::ProxyAuthenticationRequiredError
        || (error == QAbstractSocket::ProxyProtocolError
            && text
                == QCoreApplication::translate(
                    "QHttpSocketEngine", "Error parsing authentication request from proxy"));
}

bool isRecentTls(QSsl::SslProtocol protocol)
{
    return protocol == QSsl::TlsV1_2 || protocol == QSsl::TlsV1_3;
}

} // namespace

HttpConnection::HttpConnection(QObject& events, HttpClient::Completion done)
    : m_events(events)
    , m_done(std::move(done))
{
}

HttpConnection::~HttpConnection()
{
    if (m_socket)
        m_socket->disconnect(); // Its destructor announces things to a half-dead object otherwise.
}

void HttpConnection::begin(Plan plan)
{
    m_plan = std::move(plan);
    // Roots given to a configuration replace the system's, which are read anew each time: Windows
    // gets those it needs only as it needs them. That takes a while, and only a CaFile asks for it.
    if (!m_plan.roots.isEmpty())
        m_plan.tls.setCaCertificates(QSslConfiguration::systemCaCertificates() + m_plan.roots);
    later(&HttpConnection::connectByNextRoute);
}

void HttpConnection::refuse(Error error)
{
    finish(tl::unexpected<Error>(std::move(error)));
}

void HttpConnection::connectByNextRoute()
{
    if (m_result)
        return;
    if (m_socket)
        m_socket->disconnect();
    m_socket = std::make_unique<QSslSocket>();
    QSslSocket* const socket = m_socket.get();
    QObject::connect(socket, &QSslSocket::readyRead, socket, [this] { receive(); });
    QObject::connect(
        socket, &QSslSocket::errorOccurred, socket, [this](auto error) { failed(error); });
    socket->setProxy(m_plan.routes.takeFirst());
    if (m_plan.isEncrypted) {
        socket->setSslConfiguration(m_plan.tls);
        QObject::connect(socket, &QSslSocket::encrypted, socket, [this] { send(); });
        socket->connectToHostEncrypted(m_plan.host, m_plan.port);
    } else {
        QObject::connect(socket, &QSslSocket::connected, socket, [this] { send(); });
        socket->connectToHost(m_plan.host, m_plan.port);
    }
}

void HttpConnection::send()
{
    // Asked for already, but whether the system heeded it is better seen than believed.
    if (m_plan.isEncrypted && !isRecentTls(m_socket->sessionProtocol())) {
        finish(fail(Fault::Unreachable, "http.tls", u"an older TLS than 1.2"_s));
        return;
    }
    m_isSent = true;
    const Secret text = std::exchange(m_plan.text, Secret());
    m_socket->write(text.view().data(), text.view().size());
    m_socket->flush();
    killPoint(KillPoint::RequestSent);
}

void HttpConnection::receive()
{
    while (!m_result && m_socket->bytesAvailable() > 0) {
        QByteArray bytes = m_socket->read(qint64{16} * 1024);
        if (bytes.isEmpty())
            return;
        const auto state = m_reader.take(bytes);
        bytes.fill('\0');
        if (state == HttpReplyReader::State::Complete)
            finish(m_reader.takeReply());
        else if (state == HttpReplyReader::State::Refused)
            refuse(m_reader.error());
    }
}

void HttpConnection::failed(QAbstractSocket::SocketError error)
{
    if (m_result)
        return;
    if (m_isSent) {
        lose(error);
        return;
    }
    if (isAboutTls(error)) {
        finish(fail(Fault::Unreachable, "http.tls", m_socket->errorString(), error));
    } else if (isProxyAbsent(error) && !m_plan.routes.isEmpty()) {
        later(&HttpConnection::connectByNextRoute); // Not here: the socket is still talking to us.
    } else if (isAboutCredentials(error, m_socket->errorString())) {
        finish(fail(Fault::Unreachable, "http.proxy", u"the proxy wants credentials"_s, error));
    } else {
        finish(fail(Fault::Unreachable, "http.unreachable", m_socket->errorString(), error));
    }
}

void HttpConnection::lose(QAbstractSocket::SocketError error)
{
    receive();
    if (m_result)
        return;
    if (error == QAbstractSocket::RemoteHostClosedError
        && m_reader.end() == HttpReplyReader::State::Complete)
        finish(m_reader.takeReply());
    else
        finish(fail(Fault::Unreachable,
            "http.answer_lost",
            u"the request was sent and its answer did not arrive"_s,
            error));
}

void HttpConnection::finish(Result<HttpReply> result)
{
    if (m_result)
        return;
    m_result.emplace(std::move(result));
    later(&HttpConnection::deliver);
}

void HttpConnection::later(void (HttpConnection::*step)())
{
    const auto call = [weak = weak_from_this(), step] {
        if (const auto alive = weak.lock())
            (alive.get()->*step)(); // `alive`: the completion may drop its Pending, and so us.
    };
    QMetaObject::invokeMethod(&m_events, call, Qt::QueuedConnection);
}

void HttpConnection::deliver()
{
    if (m_socket) {
        m_socket->disconnect();
        m_socket.reset();
    }
    std::exchange(m_done, nullptr)(std::move(*m_result));
}

} // namespace lanyard::net
