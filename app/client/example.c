/* SPDX-License-Identifier: MIT
 *
 * The smallest program that gets a token: example AUDIENCE
 */
#include <lanyard/client.h>
#include <stdio.h>

/* What is not read again a compiler may leave out: plain memset() need not wipe anything. Use
 * explicit_bzero(), memset_s() or SecureZeroMemory() where you have them. */
static void wipe(char *text, size_t size)
{
    volatile char *byte = text;
    while (size-- > 0)
        *byte++ = '\0';
}

int main(int argc, char **argv)
{
    static char token[LANYARD_MAX_ANSWER];
    lanyard_token_options options = {0};
    lanyard_token_info info = {0};
    lanyard_error error = {0};
    lanyard_client *client = NULL;
    lanyard_status status = LANYARD_BAD_ARGUMENT;

    options.size = sizeof options;
    options.audience = argc > 1 ? argv[1] : "";
    options.timeout_ms = 5000;
    info.size = sizeof info;
    error.size = sizeof error;

    if (lanyard_client_open(&client) != LANYARD_OK)
        return 1;
    status = lanyard_token_get(client, &options, token, sizeof token, NULL, &info);
    if (status == LANYARD_OK)
        printf("a token for %s until %lld\n", options.audience, (long long)info.expires_at);
    else if (lanyard_last_error(client, &error) == LANYARD_OK)
        fprintf(stderr, "%s: %s (%s)\n", error.code, error.message, error.reference);
    wipe(token, sizeof token);
    lanyard_client_close(client);
    return status == LANYARD_OK ? 0 : 1;
}
