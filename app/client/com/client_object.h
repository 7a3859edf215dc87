// SPDX-License-Identifier: MIT
#pragma once

#include "app/client/com/automation.h"
#include "app/client/com/identity_object.h"

#include <lanyard/automation.h>
#include <lanyard/client.h>
#include <mutex>
#include <string>

namespace lanyard::com {

/// Lanyard.Client: lanyard/client.h for programs that speak automation. Each method raises an error
/// of its own number (resultFor()) where the library's call does not answer LANYARD_OK.
class ClientObject final : public Automation<ILanyardClient>
{
public:
    /// Throws std::bad_alloc.
    ClientObject();

    HRESULT STDMETHODCALLTYPE GetToken(BSTR audience, VARIANT scope, BSTR* token) override;
    HRESULT STDMETHODCALLTYPE GetIdentity(ILanyardIdentity** identity) override;
    HRESULT STDMETHODCALLTYPE get_Permissions(VARIANT* value) override;
    HRESULT STDMETHODCALLTYPE HasPermission(BSTR name, VARIANT_BOOL* value) override;
    HRESULT STDMETHODCALLTYPE SignIn() override;
    HRESULT STDMETHODCALLTYPE SignOut() override;
    HRESULT STDMETHODCALLTYPE get_State(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_LastError(ILanyardError** error) override;
    HRESULT STDMETHODCALLTYPE get_TimeoutMs(LONG* value) override;
    HRESULT STDMETHODCALLTYPE put_TimeoutMs(LONG value) override;
    HRESULT STDMETHODCALLTYPE get_ContextId(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE put_ContextId(BSTR value) override;
    HRESULT STDMETHODCALLTYPE get_CorrelationId(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE put_CorrelationId(BSTR value) override;
    HRESULT STDMETHODCALLTYPE get_Interactive(VARIANT_BOOL* value) override;
    HRESULT STDMETHODCALLTYPE put_Interactive(VARIANT_BOOL value) override;
    HRESULT STDMETHODCALLTYPE get_Version(BSTR* value) override;

private:
    /// What every call is made with.
    struct Terms {
        std::string contextId;
        std::string correlationId;
        std::uint32_t timeoutMs = 0;
        bool isInteractive = false;
    };

    ~ClientObject() override;

    [[nodiscard]] Terms terms() const;
    HRESULT answerFor(lanyard_status status);
    HRESULT raiseBadArgument(const char* message);
    template <class Ask>
    HRESULT askForJson(Ask ask, std::string& json);
    HRESULT identity(std::string& json);
    HRESULT put(std::string Terms::*member, BSTR value);
    HRESULT give(std::string Terms::*member, BSTR* value) const;

    lanyard_client* m_client = nullptr;
    mutable std::mutex m_mutex;
    Terms m_terms; ///< By m_mutex.
    lanyard_error m_last = {}; ///< By m_mutex. The handle does not know of errors found here.
};

} // namespace lanyard::com
