/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "document/json_scan.h"

static size_t write_utf8(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xf00u >> length) | code);
    return length;
}

/* The code point of four hexadecimal digits, which are there. */
static uint32_t code_at(const char *digits)
{
    uint32_t code = 0;
    for (size_t i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)digits[i];
        code = code << 4 | (c <= '9' ? c - (uint32_t)'0' : (c | 0x20u) - 'a' + 10u);
    }
    return code;
}

size_t json_unescape(const char *text, size_t n, char *out)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    size_t written = 0;
    for (size_t pos = 0; pos < n;) {
        if (text[pos] != '\\') {
            out[written++] = text[pos++];
            continue;
        }
        char c = text[pos + 1];
        const char *letter = strchr(letters, c);
        pos += 2;
        if (c != 'u') {
            out[written++] = letter ? meant[letter - letters] : c;
            continue;
        }
        uint32_t code = code_at(text + pos);
        pos += 4;
        if (code >= 0xd800 && code < 0xdc00) {
            code = 0x10000 + ((code - 0xd800) << 10) + (code_at(text + pos + 2) - 0xdc00);
            pos += 6;
        }
        written += write_utf8(code, out + written);
    }
    return written;
}
