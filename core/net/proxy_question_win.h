// SPDX-License-Identifier: MIT
#pragma once

/// Windows' proxy settings and what their script says of one address. Any thread; blocks.

#include <string>
#include <vector>

#include <windows.h>

namespace lanyard::net {

/// Nothing of Qt in it: the thread that fills it may outlive the application object.
struct ProxyFindings {
    struct Entry {
        bool isProxy = false; ///< Otherwise the direct way.
        int scheme = 0; ///< INTERNET_SCHEME of the proxy itself.
        std::wstring host;
        WORD port = 0;
    };

    bool hasScript = false;
    bool isScriptHeard = false;
    std::vector<Entry> script;
    std::wstring list;
    std::wstring exceptions;
    std::wstring machineList;
    std::wstring machineExceptions;
};

/// Takes as long as Windows takes, 30 s at most.
[[nodiscard]] ProxyFindings findProxies(const std::wstring& url);

} // namespace lanyard::net
