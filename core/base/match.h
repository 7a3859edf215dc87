// SPDX-License-Identifier: MIT
#pragma once

namespace lanyard {

/// One callable out of several, for std::visit(): `Match{[](const A&) {}, [](const B&) {}}`.
template <class... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};

template <class... Cases>
Match(Cases...) -> Match<Cases...>;

} // namespace lanyard
