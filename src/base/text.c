/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t text_utf8_length(const char *s, size_t n)
{
    const unsigned char *b = (const unsigned char *)s;
    if (n == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    size_t length = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : b[0] >= 0xc2 ? 2 : 0;
    if (length == 0 || b[0] > 0xf4 || n < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f))
        return 0;
    if ((b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f))
        return 0;
    return length;
}

size_t text_first_invalid(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        size_t length = text_utf8_length(s + i, n - i);
        if (length == 0 || s[i] == '\0')
            return i;
        i += length;
    }
    return n;
}

/* The code point of a valid sequence. */
static uint32_t decode(const char *s, size_t length)
{
    const unsigned char *b = (const unsigned char *)s;
    if (length == 1)
        return b[0];
    uint32_t c = b[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++)
        c = (c << 6) | (b[i] & 0x3fu);
    return c;
}

static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x2028 ||
           c == 0x2029 || c == 0xfeff;
}

size_t text_step(const char *s, size_t n, bool *ret_is_safe)
{
    size_t length = text_utf8_length(s, n);
    *ret_is_safe = length > 0 && !is_unsafe(decode(s, length));
    return length > 0 ? length : 1;
}

void text_make_safe(const char *text, char *out, size_t size)
{
    size_t n = strlen(text);
    size_t used = 0;
    if (size == 0)
        return;
    for (size_t i = 0; i < n;) {
        bool plain;
        size_t bytes = text_step(text + i, n - i, &plain);
        size_t need = plain ? bytes : 4 * bytes;
        if (used + need + 1 > size)
            break;
        if (plain) {
            memcpy(out + used, text + i, bytes);
        } else {
            for (size_t k = 0; k < bytes; k++)
                snprintf(out + used + 4 * k, 5, "\\x%02X", (unsigned char)text[i + k]);
        }
        used += need;
        i += bytes;
    }
    out[used] = '\0';
}

static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

static bool is_combining(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200d) ||
           (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f);
}

size_t text_columns(const char *text)
{
    size_t n = strlen(text);
    size_t columns = 0;
    for (size_t i = 0; i < n;) {
        size_t length = text_utf8_length(text + i, n - i);
        if (length == 0) {
            columns++;
            i++;
            continue;
        }
        uint32_t c = decode(text + i, length);
        columns += is_combining(c) ? 0 : is_wide(c) ? 2 : 1;
        i += length;
    }
    return columns;
}

enum { NEAREST_MAX = 64 };

/* Levenshtein's distance of two short words, by rows. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb)
{
    size_t row[NEAREST_MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[nb];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t n = strlen(word);
    if (n == 0 || n > NEAREST_MAX)
        return NULL;
    size_t limit = n / 3 > 1 ? n / 3 : 1;
    const char *best = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t m = strlen(candidates[i]);
        if (m > NEAREST_MAX)
            continue;
        size_t d = distance(word, n, candidates[i], m);
        if (d <= limit && (!best || d < limit)) {
            best = candidates[i];
            limit = d;
        }
    }
    return best;
}

bool text_glob(const char *pattern, const char *text)
{
    const char *star = NULL;
    const char *retry = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int text_compare_natural(const char *a, const char *b)
{
    const char *x = a;
    const char *y = b;
    while (*x && *y) {
        if (is_digit(*x) && is_digit(*y)) {
            while (*x == '0' && is_digit(x[1]))
                x++;
            while (*y == '0' && is_digit(y[1]))
                y++;
            size_t nx = strspn(x, "0123456789");
            size_t ny = strspn(y, "0123456789");
            if (nx != ny)
                return nx < ny ? -1 : 1;
            int order = strncmp(x, y, nx);
            if (order)
                return order;
            x += nx;
            y += ny;
            continue;
        }
        if (*x != *y)
            return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
        x++;
        y++;
    }
    if (*x || *y)
        return *x ? 1 : -1;
    return strcmp(a, b);
}

/* The next character in lower case; *text moves past it. */
static int next_folded(const char **text)
{
    const char *at = *text;
    size_t n = 1;
    int c = (unsigned char)at[0];
    if (strncmp(at, "\xe2\x84\xaa", 3) == 0) {
        c = 'k';
        n = 3;
    } else if (strncmp(at, "\xc5\xbf", 2) == 0) {
        c = 's';
        n = 2;
    } else if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
    }
    *text += n;
    return c;
}

bool text_equal_fold(const char *a, const char *b)
{
    while (*a && *b)
        if (next_folded(&a) != next_folded(&b))
            return false;
    return !*a && !*b;
}
