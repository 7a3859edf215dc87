// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace lanyard::test {

/// The code of the error, or nothing: `QCOMPARE(codeOf(answer), QByteArray())` says what went wrong.
template <class T>
[[nodiscard]] QByteArray codeOf(const Result<T>& result)
{
    return result ? QByteArray() : result.error().code;
}

} // namespace lanyard::test
