/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "transport.h"

#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static void limit_time(int stream, int seconds)
{
    struct timeval time = {0, 0};
    time.tv_sec = seconds;
    setsockopt(stream, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(stream, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

/* "$XDG_RUNTIME_DIR/lanyard-<login session>/agent.sock" (docs/protocol.md): 1, or 0. */
static int agent_path(char* path, size_t size)
{
    const char* folder = getenv("XDG_RUNTIME_DIR");
    const char* id = getenv("XDG_SESSION_ID");
    char session[33] = "";
    size_t length = 0;
    int written = 0;

    for (; id != NULL && *id != '\0' && length < sizeof session - 1; ++id) {
        if (isalnum((unsigned char)*id) || *id == '-' || *id == '_')
            session[length++] = *id;
    }
    if (folder == NULL || *folder != '/')
        return 0;
    written =
        snprintf(path, size, "%s/lanyard-%s/agent.sock", folder, length > 0 ? session : "default");
    return written > 0 && (size_t)written < size;
}

long transport_agent(int seconds)
{
    struct sockaddr_un address;
    int stream = -1;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    if (!agent_path(address.sun_path, sizeof address.sun_path))
        return -1;
    stream = socket(AF_UNIX, SOCK_STREAM, 0);
    if (stream < 0)
        return -1;
    limit_time(stream, seconds);
    if (connect(stream, (const struct sockaddr*)&address, sizeof address) == 0)
        return stream;
    close(stream);
    return -1;
}

long transport_tcp(const char* host, const char* port, int seconds)
{
    struct addrinfo wanted;
    struct addrinfo* found = NULL;
    struct addrinfo* place = NULL;
    int stream = -1;

    memset(&wanted, 0, sizeof wanted);
    wanted.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &wanted, &found) != 0)
        return -1;
    for (place = found; place != NULL && stream < 0; place = place->ai_next) {
        stream = socket(place->ai_family, place->ai_socktype, place->ai_protocol);
        if (stream < 0)
            continue;
        limit_time(stream, seconds);
        if (connect(stream, place->ai_addr, place->ai_addrlen) != 0) {
            close(stream);
            stream = -1;
        }
    }
    freeaddrinfo(found);
    return stream;
}

int transport_send(long stream, const char* bytes, size_t count)
{
    while (count > 0) {
        const ssize_t sent = send((int)stream, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return 0;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 1;
}

long transport_read(long stream, char* bytes, size_t size)
{
    ssize_t count = 0;
    do {
        count = recv((int)stream, bytes, size, 0);
    } while (count < 0 && errno == EINTR);
    return (long)count;
}

void transport_close(long stream)
{
    if (stream >= 0)
        close((int)stream);
}
