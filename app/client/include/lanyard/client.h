/* SPDX-License-Identifier: MIT
 *
 * lanyard/client.h: ask the agent of this login session for a token or for who is signed in.
 *
 * C99, no dependencies. On Windows load lanyard.dll from its installation folder, never by its
 * bare name. Text is UTF-8 and ends in NUL; text given to a function is at most LANYARD_MAX_TEXT
 * bytes. Nothing here shows a window by itself; the agent does, and only for lanyard_sign_in()
 * and for `interactive`.
 *
 * Before it sends a byte, the library makes sure that the program at the other end is this
 * user's agent; docs/clients.md says how, and what that does not prove.
 *
 * Time    Every call has timeout_ms and returns by then, whatever the agent does. 0 means
 *         LANYARD_DEFAULT_TIMEOUT_MS, or LANYARD_PERSON_TIMEOUT_MS where a person is waited for;
 *         more than LANYARD_MAX_TIMEOUT_MS is taken as that. Without an agent the answer,
 *         LANYARD_NO_AGENT, comes at once.
 * Threads Any thread may call with any handle. Calls on one handle take turns, and the wait for
 *         the turn counts against timeout_ms; give each thread its own handle where that matters.
 * Errors  Every function returns a lanyard_status; lanyard_last_error() tells the rest.
 *
 * Text comes back in your buffer. `needed`, unless NULL, receives the bytes it takes with its
 * NUL, or 0 on failure. A buffer of fewer bytes is left empty and the answer is
 * LANYARD_BUFFER_TOO_SMALL; call again with more. To ask for the size only, give NULL and 0.
 * No answer takes more than LANYARD_MAX_ANSWER bytes.
 */
#ifndef LANYARD_CLIENT_H
#define LANYARD_CLIENT_H
/* NOLINTBEGIN: C, for anyone's compiler. */

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(LANYARD_BUILDING_CLIENT)
#define LANYARD_API __declspec(dllexport)
#elif defined(_WIN32) && !defined(LANYARD_STATIC_CLIENT)
#define LANYARD_API __declspec(dllimport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define LANYARD_API __attribute__((visibility("default")))
#else
#define LANYARD_API
#endif

/* VB6, VBA and Delphi declare stdcall; only 32-bit Windows knows the difference. */
#if defined(_WIN32) && !defined(_WIN64)
#define LANYARD_CALL __stdcall
#else
#define LANYARD_CALL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes only when a program built against an older header would misbehave. Structures grow at
 * their end, and their `size` member says which of them you have. */
#define LANYARD_ABI 1

#define LANYARD_MAX_TEXT 1024u            /* bytes, without the NUL */
#define LANYARD_MAX_ANSWER 65536u         /* bytes, with the NUL: one line of the protocol */
#define LANYARD_DEFAULT_TIMEOUT_MS 30000u
#define LANYARD_PERSON_TIMEOUT_MS 300000u /* sign-in and interactive calls */
#define LANYARD_MAX_TIMEOUT_MS 600000u

typedef int32_t lanyard_status;

/* Numbers are part of the ABI: append, never renumber. */
enum {
    LANYARD_OK = 0,
    LANYARD_BAD_ARGUMENT = 1,     /* NULL, empty, too long, not UTF-8, or `size` not set */
    LANYARD_BUFFER_TOO_SMALL = 2, /* `needed` says how much */
    LANYARD_NO_AGENT = 3,         /* not installed, not started, or it left before it answered */
    LANYARD_UNTRUSTED = 4,        /* something listens, but it is not this user's agent */
    LANYARD_FAULT = 5,            /* an answer that makes no sense, or one of a newer agent */
    LANYARD_TIMED_OUT = 6,        /* no answer within timeout_ms */

    /* The agent's own answers (docs/clients.md says what to do about each). */
    LANYARD_SIGNED_OUT = 20,
    LANYARD_INTERACTION_REQUIRED = 21,
    LANYARD_PAUSED = 22,
    LANYARD_OFFLINE = 23,
    LANYARD_DENIED = 24,
    LANYARD_CONTEXT_CHANGED = 25,
    LANYARD_ELEVATION_REQUIRED = 26,
    LANYARD_INSUFFICIENT_PERMISSION = 27,
    LANYARD_CANCELLED = 28,
    LANYARD_BUSY = 29,
    LANYARD_UNAVAILABLE = 30,
    LANYARD_BAD_REQUEST = 31,
    LANYARD_UNSUPPORTED = 32
};

/* One conversation with the agent: it connects when first used, and again when the agent has been
 * restarted in between. */
typedef struct lanyard_client lanyard_client;

/* Makes a handle. Talks to nobody yet.
 *
 * client  Receives the handle, or NULL unless the result is LANYARD_OK. It is yours until
 *         lanyard_client_close().
 */
LANYARD_API lanyard_status LANYARD_CALL lanyard_client_open(lanyard_client **client);

/* Disconnects, wipes and releases. NULL is allowed and does nothing. No other call on the handle
 * may be under way. */
LANYARD_API void LANYARD_CALL lanyard_client_close(lanyard_client *client);

/* Which agent this is: its versions, its capabilities and the state of the session, as JSON. */
LANYARD_API lanyard_status LANYARD_CALL lanyard_hello(
    lanyard_client *client, uint32_t timeout_ms, char *json, size_t json_size, size_t *needed);

/* The state of the session, as JSON (docs/protocol.md, session.get). Nobody being signed in is
 * an answer here, not an error. */
LANYARD_API lanyard_status LANYARD_CALL lanyard_session_get(
    lanyard_client *client, uint32_t timeout_ms, char *json, size_t json_size, size_t *needed);

/* Has the person sign in, in their browser, and waits for the end of it. LANYARD_OK at once when
 * somebody is signed in. A sign-in that is under way is joined. When timeout_ms is over the
 * person's sign-in goes on all the same.
 *
 * reason  Why, in the words of your program; or NULL. Not recorded: free text may hold anything.
 */
LANYARD_API lanyard_status LANYARD_CALL lanyard_sign_in(
    lanyard_client *client, const char *reason, uint32_t timeout_ms);

/* Signs the person out, of this PC's session and at the provider. Every program loses its access.
 * LANYARD_OK when nobody was signed in. `reason` as in lanyard_sign_in(). */
LANYARD_API lanyard_status LANYARD_CALL lanyard_sign_out(
    lanyard_client *client, const char *reason, uint32_t timeout_ms);

/* What to ask for. Set everything to zero, then `size` and `audience`, then what you need. */
typedef struct lanyard_token_options {
    uint32_t size;              /* sizeof(lanyard_token_options) */
    uint32_t timeout_ms;
    uint32_t min_valid_s;       /* seconds the token must still have; 0: as the agent likes, 60 */
    int32_t interactive;        /* 1: the agent may open the browser for it; 0: never */
    const char *audience;       /* a resource named in policy; required */
    const char *scope;          /* scopes separated by blanks; NULL: all that policy gives */
    const char *context_id;     /* fail with LANYARD_CONTEXT_CHANGED unless in force; or NULL */
    const char *correlation_id; /* your reference, for the audit trail; or NULL */
} lanyard_token_options;

/* What came with the token. */
typedef struct lanyard_token_info {
    uint32_t size;        /* sizeof(lanyard_token_info), set by you */
    uint32_t reserved;
    int64_t expires_at;   /* seconds since 1970-01-01T00:00:00Z */
    char token_type[16];  /* "Bearer" */
    char context_id[128]; /* the person, role and organisation it speaks for */
    char scope[1024];     /* what was granted; cut after the last whole scope that fits */
} lanyard_token_info;

/* Gets an access token, for an "Authorization: Bearer" header (RFC 6750 section 2.1).
 *
 * token   Receives the token: a secret. Wipe it when you have used it, and ask again rather than
 *         keep it: the agent has it at hand, and knows when it may not be used any more.
 * info    Receives the rest; or NULL.
 *
 * A call that only asks for the size is a request like any other, with its line in the audit
 * trail: prefer a buffer that is large enough, such as 16 KiB.
 */
LANYARD_API lanyard_status LANYARD_CALL lanyard_token_get(lanyard_client *client,
    const lanyard_token_options *options, char *token, size_t token_size, size_t *needed,
    lanyard_token_info *info);

/* Who is signed in and under which role, as JSON of the schema lanyard.identity/1, cut to what
 * policy lets your program see.
 *
 * context_id  fail with LANYARD_CONTEXT_CHANGED unless this one is in force; or NULL.
 */
LANYARD_API lanyard_status LANYARD_CALL lanyard_identity_get(lanyard_client *client,
    const char *context_id, uint32_t timeout_ms, char *json, size_t json_size, size_t *needed);

/* How the latest call on a handle ended. */
typedef struct lanyard_error {
    uint32_t size;           /* sizeof(lanyard_error), set by you */
    lanyard_status status;
    uint32_t retry_after_ms; /* waiting this long may help; 0: nothing is known */
    uint32_t reserved;
    char code[40];           /* lanyard_status_name(), or the word of a newer agent */
    char reference[64];      /* the support code to quote; may be empty */
    char message[256];       /* one English sentence for a log; not for deciding by */
} lanyard_error;

/* Tells how the latest call on the handle ended; LANYARD_OK with empty text if it went well. */
LANYARD_API lanyard_status LANYARD_CALL lanyard_last_error(
    lanyard_client *client, lanyard_error *error);

/* The word for a status, such as "signed_out". Never NULL; yours to read for ever. */
LANYARD_API const char *LANYARD_CALL lanyard_status_name(lanyard_status status);

/* The library's version, such as "1.2.0". */
LANYARD_API const char *LANYARD_CALL lanyard_version(void);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */
#endif /* LANYARD_CLIENT_H */
