// SPDX-License-Identifier: MIT
#include "app/client/answer_fields.h"
#include "app/client/argument_text.h"
#include "app/client/channel.h"
#include "app/client/turn.h"
#include "core/wire/protocol.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <lanyard/client.h>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

using namespace lanyard;
using namespace lanyard::client;

/// The opaque type of client.h.
struct lanyard_client { // NOLINT(readability-identifier-naming): C's name.
    Turnstile turnstile;
    Channel channel; ///< Of whoever has the turn.
    std::mutex lastMutex;
    Failure last = ended(LANYARD_OK); ///< lastMutex.
};

namespace {

using std::chrono::milliseconds;

/// The caller's buffer and where to say how much of it is needed.
struct Output {
    char* text = nullptr;
    std::size_t size = 0;
    std::size_t* needed = nullptr;

    [[nodiscard]] bool isSound() const
    {
        return text != nullptr ? size > 0 : size == 0 && needed != nullptr;
    }

    void empty() const noexcept
    {
        if (text != nullptr && size > 0)
            text[0] = '\0';
        if (needed != nullptr)
            *needed = 0;
    }

    [[nodiscard]] Trouble put(std::string_view answer) const
    {
        std::size_t bytes = 0;
        Trouble trouble = give(answer, {text, size}, bytes);
        if (needed != nullptr)
            *needed = bytes;
        return trouble;
    }
};

Failure badArgument(const char* message)
{
    return failure(LANYARD_BAD_ARGUMENT, message);
}

lanyard_status remember(lanyard_client& client, Failure last) noexcept
{
    const std::lock_guard lock(client.lastMutex);
    client.last = std::move(last);
    return client.last.status;
}

/// The fence: no exception passes it, and every ending is remembered. `body` has the turn.
template <class Body>
lanyard_status guarded(
    lanyard_client* client, std::uint32_t timeout, std::uint32_t usual, Body body) noexcept
{
    if (client == nullptr)
        return LANYARD_BAD_ARGUMENT;
    try {
        const std::uint32_t budget =
            timeout == 0 ? usual : std::min(timeout, LANYARD_MAX_TIMEOUT_MS);
        const Deadline deadline{milliseconds(budget)};
        const Turn turn(client->turnstile, deadline);
        if (!turn)
            return remember(*client, failure(LANYARD_TIMED_OUT, "another call has the handle"));
        Trouble trouble = body(client->channel, deadline);
        client->channel.forget();
        return remember(*client, trouble ? std::move(*trouble) : ended(LANYARD_OK));
    } catch (...) {
        return remember(*client, ended(LANYARD_FAULT));
    }
}

/// What the agent is told: a little less, so that its own answer, which has a reference, comes
/// before ours, which has none.
std::int64_t agentsShare(Deadline deadline)
{
    constexpr milliseconds most{250};
    const milliseconds left = deadline.left();
    return (left - std::min(most, left / 10)).count();
}

void add(Json& params, const char* name, const char* text)
{
    if (text != nullptr && *text != '\0')
        params[name] = text;
}

/// For the calls whose answer is their whole result, as JSON.
Trouble askForJson(Channel& channel,
    std::string_view method,
    const Json& params,
    Deadline deadline,
    const Output& output)
{
    if (!output.isSound())
        return badArgument("a buffer with no size, or neither a buffer nor `needed`");
    Json result;
    if (Trouble trouble = channel.ask(method, params, deadline, result))
        return trouble;
    if (!result.is_object())
        return failure(LANYARD_FAULT, "the agent's answer is not an object");
    return output.put(result.dump());
}

/// sign_in and sign_out: an answer with nothing in it for the caller.
Trouble askForNothing(
    Channel& channel, std::string_view method, const char* reason, Deadline deadline)
{
    if (!isArgumentText(reason))
        return badArgument("the reason is too long or not UTF-8");
    Json params = Json::object();
    add(params, "reason", reason);
    params["timeout_ms"] = agentsShare(deadline);
    Json result;
    return channel.ask(method, params, deadline, result);
}

/// Copies the members that a caller's version of the structure has. `size` stays theirs.
template <class Struct>
void copySized(const Struct& from, Struct* to)
{
    const std::uint32_t size = to->size;
    std::memcpy(to, &from, std::min<std::size_t>(size, sizeof from));
    to->size = size;
}

Trouble checkOptions(const lanyard_token_options* options, const lanyard_token_info* info)
{
    if (options == nullptr || options->size < sizeof *options)
        return badArgument("no options, or their size is not set");
    if (info != nullptr && info->size < sizeof *info)
        return badArgument("the size of the token's info is not set");
    if (options->audience == nullptr || *options->audience == '\0')
        return badArgument("no audience");
    if (!isArgumentText(options->audience) || !isArgumentText(options->scope)
        || !isArgumentText(options->context_id) || !isArgumentText(options->correlation_id))
        return badArgument("a text is too long or not UTF-8");
    return std::nullopt;
}

Json tokenParams(const lanyard_token_options& options, Deadline deadline)
{
    Json params = {{"audience", options.audience}};
    add(params, "scope", options.scope);
    if (options.min_valid_s != 0)
        params["min_valid_s"] = options.min_valid_s;
    params["interactive"] = options.interactive != 0;
    add(params, "context_id", options.context_id);
    add(params, "correlation_id", options.correlation_id);
    params["timeout_ms"] = agentsShare(deadline);
    return params;
}

Trouble getToken(Channel& channel,
    Deadline deadline,
    const lanyard_token_options& options,
    const Output& output,
    lanyard_token_info* info)
{
    if (!output.isSound())
        return badArgument("a buffer with no size, or neither a buffer nor `needed`");
    Json result;
    Trouble trouble =
        channel.ask(wire::method::tokenGet, tokenParams(options, deadline), deadline, result);
    if (trouble)
        return trouble;
    lanyard_token_info told = {};
    if (!result.is_object() || channel.token().empty())
        return failure(LANYARD_FAULT, "the agent's answer has no token");
    trouble = readTokenInfo(result, told);
    if (trouble)
        return trouble;
    if (info != nullptr)
        copySized(told, info);
    return output.put(channel.token());
}

} // namespace

extern "C" {

// NOLINTBEGIN(readability-identifier-naming): C's names.

lanyard_status LANYARD_CALL lanyard_client_open(lanyard_client** client)
{
    if (client == nullptr)
        return LANYARD_BAD_ARGUMENT;
    *client = nullptr;
    try {
        *client = std::make_unique<lanyard_client>().release();
        return LANYARD_OK;
    } catch (...) {
        return LANYARD_FAULT;
    }
}

void LANYARD_CALL lanyard_client_close(lanyard_client* client)
{
    const std::unique_ptr<lanyard_client> released(client);
}

lanyard_status LANYARD_CALL lanyard_hello(
    lanyard_client* client, uint32_t timeout_ms, char* json, size_t json_size, size_t* needed)
{
    const Output output{json, json_size, needed};
    output.empty();
    return guarded(
        client, timeout_ms, LANYARD_DEFAULT_TIMEOUT_MS, [&](Channel& channel, Deadline by) {
            const Json params = {
                {"client", "lanyard-client/" LANYARD_VERSION}, {"protocol", wire::protocolVersion}};
            return askForJson(channel, wire::method::agentHello, params, by, output);
        });
}

lanyard_status LANYARD_CALL lanyard_session_get(
    lanyard_client* client, uint32_t timeout_ms, char* json, size_t json_size, size_t* needed)
{
    const Output output{json, json_size, needed};
    output.empty();
    return guarded(
        client, timeout_ms, LANYARD_DEFAULT_TIMEOUT_MS, [&](Channel& channel, Deadline by) {
            return askForJson(channel, wire::method::sessionGet, Json::object(), by, output);
        });
}

lanyard_status LANYARD_CALL lanyard_sign_in(
    lanyard_client* client, const char* reason, uint32_t timeout_ms)
{
    return guarded(
        client, timeout_ms, LANYARD_PERSON_TIMEOUT_MS, [&](Channel& channel, Deadline by) {
            return askForNothing(channel, wire::method::sessionSignIn, reason, by);
        });
}

lanyard_status LANYARD_CALL lanyard_sign_out(
    lanyard_client* client, const char* reason, uint32_t timeout_ms)
{
    return guarded(
        client, timeout_ms, LANYARD_DEFAULT_TIMEOUT_MS, [&](Channel& channel, Deadline by) {
            return askForNothing(channel, wire::method::sessionSignOut, reason, by);
        });
}

lanyard_status LANYARD_CALL lanyard_token_get(lanyard_client* client,
    const lanyard_token_options* options,
    char* token,
    size_t token_size,
    size_t* needed,
    lanyard_token_info* info)
{
    const Output output{token, token_size, needed};
    output.empty();
    Trouble refused = checkOptions(options, info);
    const bool isInteractive = !refused && options->interactive != 0;
    return guarded(client,
        refused ? 0 : options->timeout_ms,
        isInteractive ? LANYARD_PERSON_TIMEOUT_MS : LANYARD_DEFAULT_TIMEOUT_MS,
        [&](Channel& channel, Deadline by) {
            return refused ? std::move(refused) : getToken(channel, by, *options, output, info);
        });
}

lanyard_status LANYARD_CALL lanyard_identity_get(lanyard_client* client,
    const char* context_id,
    uint32_t timeout_ms,
    char* json,
    size_t json_size,
    size_t* needed)
{
    const Output output{json, json_size, needed};
    output.empty();
    return guarded(
        client, timeout_ms, LANYARD_DEFAULT_TIMEOUT_MS, [&](Channel& channel, Deadline by) {
            if (!isArgumentText(context_id))
                return Trouble(badArgument("the context id is too long or not UTF-8"));
            Json params = Json::object();
            add(params, "context_id", context_id);
            return askForJson(channel, wire::method::identityGet, params, by, output);
        });
}

lanyard_status LANYARD_CALL lanyard_last_error(lanyard_client* client, lanyard_error* error)
{
    if (client == nullptr || error == nullptr || error->size < sizeof *error)
        return LANYARD_BAD_ARGUMENT;
    const std::lock_guard lock(client->lastMutex);
    const Failure& last = client->last;
    lanyard_error told = {};
    told.status = last.status;
    told.retry_after_ms = last.retryAfterMs;
    if (last.status != LANYARD_OK)
        giveLine(last.code.empty() ? nameOf(last.status) : last.code.c_str(), told.code);
    giveLine(last.reference, told.reference);
    giveLine(last.message, told.message);
    copySized(told, error);
    return LANYARD_OK;
}

const char* LANYARD_CALL lanyard_status_name(lanyard_status status)
{
    return nameOf(status);
}

const char* LANYARD_CALL lanyard_version(void)
{
    return LANYARD_VERSION;
}

// NOLINTEND(readability-identifier-naming)

} // extern "C"
