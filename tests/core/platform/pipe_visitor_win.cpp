// SPDX-License-Identifier: MIT

/// Opens a pipe and stays until its input ends; or leaves at once. Small, so that it is soon read.
///
///   pipe_visitor PIPE [leave]

#include <cstdio>

#include <windows.h>

int main(int count, char** arguments)
{
    if (count < 2
        || CreateFileA(
               arguments[1], GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr)
            == INVALID_HANDLE_VALUE)
        return 1;
    return count > 2 || std::getchar() == EOF ? 0 : 1;
}
