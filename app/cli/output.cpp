// SPDX-License-Identifier: MIT
#include "app/cli/output.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <tuple>

namespace lanyard::cli {

namespace {

bool put(std::string_view text)
{
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

std::string textAt(const Json& json, std::string_view path)
{
    const Json* const field = fieldAt(json, path);
    return field != nullptr && field->is_string() ? printable(field->get<std::string>()) : "";
}

void addLine(std::string& text, std::string_view label, const std::string& value)
{
    if (value.empty())
        return;
    text += "\n  ";
    text += label;
    text.append(14 - std::min<std::size_t>(label.size(), 13), ' ');
    text += value;
}

/// What a person can do about it; empty where the message says all.
std::string_view advice(lanyard_status status)
{
    switch (status) {
    case LANYARD_SIGNED_OUT:
        return "Sign in first: lanyard sign-in";
    case LANYARD_INTERACTION_REQUIRED:
        return "The person has to act: sign in, or ask with --interactive";
    case LANYARD_DENIED:
        return "Policy does not give this program that; programs are permitted in apps.json";
    case LANYARD_NO_AGENT:
        return "Start lanyard-agent in this login session";
    case LANYARD_UNTRUSTED:
        return "Nothing was sent. Tell your IT department";
    case LANYARD_PAUSED:
        return "Unlock the desktop";
    default:
        return {};
    }
}

} // namespace

std::string printable(std::string text)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::replace_if(text.begin(), text.end(), isControl, ' ');
    return text;
}

Exit print(std::string_view text)
{
    return put(text) && put("\n") && std::fflush(stdout) == 0 ? Exit::Ok : Exit::Other;
}

Exit printToken(std::string_view token, const Json& rest)
{
    if (std::setvbuf(stdout, nullptr, _IONBF, 0) != 0)
        return Exit::Other; // A buffer would keep a copy.
    if (!rest.is_object())
        return print(token);
    bool written = put(R"({"access_token":")");
    for (const char c : token) {
        const std::array<char, 2> escaped = {'\\', c};
        const bool escapes = c == '"' || c == '\\';
        written = put({escapes ? escaped.data() : &c, escapes ? 2U : 1U}) && written;
    }
    const std::string members = rest.dump();
    const std::string_view tail = std::string_view(members).substr(1); // Without its brace.
    return put("\",") && print(tail) == Exit::Ok && written ? Exit::Ok : Exit::Other;
}

void complain(std::string_view sentence)
{
    static_cast<void>(std::fprintf(
        stderr, "lanyard: %.*s\n", static_cast<int>(sentence.size()), sentence.data()));
}

Exit printFailure(Exit ended, std::string_view code, std::string_view message, bool asJson)
{
    if (!asJson) {
        complain(message);
        return ended;
    }
    const Json told = {{"error",
        {{"code", code}, {"message", message}, {"reference", ""}, {"retry_after_ms", 0}}}};
    // A word of the person's own need not be UTF-8.
    std::ignore = print(told.dump(-1, ' ', false, Json::error_handler_t::replace));
    return ended;
}

Exit printFailure(const lanyard_error& error, bool asJson)
{
    if (asJson) {
        const Json told = {{"error",
            {{"code", error.code},
                {"message", error.message},
                {"reference", error.reference},
                {"retry_after_ms", error.retry_after_ms}}}};
        std::ignore = print(told.dump());
        return exitFor(error.status);
    }
    std::string sentence = *error.message != '\0' ? error.message : "the agent refused";
    sentence += " (" + std::string(error.code);
    if (*error.reference != '\0')
        sentence += ", reference " + std::string(error.reference);
    sentence += ')';
    complain(sentence);
    if (!advice(error.status).empty())
        complain(advice(error.status));
    return exitFor(error.status);
}

const Json* fieldAt(const Json& json, std::string_view path)
{
    const Json* place = &json;
    while (place != nullptr) {
        const std::size_t dot = path.find('.');
        const std::string_view name = path.substr(0, dot);
        const Json* next = nullptr;
        std::size_t index = 0;
        if (place->is_object()) {
            const auto found = place->find(name);
            next = found == place->end() ? nullptr : &*found;
        } else if (place->is_array()
            && std::from_chars(name.data(), name.data() + name.size(), index).ptr
                == name.data() + name.size()
            && !name.empty() && index < place->size()) {
            next = &(*place)[index];
        }
        place = next;
        if (dot == std::string_view::npos)
            break;
        path.remove_prefix(dot + 1);
    }
    return place;
}

std::string sessionText(const Json& session)
{
    const std::string state = textAt(session, "state");
    std::string text = state == "signed_in" ? "Signed in"
        : state == "paused"                 ? "Signed in, paused: the desktop is locked"
        : state == "signing_in"             ? "Signing in: the browser is waiting"
        : state == "ended"                  ? "Signed out: the session has ended"
                                            : "Signed out";
    addLine(text, "Person", textAt(session, "person.name"));
    addLine(text, "Since", textAt(session, "signed_in_at"));
    addLine(text, "Idle until", textAt(session, "idle_ends_at"));
    addLine(text, "Ends at", textAt(session, "absolute_ends_at"));
    addLine(text, "Because", textAt(session, "reason.code"));
    addLine(text, "Reference", textAt(session, "reason.reference"));
    return text;
}

std::string identityText(const Json& identity)
{
    const std::string name = textAt(identity, "person.name");
    std::string text = name.empty() ? "A signed-in person" : name;
    addLine(text, "User id", textAt(identity, "person.uid"));
    addLine(text, "Role", textAt(identity, "role.name"));
    addLine(text, "Organisation", textAt(identity, "role.organisation.name"));
    addLine(text, "Code", textAt(identity, "role.organisation.code"));
    std::string permissions;
    if (const Json* const held = fieldAt(identity, "permissions"); held != nullptr) {
        for (const Json& permission : *held) {
            if (permission.is_string())
                permissions += (permissions.empty() ? "" : ", ") + permission.get<std::string>();
        }
    }
    addLine(text, "May", printable(permissions));
    addLine(text, "Context", textAt(identity, "context_id"));
    return text;
}

} // namespace lanyard::cli
