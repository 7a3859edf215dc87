// SPDX-License-Identifier: MIT
#pragma once

/// What every automation object is, beside itself.

#include "app/client/com/type_library.h"

#include <atomic>
#include <mutex>
#include <oaidl.h>
#include <oleauto.h>

namespace lanyard::com {

/// IUnknown, IDispatch by the type library, and ISupportErrorInfo, for one dual interface. Made with
/// one reference, and deletes itself. Any thread.
template <class Interface>
class Automation : public Interface, private ISupportErrorInfo
{
public:
    explicit Automation(const IID& interfaceId)
        : m_interfaceId(interfaceId)
    {
    }

    Automation(const Automation&) = delete;
    Automation& operator=(const Automation&) = delete;
    Automation(Automation&&) = delete;
    Automation& operator=(Automation&&) = delete;

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID wanted, void** object) override
    {
        if (object == nullptr)
            return E_POINTER;
        *object = nullptr;
        if (IsEqualIID(wanted, IID_IUnknown) || IsEqualIID(wanted, IID_IDispatch)
            || IsEqualIID(wanted, m_interfaceId))
            *object = static_cast<Interface*>(this);
        else if (IsEqualIID(wanted, IID_ISupportErrorInfo))
            *object = static_cast<ISupportErrorInfo*>(this);
        else
            return E_NOINTERFACE;
        AddRef();
        return S_OK;
    }

    ULONG STDMETHODCALLTYPE AddRef() override { return ++m_references; }

    ULONG STDMETHODCALLTYPE Release() override
    {
        const ULONG left = --m_references;
        if (left == 0)
            delete this;
        return left;
    }

    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override
    {
        if (count == nullptr)
            return E_POINTER;
        *count = 1;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID /*locale*/, ITypeInfo** info) override
    {
        if (info == nullptr)
            return E_POINTER;
        *info = nullptr;
        return index == 0 ? typeInfoOf(m_interfaceId, info) : DISP_E_BADINDEX;
    }

    HRESULT STDMETHODCALLTYPE GetIDsOfNames(
        REFIID /*reserved*/, LPOLESTR* names, UINT count, LCID /*locale*/, DISPID* ids) override
    {
        return withTypeInfo(
            [&](ITypeInfo& info) { return DispGetIDsOfNames(&info, names, count, ids); });
    }

    HRESULT STDMETHODCALLTYPE Invoke(DISPID id,
        REFIID /*reserved*/,
        LCID /*locale*/,
        WORD flags,
        DISPPARAMS* parameters,
        VARIANT* result,
        EXCEPINFO* exception,
        UINT* wrongArgument) override
    {
        return withTypeInfo([&](ITypeInfo& info) {
            return DispInvoke(static_cast<Interface*>(this),
                &info,
                id,
                flags,
                parameters,
                result,
                exception,
                wrongArgument);
        });
    }

protected:
    virtual ~Automation()
    {
        if (m_info != nullptr)
            m_info->Release();
    }

private:
    HRESULT STDMETHODCALLTYPE InterfaceSupportsErrorInfo(REFIID asked) override
    {
        return IsEqualIID(asked, m_interfaceId) ? S_OK : S_FALSE;
    }

    /// Read once, when first needed: early-bound programs never do.
    template <class Call>
    HRESULT withTypeInfo(Call call)
    {
        const std::lock_guard lock(m_mutex);
        if (m_info == nullptr) {
            const HRESULT result = typeInfoOf(m_interfaceId, &m_info);
            if (FAILED(result))
                return result;
        }
        ITypeInfo& info = *m_info;
        return call(info);
    }

    const IID& m_interfaceId;
    std::atomic<ULONG> m_references{1};
    std::mutex m_mutex;
    ITypeInfo* m_info = nullptr; ///< By m_mutex.
    ModuleUse m_use;
};

} // namespace lanyard::com
