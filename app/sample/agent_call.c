/* SPDX-License-Identifier: MIT */
#include "agent_call.h"

#include "json_text.h"
#include "transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* fail(struct agent_error* error, const char* code)
{
    memset(error, 0, sizeof *error);
    strncpy(error->code, code, sizeof error->code - 1);
    return NULL;
}

/* Reads up to the line feed, which becomes NUL: 1, or 0. The agent sends one line a question. */
static int read_line(long agent, char* line)
{
    size_t length = 0;
    while (length < AGENT_LINE) {
        char* end = NULL;
        const long count = transport_read(agent, line + length, AGENT_LINE - length);
        if (count <= 0)
            return 0;
        end = memchr(line + length, '\n', (size_t)count);
        length += (size_t)count;
        if (end != NULL) {
            *end = '\0';
            return end == line + length - 1 && strlen(line) == (size_t)(end - line);
        }
    }
    return 0;
}

const char* agent_call(
    long agent, const char* method, const char* params, char* line, struct agent_error* error)
{
    static long last_id = 0;
    const char* result = NULL;
    const char* data = NULL;
    const int written = snprintf(line,
        AGENT_LINE,
        "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"%s\",\"params\":%s}\n",
        ++last_id,
        method,
        params);

    if (written < 0 || written >= AGENT_LINE)
        return fail(error, "bad_request");
    if (!transport_send(agent, line, (size_t)written) || !read_line(agent, line))
        return fail(error, "no_answer");
    result = json_member(line, "id");
    if (result == NULL || strtol(result, NULL, 10) != last_id)
        return fail(error, "no_answer");
    result = json_member(line, "result");
    if (result != NULL)
        return result;
    data = json_member(json_member(line, "error"), "data");
    fail(error, "unavailable");
    json_string(json_member(data, "code"), error->code, sizeof error->code);
    json_string(json_member(data, "reference"), error->reference, sizeof error->reference);
    return NULL;
}
