// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace lanyard {

/// A T, or the Error that explains its absence. Ignoring one is a compiler warning, which is
/// why this is a class and not an alias (tl::expected 1.0 is not [[nodiscard]]).
///
/// Use only what std::expected also has (operator bool, *, ->, error, and_then), so that the
/// move to C++23 is this file.
template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;

    // Implicit, as in tl::expected: `return fail(...)` must read like `return value`.
    Result(tl::expected<T, Error> other) // NOLINT(google-explicit-constructor)
        : tl::expected<T, Error>(std::move(other))
    {
    }
};

/// `return fail(Fault::Malformed, "redirect.no_code", u"no code parameter"_s);`
/// `code` is the stable name of the condition; every one is listed in docs/errors.md.
[[nodiscard]] inline tl::unexpected<Error> fail(
    Fault fault, QByteArray code, QString detail = {}, int native = 0)
{
    return tl::unexpected<Error>(
        Error{fault, std::move(code), std::move(detail), native, newReference()});
}

} // namespace lanyard

/// `LY_TRY(const auto fields, parseForm(query));` declares `fields`, or returns the error.
/// `LY_CHECK(store.write(name, secret));` is the same for a Result<> that has no value.
/// Both are several statements: the body of an unbraced `if` does not compile.
#define LY_TRY(declaration, expression) LY_TRY_AT(declaration, expression, __LINE__)
#define LY_CHECK(expression) LY_CHECK_AT(expression, __LINE__)

#define LY_TRY_AT(declaration, expression, line) LY_TRY_AS(declaration, expression, line)
#define LY_TRY_AS(declaration, expression, line)                                                   \
    LY_CHECK_AS(expression, line);                                                                 \
    declaration = std::move(*lyTried##line) // NOLINT(bugprone-macro-parentheses)
#define LY_CHECK_AT(expression, line) LY_CHECK_AS(expression, line)
#define LY_CHECK_AS(expression, line)                                                              \
    auto lyTried##line = (expression);                                                             \
    if (!lyTried##line)                                                                            \
    return tl::unexpected<::lanyard::Error>(std::move(lyTried##line).error())
