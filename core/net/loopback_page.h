// SPDX-License-Identifier: MIT
#pragma once

/// What the person sees in the browser. Fixed text: nothing of a request is ever repeated (P12).
///
/// Pure. The pages need no script, no picture and no further request, and are readable in a
/// browser that knows neither HTML 5 nor CSS.

#include <QByteArray>

#include <cstdint>

namespace lanyard::net {

enum class Page : std::uint8_t {
    SignedIn, ///< The sign-in has been handed over; close this page.
    NotSignedIn, ///< The provider said no; try again from the agent.
    WrongRequest, ///< Nothing that we asked for. Also what an attacker sees.
};

/// UTF-8 HTML, under 4 KiB.
[[nodiscard]] QByteArray pageHtml(Page page);

/// The Content-Security-Policy under which `html` looks right and can do nothing (CSP 3).
[[nodiscard]] QByteArray contentSecurityPolicy(const QByteArray& html);

} // namespace lanyard::net
