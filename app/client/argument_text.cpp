// SPDX-License-Identifier: MIT
#include "app/client/argument_text.h"

#include <array>
#include <cstring>
#include <lanyard/client.h>

namespace lanyard::client {

namespace {

/// RFC 3629 §4, one row a line of its grammar: the first byte, then the second; the rest of the
/// `length` bytes are 80 to BF.
struct Form {
    unsigned char first, firstEnd, second, secondEnd;
    std::size_t length;
};

constexpr std::array forms = {
    Form{0x01, 0x7f, 0x00, 0x00, 1},
    Form{0xc2, 0xdf, 0x80, 0xbf, 2},
    Form{0xe0, 0xe0, 0xa0, 0xbf, 3},
    Form{0xe1, 0xec, 0x80, 0xbf, 3},
    Form{0xed, 0xed, 0x80, 0x9f, 3},
    Form{0xee, 0xef, 0x80, 0xbf, 3},
    Form{0xf0, 0xf0, 0x90, 0xbf, 4},
    Form{0xf1, 0xf3, 0x80, 0xbf, 4},
    Form{0xf4, 0xf4, 0x80, 0x8f, 4},
};

bool isWithin(char c, unsigned char first, unsigned char last)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= first && byte <= last;
}

bool begins(std::string_view text, const Form& form)
{
    if (text.size() < form.length || !isWithin(text[0], form.first, form.firstEnd))
        return false;
    for (std::size_t i = 1; i < form.length; ++i) {
        if (!isWithin(text[i], i == 1 ? form.second : 0x80, i == 1 ? form.secondEnd : 0xbf))
            return false;
    }
    return true;
}

std::size_t lengthOfFirst(std::string_view text)
{
    for (const Form& form : forms) {
        if (begins(text, form))
            return form.length;
    }
    return 0;
}

} // namespace

bool isUtf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const std::size_t length = lengthOfFirst(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

bool isArgumentText(const char* text) noexcept
{
    if (text == nullptr)
        return true;
    const std::size_t length = strnlen(text, LANYARD_MAX_TEXT + 1);
    return length <= LANYARD_MAX_TEXT && isUtf8({text, length});
}

} // namespace lanyard::client
