// SPDX-License-Identifier: MIT
#include "app/client/com/error_object.h"

#include "app/client/com/text.h"

#include <algorithm>
#include <limits>
#include <oleauto.h>
#include <string>

namespace lanyard::com {

namespace {

HRESULT give(std::int64_t number, LONG* value)
{
    if (value == nullptr)
        return E_POINTER;
    *value = static_cast<LONG>(std::min<std::int64_t>(number, std::numeric_limits<LONG>::max()));
    return S_OK;
}

std::string sentenceFor(const lanyard_error& error)
{
    std::string text = error.code;
    if (error.message[0] != '\0')
        text.append(": ").append(error.message);
    if (error.reference[0] != '\0')
        text.append(" (tell support ").append(error.reference).append(")");
    return text;
}

void leaveDescription(const lanyard_error& error, REFIID interfaceId)
{
    ICreateErrorInfo* made = nullptr;
    if (FAILED(CreateErrorInfo(&made)))
        return;
    BSTR description = nullptr;
    if (SUCCEEDED(com::give(sentenceFor(error), &description))) {
        made->SetGUID(interfaceId);
        made->SetSource(const_cast<wchar_t*>(L"Lanyard.Client"));
        made->SetDescription(description);
        SysFreeString(description);
    }
    IErrorInfo* info = nullptr;
    if (SUCCEEDED(made->QueryInterface(IID_IErrorInfo, reinterpret_cast<void**>(&info)))) {
        SetErrorInfo(0, info);
        info->Release();
    }
    made->Release();
}

} // namespace

ErrorObject::ErrorObject(const lanyard_error& error)
    : Automation(IID_ILanyardError)
    , m_error(error)
{
}

HRESULT STDMETHODCALLTYPE ErrorObject::get_Code(BSTR* value)
{
    return com::give(m_error.status == LANYARD_OK ? "" : m_error.code, value);
}

HRESULT STDMETHODCALLTYPE ErrorObject::get_Status(LONG* value)
{
    return give(m_error.status, value);
}

HRESULT STDMETHODCALLTYPE ErrorObject::get_Message(BSTR* value)
{
    return com::give(m_error.message, value);
}

HRESULT STDMETHODCALLTYPE ErrorObject::get_Reference(BSTR* value)
{
    return com::give(m_error.reference, value);
}

HRESULT STDMETHODCALLTYPE ErrorObject::get_RetryAfterMs(LONG* value)
{
    return give(m_error.retry_after_ms, value);
}

HRESULT resultFor(lanyard_status status)
{
    constexpr unsigned firstOfOurs = 0x200; // Below it are COM's own numbers of FACILITY_ITF.
    return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, firstOfOurs + static_cast<unsigned>(status));
}

HRESULT raise(const lanyard_error& error, REFIID interfaceId) noexcept
{
    try {
        leaveDescription(error, interfaceId);
    } catch (...) { // Without words, then.
        SetErrorInfo(0, nullptr);
    }
    return resultFor(error.status);
}

} // namespace lanyard::com
