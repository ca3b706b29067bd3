/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mutate_damage.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64, DIGITS_MAX = 24 };

static uint64_t state = 88172645463325252U;

size_t damage_pick(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n == 0 ? 0 : (size_t)(state % n);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t replace(char *text, size_t n, size_t at, size_t length, const char *by)
{
    size_t size = strlen(by);

    memmove(text + at + size, text + at + length, n - at - length + 1);
    memcpy(text + at, by, size);
    return n - length + size;
}

/* ---- words */

/* The word in quotes that begins behind `at`; its length, 0 = none or too long. */
static size_t next_word(const char *text, size_t n, size_t at, size_t *ret_begin)
{
    const char *open = memchr(text + at, '"', n - at);
    const char *begin = open ? open + 1 : NULL;
    const char *end = begin ? memchr(begin, '"', n - (size_t)(begin - text)) : NULL;

    if (!end || end - begin > WORD_MAX)
        return 0;
    *ret_begin = (size_t)(begin - text);
    return (size_t)(end - begin);
}

static size_t swap_words(char *text, size_t n, size_t first)
{
    char other[WORD_MAX + 1] = "";
    size_t a = 0, b = 0;
    size_t length = next_word(text, n, first + damage_pick(n - first), &b);

    if (length == 0)
        return n;
    memcpy(other, text + b, length);
    length = next_word(text, n, first + damage_pick(n - first), &a);
    return length == 0 ? n : replace(text, n, a, length, other);
}

/* The value of a field gets that of another field of the same name. */
static size_t swap_values(char *text, size_t n, size_t first)
{
    char key[WORD_MAX + 8] = "", other[WORD_MAX + 1] = "";
    const char *mid = strstr(text + first + damage_pick(n - first), "\":\""), *from = mid;
    size_t begin = 0, length;

    if (!mid)
        return n;
    while (from > text && from[-1] != '"')
        from--;
    if (mid - from >= WORD_MAX)
        return n;
    memcpy(key, from - 1, (size_t)(mid - from) + 4);
    from = strstr(text + first + damage_pick(n - first), key);
    length = from ? next_word(text, n, (size_t)(from - text) + strlen(key) - 1, &begin) : 0;
    if (length == 0)
        return n;
    memcpy(other, text + begin, length);
    length = next_word(text, n, (size_t)(mid - text) + 2, &begin);
    return length == 0 ? n : replace(text, n, begin, length, other);
}

static size_t flip_truth(char *text, size_t n, size_t first)
{
    const char *at = text + first + damage_pick(n - first);
    bool is_true = damage_pick(3) == 0;
    const char *truth = strstr(at, is_true ? "\":true" : "\":false");

    if (!truth)
        return n;
    return replace(text, n, (size_t)(truth - text) + 2, is_true ? 4 : 5,
                   is_true ? "false" : "true");
}

/* ---- numbers */

static size_t next_digit(const char *text, size_t n, size_t first)
{
    size_t at = first + damage_pick(n - first);

    while (at < n && !is_digit(text[at]))
        at++;
    return at;
}

static size_t damage_digits(char *text, size_t n, size_t first)
{
    size_t at = next_digit(text, n, first);

    if (at == n)
        return n;
    switch (damage_pick(4)) {
    case 0: return replace(text, n, at, 0, "-");
    case 1: return replace(text, n, at, 1, "");
    case 2: return replace(text, n, at, 0, "1");
    default: text[at] = (char)('0' + damage_pick(10)); return n;
    }
}

static size_t change_number(char *text, size_t n, size_t first)
{
    char digits[DIGITS_MAX];
    size_t at = next_digit(text, n, first), end = at;
    uint64_t value = 0;

    while (at > first && is_digit(text[at - 1]))
        at--;
    for (end = at; end < n && is_digit(text[end]) && end - at < 18; end++)
        value = 10 * value + (uint64_t)(text[end] - '0');
    if (end == at)
        return n;
    switch (damage_pick(6)) {
    case 0: value++; break;
    case 1: value -= value > 0; break;
    case 2: value *= 2; break;
    case 3: value /= 2; break;
    case 4: value = 0; break;
    default: value = damage_pick(30); break;
    }
    (void)snprintf(digits, sizeof digits, "%" PRIu64, value);
    return replace(text, n, at, end - at, digits);
}

/* ---- elements */

/* Where the element or field that begins at `at` ends. */
static size_t element_end(const char *text, size_t n, size_t at)
{
    int depth = 0;
    bool is_text = false;

    for (; at < n; at++) {
        if (is_text || text[at] == '"') {
            is_text = is_text ? text[at] != '"' : true;
            continue;
        }
        if (text[at] == '[' || text[at] == '{')
            depth++;
        if (((text[at] == ']' || text[at] == '}') && depth-- == 0) ||
            (text[at] == ',' && depth == 0))
            break;
    }
    return at;
}

static size_t damage_element(char *text, size_t n, size_t first)
{
    char copy[DAMAGE_GROWTH];
    size_t at = first + damage_pick(n - first), end;

    while (at < n && text[at] != ',' && text[at] != '[')
        at++;
    if (at == n)
        return n;
    end = element_end(text, n, at + 1);
    if (damage_pick(3) > 0) {
        bool is_first = text[at] == '[';
        size_t from = is_first ? at + 1 : at;

        return replace(text, n, from, end - from + (is_first && end < n && text[end] == ','), "");
    }
    if (text[at] == '[' || end - at >= sizeof copy)
        return n;
    memcpy(copy, text + at, end - at);
    copy[end - at] = '\0';
    return replace(text, n, end, 0, copy);
}

size_t damage_text(char *text, size_t n, size_t first)
{
    size_t at = first + damage_pick(n - first);

    if (n <= first)
        return n;
    switch (damage_pick(10)) {
    case 0: text[at] = (char)(text[at] ^ (1 << damage_pick(7))); break;
    case 1: n = swap_words(text, n, first); break;
    case 2: n = flip_truth(text, n, first); break;
    case 3: n = damage_digits(text, n, first); break;
    case 4:
    case 5: n = swap_values(text, n, first); break;
    case 6:
    case 7: n = damage_element(text, n, first); break;
    default: n = change_number(text, n, first); break;
    }
    text[n] = '\0';
    return n;
}
