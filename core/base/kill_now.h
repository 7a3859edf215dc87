// SPDX-License-Identifier: MIT
#pragma once

namespace lanyard {

/// Ends this process as somebody who kills it would: nothing of ours runs any more. Any thread.
[[noreturn]] void killNow();

} // namespace lanyard
