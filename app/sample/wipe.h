/* SPDX-License-Identifier: MIT */
#ifndef WIPE_H
#define WIPE_H

#include <stddef.h>

/* What is not read again a compiler may leave out: plain memset() need not wipe anything. Use
 * explicit_bzero(), memset_s() or SecureZeroMemory() where you have them. */
static inline void wipe(char* text, size_t size)
{
    volatile char* byte = text;
    while (size-- > 0)
        *byte++ = '\0';
}

#endif
