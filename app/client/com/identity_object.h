// SPDX-License-Identifier: MIT
#pragma once

#include "app/client/com/automation.h"
#include "app/client/json_rpc.h"

#include <lanyard/automation.h>
#include <string>
#include <string_view>
#include <vector>

namespace lanyard::com {

/// An identity context, as it was when it was asked for. What policy does not show is empty.
class IdentityObject final : public Automation<ILanyardIdentity>
{
public:
    /// `json` is the agent's answer. Throws client::Json::parse_error where it is none.
    explicit IdentityObject(std::string json);

    [[nodiscard]] std::vector<std::string> permissions() const;
    [[nodiscard]] bool hasPermission(std::string_view name) const;

    HRESULT STDMETHODCALLTYPE get_Json(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_ContextId(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_PersonId(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_PersonName(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_RoleId(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_RoleCode(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_RoleName(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_OrganisationCode(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_OrganisationName(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_Permissions(VARIANT* value) override;
    HRESULT STDMETHODCALLTYPE HasPermission(BSTR name, VARIANT_BOOL* value) override;

private:
    HRESULT give(const char* pointer, BSTR* value) const noexcept;

    std::string m_text;
    client::Json m_json;
};

} // namespace lanyard::com
