// SPDX-License-Identifier: MIT
#include "app/client/com/client_object.h"

#include "app/client/com/error_object.h"
#include "app/client/com/text.h"
#include "app/client/wiped_buffer.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <oleauto.h>
#include <vector>

namespace lanyard::com {

namespace {

/// Runs `body` behind a fence that no exception passes.
template <class Body>
HRESULT fenced(Body body) noexcept
{
    try {
        return body();
    } catch (...) {
        return E_OUTOFMEMORY;
    }
}

const char* orNull(const std::string& text)
{
    return text.empty() ? nullptr : text.c_str();
}

/// An argument that may be left out: nothing, null and empty are all "not given".
bool isText(const VARIANT& argument)
{
    return argument.vt == VT_BSTR;
}

bool isLeftOut(const VARIANT& argument)
{
    return argument.vt == VT_ERROR || argument.vt == VT_EMPTY || argument.vt == VT_NULL;
}

/// Where one answer fits, wiped when it goes.
struct AnswerRoom {
    std::vector<char> bytes = std::vector<char>(LANYARD_MAX_ANSWER);

    AnswerRoom() = default;
    AnswerRoom(const AnswerRoom&) = delete;
    AnswerRoom& operator=(const AnswerRoom&) = delete;
    AnswerRoom(AnswerRoom&&) = delete;
    AnswerRoom& operator=(AnswerRoom&&) = delete;

    ~AnswerRoom() { client::wipe(bytes); }
};

} // namespace

ClientObject::ClientObject()
    : Automation(IID_ILanyardClient)
{
    if (lanyard_client_open(&m_client) != LANYARD_OK)
        throw std::bad_alloc();
    m_last.size = sizeof m_last;
}

ClientObject::~ClientObject()
{
    lanyard_client_close(m_client);
}

HRESULT STDMETHODCALLTYPE ClientObject::GetToken(BSTR audience, VARIANT scope, BSTR* token)
{
    if (token == nullptr)
        return E_POINTER;
    *token = nullptr;
    return fenced([&] {
        if (!isText(scope) && !isLeftOut(scope))
            return raiseBadArgument("the scope is not a text");
        const Utf8 resource(audience);
        const Utf8 scopes(isText(scope) ? scope.bstrVal : nullptr);
        if (!resource.isSound || !scopes.isSound)
            return raiseBadArgument("a text that is not Unicode");
        const Terms terms = this->terms();
        lanyard_token_options options = {};
        options.size = sizeof options;
        options.timeout_ms = terms.timeoutMs;
        options.interactive = terms.isInteractive ? 1 : 0;
        options.audience = resource.text.c_str();
        options.scope = orNull(scopes.text);
        options.context_id = orNull(terms.contextId);
        options.correlation_id = orNull(terms.correlationId);
        AnswerRoom room;
        const HRESULT result = answerFor(lanyard_token_get(
            m_client, &options, room.bytes.data(), room.bytes.size(), nullptr, nullptr));
        return FAILED(result) ? result : com::give(room.bytes.data(), token);
    });
}

HRESULT STDMETHODCALLTYPE ClientObject::GetIdentity(ILanyardIdentity** identity)
{
    if (identity == nullptr)
        return E_POINTER;
    *identity = nullptr;
    return fenced([&] {
        std::string json;
        const HRESULT result = this->identity(json);
        if (SUCCEEDED(result))
            *identity = new IdentityObject(std::move(json));
        return result;
    });
}

HRESULT STDMETHODCALLTYPE ClientObject::get_Permissions(VARIANT* value)
{
    if (value == nullptr)
        return E_POINTER;
    VariantInit(value);
    ILanyardIdentity* identity = nullptr;
    HRESULT result = GetIdentity(&identity);
    if (FAILED(result))
        return result;
    result = identity->get_Permissions(value);
    identity->Release();
    return result;
}

HRESULT STDMETHODCALLTYPE ClientObject::HasPermission(BSTR name, VARIANT_BOOL* value)
{
    if (value == nullptr)
        return E_POINTER;
    *value = VARIANT_FALSE;
    ILanyardIdentity* identity = nullptr;
    HRESULT result = GetIdentity(&identity);
    if (FAILED(result))
        return result;
    result = identity->HasPermission(name, value);
    identity->Release();
    return result;
}

HRESULT STDMETHODCALLTYPE ClientObject::SignIn()
{
    return fenced([&] { return answerFor(lanyard_sign_in(m_client, nullptr, terms().timeoutMs)); });
}

HRESULT STDMETHODCALLTYPE ClientObject::SignOut()
{
    return fenced(
        [&] { return answerFor(lanyard_sign_out(m_client, nullptr, terms().timeoutMs)); });
}

HRESULT STDMETHODCALLTYPE ClientObject::get_State(BSTR* value)
{
    if (value == nullptr)
        return E_POINTER;
    *value = nullptr;
    return fenced([&] {
        std::string json;
        const HRESULT result = askForJson(
            [&](char* room, std::size_t size) {
                return lanyard_session_get(m_client, terms().timeoutMs, room, size, nullptr);
            },
            json);
        if (FAILED(result))
            return result;
        const auto answer = client::Json::parse(json);
        return com::give(answer.value("state", std::string()), value);
    });
}

HRESULT STDMETHODCALLTYPE ClientObject::get_LastError(ILanyardError** error)
{
    if (error == nullptr)
        return E_POINTER;
    *error = nullptr;
    return fenced([&] {
        const std::lock_guard lock(m_mutex);
        *error = new ErrorObject(m_last);
        return S_OK;
    });
}

HRESULT STDMETHODCALLTYPE ClientObject::get_TimeoutMs(LONG* value)
{
    if (value == nullptr)
        return E_POINTER;
    const std::lock_guard lock(m_mutex);
    *value = static_cast<LONG>(m_terms.timeoutMs);
    return S_OK;
}

HRESULT STDMETHODCALLTYPE ClientObject::put_TimeoutMs(LONG value)
{
    if (value < 0)
        return fenced([&] { return raiseBadArgument("a time that is negative"); });
    const std::lock_guard lock(m_mutex);
    m_terms.timeoutMs = std::min(static_cast<std::uint32_t>(value), LANYARD_MAX_TIMEOUT_MS);
    return S_OK;
}

HRESULT STDMETHODCALLTYPE ClientObject::get_ContextId(BSTR* value)
{
    return give(&Terms::contextId, value);
}

HRESULT STDMETHODCALLTYPE ClientObject::put_ContextId(BSTR value)
{
    return put(&Terms::contextId, value);
}

HRESULT STDMETHODCALLTYPE ClientObject::get_CorrelationId(BSTR* value)
{
    return give(&Terms::correlationId, value);
}

HRESULT STDMETHODCALLTYPE ClientObject::put_CorrelationId(BSTR value)
{
    return put(&Terms::correlationId, value);
}

HRESULT STDMETHODCALLTYPE ClientObject::get_Interactive(VARIANT_BOOL* value)
{
    if (value == nullptr)
        return E_POINTER;
    const std::lock_guard lock(m_mutex);
    *value = m_terms.isInteractive ? VARIANT_TRUE : VARIANT_FALSE;
    return S_OK;
}

HRESULT STDMETHODCALLTYPE ClientObject::put_Interactive(VARIANT_BOOL value)
{
    const std::lock_guard lock(m_mutex);
    m_terms.isInteractive = value != VARIANT_FALSE;
    return S_OK;
}

HRESULT STDMETHODCALLTYPE ClientObject::get_Version(BSTR* value)
{
    return com::give(lanyard_version(), value);
}

ClientObject::Terms ClientObject::terms() const
{
    const std::lock_guard lock(m_mutex);
    return m_terms;
}

/// Remembers how the library's call ended, and raises what was not LANYARD_OK.
HRESULT ClientObject::answerFor(lanyard_status status)
{
    lanyard_error error = {};
    error.size = sizeof error;
    if (lanyard_last_error(m_client, &error) != LANYARD_OK || error.status != status) {
        error = {}; // Another thread's call came between: its words are not ours.
        error.size = sizeof error;
        error.status = status;
        std::strncpy(error.code, lanyard_status_name(status), sizeof error.code - 1);
    }
    {
        const std::lock_guard lock(m_mutex);
        m_last = error;
    }
    return status == LANYARD_OK ? S_OK : raise(error, IID_ILanyardClient);
}

HRESULT ClientObject::raiseBadArgument(const char* message)
{
    lanyard_error error = {};
    error.size = sizeof error;
    error.status = LANYARD_BAD_ARGUMENT;
    std::strncpy(error.code, lanyard_status_name(error.status), sizeof error.code - 1);
    std::strncpy(error.message, message, sizeof error.message - 1);
    {
        const std::lock_guard lock(m_mutex);
        m_last = error;
    }
    return raise(error, IID_ILanyardClient);
}

template <class Ask>
HRESULT ClientObject::askForJson(Ask ask, std::string& json)
{
    AnswerRoom room;
    const HRESULT result = answerFor(ask(room.bytes.data(), room.bytes.size()));
    if (SUCCEEDED(result))
        json = room.bytes.data();
    return result;
}

HRESULT ClientObject::identity(std::string& json)
{
    const Terms terms = this->terms();
    return askForJson(
        [&](char* room, std::size_t size) {
            return lanyard_identity_get(
                m_client, orNull(terms.contextId), terms.timeoutMs, room, size, nullptr);
        },
        json);
}

HRESULT ClientObject::put(std::string Terms::*member, BSTR value)
{
    return fenced([&] {
        const Utf8 text(value);
        if (!text.isSound)
            return raiseBadArgument("a text that is not Unicode");
        const std::lock_guard lock(m_mutex);
        m_terms.*member = text.text;
        return S_OK;
    });
}

HRESULT ClientObject::give(std::string Terms::*member, BSTR* value) const
{
    return fenced([&] { return com::give(terms().*member, value); });
}

} // namespace lanyard::com
