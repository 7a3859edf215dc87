// SPDX-License-Identifier: MIT
#include "core/net/loopback_answer.h"

namespace lanyard::net {

namespace {

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 303:
        return "See Other";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 414:
        return "URI Too Long";
    case 431:
        return "Request Header Fields Too Large";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Bad Request";
    }
}

} // namespace

QByteArray toHttp(const LoopbackAnswer& answer, bool isHead)
{
    const QByteArray html = answer.page ? pageHtml(*answer.page) : QByteArray();
    QByteArray text =
        "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reasonOf(answer.status) + "\r\n";
    if (!answer.location.isEmpty())
        text += "Location: " + answer.location + "\r\n";
    if (answer.status == 405)
        text += "Allow: GET\r\n";
    if (answer.status != 204) // RFC 9110 §8.6: a 204 has no Content-Length.
        text += "Content-Length: " + QByteArray::number(html.size()) + "\r\n";
    text += "Content-Type: text/html; charset=utf-8\r\n"
            "Content-Security-Policy: "
        + contentSecurityPolicy(html)
        + "\r\n"
          "X-Frame-Options: DENY\r\n" // For browsers older than frame-ancestors.
          "X-Content-Type-Options: nosniff\r\n"
          "Referrer-Policy: no-referrer\r\n"
          "Cross-Origin-Resource-Policy: same-origin\r\n"
          "Cache-Control: no-store\r\n"
          "Pragma: no-cache\r\n"
          "Connection: close\r\n\r\n";
    return isHead ? text : text + html;
}

} // namespace lanyard::net
