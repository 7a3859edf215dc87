/* SPDX-License-Identifier: MIT
 *
 * Two streams: to the agent of this login session, and to a server. One file per platform.
 * Nothing waits longer than the seconds it is given.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stddef.h>

/* Connects to the agent; -1 where none listens.
 *
 * UNVERIFIED: this program takes whoever listens for the agent. It sends no secret, so a wrong
 * listener learns nothing but that somebody asked; but what that listener answers is believed.
 * The client library (lanyard/client.h) checks the listener first; prefer it where you can. */
long transport_agent(int seconds);

/* Connects to a server by name and port; -1 where that fails. */
long transport_tcp(const char* host, const char* port, int seconds);

/* Sends everything: 1, or 0. */
int transport_send(long stream, const char* bytes, size_t count);

/* Reads up to `size` bytes: their number, 0 at the end, -1 on failure or when time is over. */
long transport_read(long stream, char* bytes, size_t size);

void transport_close(long stream);

#endif
