// SPDX-License-Identifier: MIT
#include "app/client/com/identity_object.h"

#include "app/client/com/text.h"

#include <algorithm>
#include <utility>

namespace lanyard::com {

using client::Json;

IdentityObject::IdentityObject(std::string json)
    : Automation(IID_ILanyardIdentity)
    , m_text(std::move(json))
    , m_json(Json::parse(m_text))
{
}

std::vector<std::string> IdentityObject::permissions() const
{
    const auto found = m_json.find("permissions");
    std::vector<std::string> names;
    if (found == m_json.end() || !found->is_array())
        return names;
    for (const Json& name : *found) {
        if (name.is_string())
            names.push_back(name.get<std::string>());
    }
    return names;
}

bool IdentityObject::hasPermission(std::string_view name) const
{
    const auto all = permissions();
    return std::find(all.begin(), all.end(), name) != all.end();
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_Json(BSTR* value)
{
    return com::give(m_text, value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_ContextId(BSTR* value)
{
    return give("/context_id", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_PersonId(BSTR* value)
{
    return give("/person/uid", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_PersonName(BSTR* value)
{
    return give("/person/name", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_RoleId(BSTR* value)
{
    return give("/role/id", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_RoleCode(BSTR* value)
{
    return give("/role/code", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_RoleName(BSTR* value)
{
    return give("/role/name", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_OrganisationCode(BSTR* value)
{
    return give("/role/organisation/code", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_OrganisationName(BSTR* value)
{
    return give("/role/organisation/name", value);
}

HRESULT STDMETHODCALLTYPE IdentityObject::get_Permissions(VARIANT* value)
{
    try {
        return com::give(permissions(), value);
    } catch (...) {
        return E_OUTOFMEMORY;
    }
}

HRESULT STDMETHODCALLTYPE IdentityObject::HasPermission(BSTR name, VARIANT_BOOL* value)
{
    if (value == nullptr)
        return E_POINTER;
    try {
        const Utf8 wanted(name);
        *value = wanted.isSound && hasPermission(wanted.text) ? VARIANT_TRUE : VARIANT_FALSE;
        return S_OK;
    } catch (...) {
        return E_OUTOFMEMORY;
    }
}

/// The text at a place in the answer (RFC 6901); empty where there is none.
HRESULT IdentityObject::give(const char* pointer, BSTR* value) const noexcept
{
    try {
        const Json::json_pointer place(pointer);
        if (!m_json.contains(place) || !m_json.at(place).is_string())
            return com::give("", value);
        return com::give(m_json.at(place).get_ref<const std::string&>(), value);
    } catch (...) {
        return E_OUTOFMEMORY;
    }
}

} // namespace lanyard::com
