// SPDX-License-Identifier: MIT
#include "app/client/com/text.h"

#include <oleauto.h>

namespace lanyard::com {

Utf8::Utf8(BSTR wide)
{
    const UINT length = SysStringLen(wide);
    if (length == 0)
        return;
    const auto convert = [&](char* to, int room) {
        return WideCharToMultiByte(CP_UTF8,
            WC_ERR_INVALID_CHARS,
            wide,
            static_cast<int>(length),
            to,
            room,
            nullptr,
            nullptr);
    };
    const int size = convert(nullptr, 0);
    text.resize(static_cast<std::size_t>(size > 0 ? size : 0));
    isSound =
        size > 0 && convert(text.data(), size) == size && text.find('\0') == std::string::npos;
    if (!isSound)
        text.clear();
}

HRESULT give(std::string_view text, BSTR* value) noexcept
{
    if (value == nullptr)
        return E_POINTER;
    const auto size = static_cast<int>(text.size());
    const int length =
        size == 0 ? 0 : MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0);
    *value = SysAllocStringLen(nullptr, static_cast<UINT>(length));
    if (*value == nullptr)
        return E_OUTOFMEMORY;
    if (length > 0)
        MultiByteToWideChar(CP_UTF8, 0, text.data(), size, *value, length);
    return S_OK;
}

HRESULT give(const std::vector<std::string>& texts, VARIANT* value) noexcept
{
    if (value == nullptr)
        return E_POINTER;
    VariantInit(value);
    SAFEARRAY* const array = SafeArrayCreateVector(VT_VARIANT, 0, static_cast<ULONG>(texts.size()));
    if (array == nullptr)
        return E_OUTOFMEMORY;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        VARIANT text;
        VariantInit(&text);
        text.vt = VT_BSTR;
        auto index = static_cast<LONG>(i);
        HRESULT result = give(texts[i], &text.bstrVal);
        if (SUCCEEDED(result))
            result = SafeArrayPutElement(array, &index, &text); // Takes a copy.
        VariantClear(&text);
        if (FAILED(result)) {
            SafeArrayDestroy(array);
            return result;
        }
    }
    value->vt = VT_ARRAY | VT_VARIANT;
    value->parray = array;
    return S_OK;
}

} // namespace lanyard::com
