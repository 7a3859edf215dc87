/* SPDX-License-Identifier: MIT */
#include "http_get.h"

#include "agent_call.h"
#include "transport.h"
#include "wipe.h"

#include <stdio.h>
#include <string.h>

/* Whether the text can stand in a request's head: printable ASCII without blanks. */
static int is_plain(const char* text)
{
    if (*text == '\0')
        return 0;
    for (; *text != '\0'; ++text) {
        if (*text <= 0x20 || *text >= 0x7f)
            return 0;
    }
    return 1;
}

/* The status of "HTTP/1.1 200 OK"; 0 for anything else. */
static int status_of(const char* line)
{
    int status = 0;
    if (strncmp(line, "HTTP/1.", 7) != 0 || strlen(line) < 12 || line[8] != ' ')
        return 0;
    if (sscanf(line + 9, "%3d", &status) != 1 || status < 100 || status > 599)
        return 0;
    return status;
}

int http_get(const char* host, const char* port, const char* path, const char* token)
{
    static char head[AGENT_LINE + 2048];
    char answer[16] = "";
    size_t length = 0;
    int written = 0;
    long server = -1;

    if (!is_plain(host) || !is_plain(port) || !is_plain(path) || !is_plain(token))
        return 0;
    server = transport_tcp(host, port, 10);
    if (server < 0)
        return 0;
    written = snprintf(head,
        sizeof head,
        "GET %s HTTP/1.0\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n",
        path,
        host,
        port,
        token);
    if (written > 0 && (size_t)written < sizeof head
        && transport_send(server, head, (size_t)written)) {
        while (length < sizeof answer - 1) {
            const long count = transport_read(server, answer + length, sizeof answer - 1 - length);
            if (count <= 0)
                break;
            length += (size_t)count;
        }
    }
    wipe(head, sizeof head);
    transport_close(server);
    return status_of(answer);
}
