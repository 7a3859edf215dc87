// SPDX-License-Identifier: MIT
#include "app/cli/handover.h"

#include <array>
#include <string>
#include <string_view>
#include <unistd.h>

namespace lanyard::cli {

void becomeAdmin(char** arguments)
{
    std::array<char, 4096> path = {};
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    if (length <= 0)
        return;
    const std::string_view self(path.data(), static_cast<std::size_t>(length));
    std::string admin(self.substr(0, self.rfind('/') + 1));
    admin += "lanyard-admin";
    arguments[0] = admin.data();
    execv(admin.c_str(), arguments);
}

} // namespace lanyard::cli
