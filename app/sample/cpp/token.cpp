// SPDX-License-Identifier: MIT
//
// token AUDIENCE: says whether somebody is signed in, and gets a token. C++11.

#include <lanyard/client.h>

#include <iostream>
#include <memory>
#include <vector>

struct Close {
    void operator()(lanyard_client* client) const { lanyard_client_close(client); }
};

// A compiler leaves out a memset() of what is not read again.
static void wipe(std::vector<char>& text)
{
    volatile char* bytes = text.data();
    for (size_t i = 0; i < text.size(); ++i)
        bytes[i] = 0;
}

static int fail(lanyard_client* client)
{
    lanyard_error error = {};
    error.size = sizeof error;
    lanyard_last_error(client, &error);
    std::cerr << error.code << ": " << error.message << " (" << error.reference << ")\n";
    return 1;
}

int main(int argc, char** argv)
{
    lanyard_client* opened = nullptr;
    if (lanyard_client_open(&opened) != LANYARD_OK)
        return 1;
    const std::unique_ptr<lanyard_client, Close> client(opened);

    std::vector<char> session(4096);
    if (lanyard_session_get(opened, 5000, session.data(), session.size(), nullptr) != LANYARD_OK)
        return fail(opened);
    std::cout << "Session  " << session.data() << '\n';

    lanyard_token_options options = {};
    options.size = sizeof options;
    options.timeout_ms = 5000;
    options.audience = argc > 1 ? argv[1] : "";
    std::vector<char> token(16384);
    size_t needed = 0;
    if (lanyard_token_get(opened, &options, token.data(), token.size(), &needed, nullptr) != LANYARD_OK)
        return fail(opened);
    std::cout << "Token    " << needed - 1 << " characters\n"; // Authorization: Bearer <token>
    wipe(token);
    return 0;
}
