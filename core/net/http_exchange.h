// SPDX-License-Identifier: MIT
#pragma once

/// One request and its reply over one connection.
///
/// Main thread only. Not QNetworkAccessManager: when a server hangs up without answering, that
/// silently sends the request again, and a refresh token that is sent twice ends the session
/// (RFC 9700 §4.14.2). Here a request goes out at most once, and the error says whether it did.

#include "core/base/clock.h"
#include "core/net/http_client.h"
#include "core/net/http_reply_reader.h"

#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QString>

#include <memory>
#include <optional>

namespace lanyard::net {

class HttpExchange : public std::enable_shared_from_this<HttpExchange>
{
public:
    /// What to say, to whom, by which ways.
    struct Plan {
        QString host; ///< Also the name that the certificate must have.
        quint16 port = 443;
        bool isEncrypted = true;
        QSslConfiguration tls;
        QList<QNetworkProxy> routes; ///< In this order, while a proxy cannot be had; at least one.
        Secret text;
        Milliseconds patience{0};
    };

    /// `events` is where answers are queued; it and `clock` outlive the exchange.
    HttpExchange(Clock& clock, QObject& events, HttpClient::Completion done);
    ~HttpExchange();
    Q_DISABLE_COPY_MOVE(HttpExchange)

    /// Call one of these two, once. Both return at once.
    void begin(Plan plan);
    void refuse(Error error);

private:
    void connectByNextRoute();
    void send();
    void receive();
    void failed(QAbstractSocket::SocketError error);
    void lose(QAbstractSocket::SocketError error);
    void finish(Result<HttpReply> result);
    void later(void (HttpExchange::*step)());
    void deliver();

    Clock& m_clock;
    QObject& m_events;
    HttpClient::Completion m_done;
    Plan m_plan;
    HttpReplyReader m_reader;
    std::optional<Result<HttpReply>> m_result;
    std::unique_ptr<QSslSocket> m_socket;
    bool m_isSent = false; ///< From the first byte on: the server may have acted on it.
    Pending m_deadline;
};

} // namespace lanyard::net
