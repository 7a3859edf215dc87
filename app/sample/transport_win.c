/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <stdio.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

/* The pipe's handle and the socket are told apart by their number: there is one of each. */
static HANDLE pipe_handle = INVALID_HANDLE_VALUE;
static SOCKET tcp_socket = INVALID_SOCKET;
static DWORD pipe_patience = 0;

enum { pipe_stream = 1, tcp_stream = 2 };

/* The name that the agent published for this session (docs/protocol.md): 1, or 0. */
static int agent_name(char* name, DWORD size)
{
    char key[64];
    DWORD session = 0;

    if (!ProcessIdToSessionId(GetCurrentProcessId(), &session))
        return 0;
    snprintf(key, sizeof key, "Software\\Lanyard\\Sessions\\%lu", (unsigned long)session);
    return RegGetValueA(HKEY_CURRENT_USER, key, "Pipe", RRF_RT_REG_SZ, NULL, name, &size)
        == ERROR_SUCCESS;
}

long transport_agent(int seconds)
{
    char name[256];

    pipe_patience = (DWORD)seconds * 1000;
    if (!agent_name(name, sizeof name))
        return -1;
    if (!WaitNamedPipeA(name, pipe_patience))
        return -1;
    pipe_handle = CreateFileA(name,
        GENERIC_READ | GENERIC_WRITE,
        0,
        NULL,
        OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
        NULL);
    return pipe_handle == INVALID_HANDLE_VALUE ? -1 : pipe_stream;
}

long transport_tcp(const char* host, const char* port, int seconds)
{
    WSADATA data;
    struct addrinfo wanted;
    struct addrinfo* found = NULL;
    struct addrinfo* place = NULL;
    DWORD patience = (DWORD)seconds * 1000;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return -1;
    memset(&wanted, 0, sizeof wanted);
    wanted.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &wanted, &found) != 0)
        return -1;
    for (place = found; place != NULL && tcp_socket == INVALID_SOCKET; place = place->ai_next) {
        tcp_socket = socket(place->ai_family, place->ai_socktype, place->ai_protocol);
        if (tcp_socket == INVALID_SOCKET)
            continue;
        setsockopt(tcp_socket, SOL_SOCKET, SO_RCVTIMEO, (const char*)&patience, sizeof patience);
        setsockopt(tcp_socket, SOL_SOCKET, SO_SNDTIMEO, (const char*)&patience, sizeof patience);
        if (connect(tcp_socket, place->ai_addr, (int)place->ai_addrlen) != 0) {
            closesocket(tcp_socket);
            tcp_socket = INVALID_SOCKET;
        }
    }
    freeaddrinfo(found);
    return tcp_socket == INVALID_SOCKET ? -1 : tcp_stream;
}

/* Waits for what has begun, and takes it back when time is over: the bytes moved, or -1. */
static long finish(BOOL begun, OVERLAPPED* operation)
{
    DWORD moved = 0;

    if (!begun && GetLastError() != ERROR_IO_PENDING)
        return GetLastError() == ERROR_BROKEN_PIPE ? 0 : -1;
    if (WaitForSingleObject(operation->hEvent, pipe_patience) != WAIT_OBJECT_0)
        CancelIoEx(pipe_handle, operation);
    if (!GetOverlappedResult(pipe_handle, operation, &moved, TRUE))
        return GetLastError() == ERROR_BROKEN_PIPE ? 0 : -1;
    return (long)moved;
}

static long pipe_move(int sends, char* bytes, DWORD count)
{
    OVERLAPPED operation;
    BOOL begun = FALSE;
    long moved = 0;

    memset(&operation, 0, sizeof operation);
    operation.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (operation.hEvent == NULL)
        return -1;
    begun = sends ? WriteFile(pipe_handle, bytes, count, NULL, &operation)
                  : ReadFile(pipe_handle, bytes, count, NULL, &operation);
    moved = finish(begun, &operation);
    CloseHandle(operation.hEvent);
    return moved;
}

int transport_send(long stream, const char* bytes, size_t count)
{
    while (count > 0) {
        const long sent = stream == pipe_stream ? pipe_move(1, (char*)bytes, (DWORD)count)
                                                : send(tcp_socket, bytes, (int)count, 0);
        if (sent <= 0)
            return 0;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 1;
}

long transport_read(long stream, char* bytes, size_t size)
{
    return stream == pipe_stream ? pipe_move(0, bytes, (DWORD)size)
                                 : recv(tcp_socket, bytes, (int)size, 0);
}

void transport_close(long stream)
{
    if (stream == pipe_stream) {
        CloseHandle(pipe_handle);
        pipe_handle = INVALID_HANDLE_VALUE;
    } else if (stream == tcp_stream) {
        closesocket(tcp_socket);
        tcp_socket = INVALID_SOCKET;
        WSACleanup();
    }
}
