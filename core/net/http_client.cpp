// SPDX-License-Identifier: MIT
#include "core/net/http_client.h"

namespace lanyard::net {

HttpClient::~HttpClient() = default;

} // namespace lanyard::net
