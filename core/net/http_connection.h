// SPDX-License-Identifier: MIT
#pragma once

/// One request and its reply over one connection.
///
/// Of one thread: the one that begins it, and destroys it. Not QNetworkAccessManager: when a server hangs up without answering, that
/// silently sends the request again, and a refresh token that is sent twice ends the session
/// (RFC 9700 §4.14.2). Here a request goes out at most once, and the error says whether it did.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/net/http_client.h"
#include "core/net/http_reply_reader.h"

#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QString>

#include <memory>
#include <optional>

namespace lanyard::net {

class HttpConnection : public std::enable_shared_from_this<HttpConnection>
{
public:
    /// What to say, to whom, by which ways.
    struct Plan {
        QString host; ///< Also the name that the certificate must have.
        quint16 port = 443;
        bool isEncrypted = true;
        QSslConfiguration tls;
        QList<QSslCertificate> roots; ///< To trust besides the system's.
        QList<QNetworkProxy> routes; ///< In this order, while a proxy cannot be had; at least one.
        Secret text;
    };

    /// `events`, an object of the same thread, is where answers are queued; it outlives this.
    /// `done` is called there once, unless this is destroyed first.
    HttpConnection(QObject& events, HttpClient::Completion done);
    ~HttpConnection();
    Q_DISABLE_COPY_MOVE(HttpConnection)

    /// Once. Returns at once. It has no deadline of its own: whoever is tired of it destroys it.
    void begin(Plan plan);

private:
    void connectByNextRoute();
    void send();
    void receive();
    void refuse(Error error);
    void failed(QAbstractSocket::SocketError error);
    void lose(QAbstractSocket::SocketError error);
    void finish(Result<HttpReply> result);
    void later(void (HttpConnection::*step)());
    void deliver();

    QObject& m_events;
    HttpClient::Completion m_done;
    Plan m_plan;
    HttpReplyReader m_reader;
    std::optional<Result<HttpReply>> m_result;
    std::unique_ptr<QSslSocket> m_socket;
    bool m_isSent = false; ///< From the first byte on: the server may have acted on it.
};

} // namespace lanyard::net
