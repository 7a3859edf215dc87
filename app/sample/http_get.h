/* SPDX-License-Identifier: MIT */
#ifndef HTTP_GET_H
#define HTTP_GET_H

/* GETs a path with a bearer token (RFC 6750 section 2.1): the HTTP status, or 0 where there is no
 * answer. Plain HTTP, for a server on this machine: this program is older than its supplier's TLS
 * library. Never send a token over a network like this. */
int http_get(const char* host, const char* port, const char* path, const char* token);

#endif
