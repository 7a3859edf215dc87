/* SPDX-License-Identifier: MIT
 *
 * As much JSON as this program needs: find a member of an object, read a text or a number, write
 * a text. It walks values properly, so a name inside a text or a deeper object is not mistaken for
 * a member. Nothing is allocated and nothing is changed.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stddef.h>

/* The value of member `name` of the object that begins at `json`; NULL where there is none, or
 * `json` is NULL or no object. Calls can be nested: json_member(json_member(line, "a"), "b"). */
const char* json_member(const char* json, const char* name);

/* Copies the text that begins at `value`, unescaped, with its NUL. 0 where it is no text, is
 * broken, holds a NUL, or does not fit; `text` is then empty. */
int json_string(const char* value, char* text, size_t size);

/* Appends `text` to `json` as a quoted text, or null where `text` is empty. 0 when it does not
 * fit. */
int json_append(char* json, size_t size, const char* text);

#endif
