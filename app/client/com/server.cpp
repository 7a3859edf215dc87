// SPDX-License-Identifier: MIT

/// Where COM gets Lanyard.Client from. The installer registers it; nothing here writes the registry.

#include "app/client/com/client_object.h"

#include <objbase.h>

namespace lanyard::com {

namespace {

/// One for the module, never destroyed: programs hold it as long as they like.
class Factory final : public IClassFactory
{
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID wanted, void** object) override
    {
        if (object == nullptr)
            return E_POINTER;
        *object = nullptr;
        if (!IsEqualIID(wanted, IID_IUnknown) && !IsEqualIID(wanted, IID_IClassFactory))
            return E_NOINTERFACE;
        *object = static_cast<IClassFactory*>(this);
        AddRef();
        return S_OK;
    }

    // It does not count: a module that is unloaded while somebody holds it is COM's to prevent, by
    // LockServer().
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }

    ULONG STDMETHODCALLTYPE Release() override { return 1; }

    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID wanted, void** object) override
    {
        if (object == nullptr)
            return E_POINTER;
        *object = nullptr;
        if (outer != nullptr)
            return CLASS_E_NOAGGREGATION;
        try {
            auto* const client = new ClientObject;
            const HRESULT result = client->QueryInterface(wanted, object);
            client->Release();
            return result;
        } catch (...) {
            return E_OUTOFMEMORY;
        }
    }

    HRESULT STDMETHODCALLTYPE LockServer(BOOL isLocked) override
    {
        ModuleUse::lock(isLocked != FALSE);
        return S_OK;
    }
};

} // namespace

} // namespace lanyard::com

STDAPI DllGetClassObject(REFCLSID wanted, REFIID interfaceId, void** object)
{
    static lanyard::com::Factory factory;
    if (object == nullptr)
        return E_POINTER;
    *object = nullptr;
    if (!IsEqualCLSID(wanted, CLSID_Client))
        return CLASS_E_CLASSNOTAVAILABLE;
    return factory.QueryInterface(interfaceId, object);
}

STDAPI DllCanUnloadNow()
{
    return lanyard::com::ModuleUse::isAny() ? S_FALSE : S_OK;
}
