// SPDX-License-Identifier: MIT
#include "app/client/json_rpc.h"

#include <algorithm>

namespace lanyard::client {

namespace {

constexpr std::uint32_t maxRetryAfterMs = 24U * 60 * 60 * 1000; ///< A day; more is nonsense.

std::string textAt(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t retryAfter(const Json& data)
{
    const auto found = data.find("retry_after_ms");
    if (found == data.end() || !found->is_number_unsigned())
        return 0;
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(found->get<std::uint64_t>(), maxRetryAfterMs));
}

/// §5.1: the errors of JSON-RPC itself carry a number and no word of ours.
lanyard_status statusOf(std::int64_t number)
{
    switch (number) {
    case -32601: // Method not found: an older agent.
        return LANYARD_UNSUPPORTED;
    case -32600: // Invalid request.
    case -32602: // Invalid params.
        return LANYARD_BAD_REQUEST;
    default:
        return LANYARD_FAULT;
    }
}

Failure failureIn(const Json& error)
{
    Failure told = failure(LANYARD_FAULT, textAt(error, "message"));
    const auto data = error.find("data");
    if (data != error.end() && data->is_object()) {
        told.code = textAt(*data, "code");
        told.reference = textAt(*data, "reference");
        told.retryAfterMs = retryAfter(*data);
    }
    if (data != error.end() && data->is_object() && !told.code.empty()) {
        told.status = statusNamed(told.code);
        return told;
    }
    const auto number = error.find("code");
    if (number != error.end() && number->is_number_integer())
        told.status = statusOf(number->get<std::int64_t>());
    told.code = nameOf(told.status);
    return told;
}

bool isOurs(const Json& message, std::int64_t id)
{
    const auto found = message.find("id");
    if (found == message.end())
        return false;
    if (found->is_null())
        return message.contains("error");
    return found->is_number_integer() && *found == id;
}

} // namespace

std::string requestLine(std::int64_t id, std::string_view method, const Json& params)
{
    const Json request = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
    return request.dump() + '\n';
}

Message readMessage(std::string_view line, std::int64_t id)
{
    Message message;
    Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || textAt(json, "jsonrpc") != "2.0")
        return message;
    if (json.contains("method") && !json.contains("id")) {
        message.kind = Message::Kind::Notification;
        return message;
    }
    if (!isOurs(json, id))
        return message;
    const auto error = json.find("error");
    if (error != json.end() && error->is_object()) {
        message.kind = Message::Kind::Error;
        message.failure = failureIn(*error);
        return message;
    }
    const auto result = json.find("result");
    if (result != json.end()) {
        message.kind = Message::Kind::Result;
        message.result = std::move(*result);
    }
    return message;
}

} // namespace lanyard::client
