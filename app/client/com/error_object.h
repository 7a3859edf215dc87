// SPDX-License-Identifier: MIT
#pragma once

#include "app/client/com/automation.h"

#include <lanyard/automation.h>
#include <lanyard/client.h>

namespace lanyard::com {

/// How a call ended, as it was then.
class ErrorObject final : public Automation<ILanyardError>
{
public:
    explicit ErrorObject(const lanyard_error& error);

    HRESULT STDMETHODCALLTYPE get_Code(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_Status(LONG* value) override;
    HRESULT STDMETHODCALLTYPE get_Message(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_Reference(BSTR* value) override;
    HRESULT STDMETHODCALLTYPE get_RetryAfterMs(LONG* value) override;

private:
    lanyard_error m_error;
};

/// What a script sees as Err.Number: 0x80040200 and the status of lanyard/client.h.
[[nodiscard]] HRESULT resultFor(lanyard_status status);

/// resultFor(), after leaving the sentence and the support code for Err.Description.
[[nodiscard]] HRESULT raise(const lanyard_error& error, REFIID interfaceId) noexcept;

} // namespace lanyard::com
