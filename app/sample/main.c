/* SPDX-License-Identifier: MIT
 *
 * legacy-sample: what a clinical program of 2003 adds to know its user and to call a protected
 * service. C99 and sockets, nothing of ours: take what you need.
 *
 * It does not verify who listens as the agent (transport.h says what that means).
 */
#include "agent_call.h"
#include "http_get.h"
#include "json_text.h"
#include "transport.h"
#include "wipe.h"

#include <stdio.h>
#include <string.h>

enum {
    DONE = 0,
    USAGE = 2,
    NO_AGENT = 3,
    AGENT_REFUSED = 4,
    NO_RESOURCE = 5,
    RESOURCE_REFUSED = 6
};

struct arguments {
    const char* audience;
    const char* host;
    const char* port;
    const char* path;
    int json;
};

struct person {
    char name[256];
    char role[256];
    char context_id[128];
};

static int usage(void)
{
    fprintf(stderr,
        "Usage: legacy-sample --audience NAME --host HOST --port PORT --path PATH [--json]\n");
    return USAGE;
}

static int read_arguments(int argc, char** argv, struct arguments* arguments)
{
    const struct {
        const char* name;
        const char** value;
    } options[] = {{"--audience", &arguments->audience},
        {"--host", &arguments->host},
        {"--port", &arguments->port},
        {"--path", &arguments->path}};

    int i = 1;

    for (; i < argc; ++i) {
        size_t option = 0;
        if (strcmp(argv[i], "--json") == 0) {
            arguments->json = 1;
            continue;
        }
        while (option < 4 && strcmp(argv[i], options[option].name) != 0)
            ++option;
        if (option == 4 || i + 1 == argc)
            return 0;
        *options[option].value = argv[++i];
    }
    return arguments->audience != NULL && arguments->host != NULL && arguments->port != NULL
        && arguments->path != NULL && *arguments->audience != '\0';
}

static int refused(const char* what, const struct agent_error* error)
{
    fprintf(stderr, "legacy-sample: %s: %s", what, error->code);
    if (error->reference[0] != '\0')
        fprintf(stderr, " (tell support %s)", error->reference);
    fprintf(stderr, "\n");
    return AGENT_REFUSED;
}

/* Who is signed in. What policy does not show this program stays empty. */
static int ask_identity(long agent, char* line, struct person* person)
{
    struct agent_error error;
    const char* identity = agent_call(
        agent, "agent.hello", "{\"client\":\"legacy-sample\",\"protocol\":1}", line, &error);
    if (identity == NULL)
        return refused("agent.hello", &error);
    identity = agent_call(agent, "identity.get", "{}", line, &error);
    if (identity == NULL)
        return refused("identity.get", &error);
    json_string(
        json_member(json_member(identity, "person"), "name"), person->name, sizeof person->name);
    json_string(
        json_member(json_member(identity, "role"), "name"), person->role, sizeof person->role);
    json_string(json_member(identity, "context_id"), person->context_id, sizeof person->context_id);
    return DONE;
}

/* A token of the same person in the same role: quoting the context makes sure of it. */
static int ask_token(long agent,
    const char* audience,
    const struct person* person,
    char* line,
    char* token,
    char* expires_at,
    size_t expires_size)
{
    struct agent_error error;
    char params[4096] = "{\"audience\":";
    const char* result = NULL;

    if (!json_append(params, sizeof params - 64, audience))
        return usage();
    if (person->context_id[0] != '\0') {
        strcat(params, ",\"context_id\":");
        if (!json_append(params, sizeof params - 32, person->context_id))
            return usage();
    }
    strcat(params, ",\"timeout_ms\":15000}");
    result = agent_call(agent, "token.get", params, line, &error);
    if (result == NULL)
        return refused("token.get", &error);
    if (!json_string(json_member(result, "access_token"), token, AGENT_LINE)
        || !json_string(json_member(result, "expires_at"), expires_at, expires_size)) {
        fprintf(stderr, "legacy-sample: the agent's answer has no token\n");
        return AGENT_REFUSED;
    }
    return DONE;
}

static int print_json(const struct person* person, int status, const char* expires_at)
{
    char json[4096] = "{\"person\":";
    int fits = json_append(json, sizeof json, person->name);
    strcat(json, ",\"role\":");
    fits = fits && json_append(json, sizeof json, person->role);
    strcat(json, ",\"context_id\":");
    fits = fits && json_append(json, sizeof json, person->context_id);
    fits = fits && strlen(json) + 128 < sizeof json;
    if (fits)
        sprintf(json + strlen(json), ",\"resource_status\":%d,\"expires_at\":", status);
    fits = fits && json_append(json, sizeof json - 2, expires_at);
    return fits && printf("%s}\n", json) > 0;
}

static void print_text(const struct person* person, int status, const char* expires_at)
{
    printf("Person    %s\n", person->name[0] != '\0' ? person->name : "(not shown)");
    printf("Role      %s\n", person->role[0] != '\0' ? person->role : "(none)");
    printf("Context   %s\n", person->context_id);
    printf("Resource  HTTP %d\n", status);
    printf("Token     good until %s\n", expires_at);
}

int main(int argc, char** argv)
{
    static char line[AGENT_LINE];
    static char token[AGENT_LINE];
    char expires_at[64] = "";
    struct arguments arguments = {0};
    struct person person = {"", "", ""};
    long agent = -1;
    int ended = DONE;
    int status = 0;

    if (!read_arguments(argc, argv, &arguments))
        return usage();
    agent = transport_agent(20);
    if (agent < 0) {
        fprintf(stderr, "legacy-sample: no agent runs in this login session\n");
        return NO_AGENT;
    }
    ended = ask_identity(agent, line, &person);
    if (ended == DONE)
        ended = ask_token(
            agent, arguments.audience, &person, line, token, expires_at, sizeof expires_at);
    wipe(line, sizeof line);
    transport_close(agent);
    if (ended != DONE)
        return ended;

    status = http_get(arguments.host, arguments.port, arguments.path, token);
    wipe(token, sizeof token);
    if (status == 0) {
        fprintf(stderr, "legacy-sample: the resource does not answer\n");
        return NO_RESOURCE;
    }
    if (!arguments.json)
        print_text(&person, status, expires_at);
    else if (!print_json(&person, status, expires_at))
        return AGENT_REFUSED;
    return status == 200 ? DONE : RESOURCE_REFUSED;
}
