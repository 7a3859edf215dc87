// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <unistd.h>

namespace lanyard::platform {

/// Owns a file descriptor; -1 is none.
struct Descriptor {
    int number;

    explicit Descriptor(int opened)
        : number(opened)
    {
    }

    ~Descriptor()
    {
        if (number >= 0)
            close(number);
    }

    Q_DISABLE_COPY_MOVE(Descriptor)
};

} // namespace lanyard::platform
