/* SPDX-License-Identifier: MIT */
#include "json_text.h"

#include <stdio.h>
#include <string.h>

static const char* skip_blanks(const char* at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind the text that begins at `at`; NULL when it does not end. */
static const char* skip_text(const char* at)
{
    for (++at; *at != '\0'; ++at) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\' && *++at == '\0')
            return NULL;
    }
    return NULL;
}

/* Behind the value that begins at `at`; NULL when it does not end. */
static const char* skip_value(const char* at)
{
    int depth = 0;
    do {
        at = skip_blanks(at);
        if (*at == '\0')
            return NULL;
        if (*at == '"') {
            at = skip_text(at);
            if (at == NULL)
                return NULL;
        } else if (*at == '{' || *at == '[') {
            ++depth;
            ++at;
        } else if (*at == '}' || *at == ']') {
            --depth;
            ++at;
        } else if (*at == ',' || *at == ':') {
            ++at;
        } else {
            at += strcspn(at, " \t\r\n,:]}[{\"");
        }
    } while (depth > 0);
    return depth == 0 ? at : NULL;
}

const char* json_member(const char* json, const char* name)
{
    const size_t length = strlen(name);
    if (json == NULL || *(json = skip_blanks(json)) != '{')
        return NULL;
    for (++json;; ++json) {
        const char* key = skip_blanks(json);
        const char* end = *key == '"' ? skip_text(key) : NULL;
        if (end == NULL)
            return NULL;
        json = skip_blanks(end);
        if (*json != ':')
            return NULL;
        json = skip_blanks(json + 1);
        if ((size_t)(end - key) == length + 2 && memcmp(key + 1, name, length) == 0)
            return json;
        json = skip_value(json);
        if (json == NULL || *(json = skip_blanks(json)) != ',')
            return NULL;
    }
}

/* The four digits behind "\u"; -1 where they are not. */
static long hex4(const char* at)
{
    long value = 0;
    int i = 0;
    for (; i < 4; ++i) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char* digit = at[i] == '\0' ? NULL : strchr(digits, at[i]);
        if (digit == NULL)
            return -1;
        value = value * 16 + (digit - digits) % 16;
    }
    return value;
}

/* Reads "\uXXXX", or two of them that make one character; moves `at` behind it. -1 if broken. */
static long unicode_escape(const char** at)
{
    long high = hex4(*at + 2);
    long low = -1;
    if (high < 0)
        return -1;
    *at += 6;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || (*at)[0] != '\\' || (*at)[1] != 'u')
        return -1;
    low = hex4(*at + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return -1;
    *at += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* As UTF-8; the number of bytes. */
static size_t encode(long c, char* out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | (c >> 12));
        out[1] = (char)(0x80 | ((c >> 6) & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (c >> 18));
    out[1] = (char)(0x80 | ((c >> 12) & 0x3f));
    out[2] = (char)(0x80 | ((c >> 6) & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* One character of a text, escaped or not; moves `at` behind it. 0 bytes when it is broken. */
static size_t next_character(const char** at, char* bytes)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char* name = NULL;
    long c = 0;

    if (**at != '\\') {
        bytes[0] = *(*at)++;
        return (unsigned char)bytes[0] >= 0x20 ? 1 : 0;
    }
    if ((*at)[1] == 'u') {
        c = unicode_escape(at);
        return c > 0 ? encode(c, bytes) : 0;
    }
    name = (*at)[1] == '\0' ? NULL : strchr(names, (*at)[1]);
    if (name == NULL)
        return 0;
    bytes[0] = meanings[name - names];
    *at += 2;
    return 1;
}

int json_string(const char* value, char* text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    if (value == NULL || *value != '"')
        return 0;
    for (++value; *value != '"';) {
        char bytes[4];
        const size_t count = next_character(&value, bytes);
        if (count == 0 || length + count >= size) {
            text[0] = '\0';
            return 0;
        }
        memcpy(text + length, bytes, count);
        length += count;
    }
    text[length] = '\0';
    return 1;
}

int json_append(char* json, size_t size, const char* text)
{
    const size_t start = strlen(json);
    size_t length = start;
    if (length + 8 > size)
        return 0;
    if (*text == '\0') {
        strcpy(json + start, "null");
        return 1;
    }
    json[length++] = '"';
    for (; *text != '\0'; ++text) {
        const unsigned char c = (unsigned char)*text;
        if (length + 8 > size) {
            json[start] = '\0';
            return 0;
        }
        if (c == '"' || c == '\\')
            json[length++] = '\\';
        if (c < 0x20)
            length += (size_t)sprintf(json + length, "\\u%04x", c);
        else
            json[length++] = (char)c;
    }
    json[length++] = '"';
    json[length] = '\0';
    return 1;
}
