/* SPDX-License-Identifier: MIT
 *
 * One question to the agent and its answer: JSON-RPC 2.0, one object a line (docs/protocol.md).
 */
#ifndef AGENT_CALL_H
#define AGENT_CALL_H

#include <stddef.h>

#define AGENT_LINE 65536 /* bytes of a line, with its line feed: no answer is longer */

/* How a call failed. Decide by `code`, such as "signed_out"; show `reference` to the person. */
struct agent_error {
    char code[64];
    char reference[64];
};

/* Sends `method` with `params` (a JSON object) and waits for the answer to it. `line` receives the
 * answer's line, of AGENT_LINE bytes. The result, which lies in `line`; or NULL with `error`. */
const char* agent_call(
    long agent, const char* method, const char* params, char* line, struct agent_error* error);

#endif
