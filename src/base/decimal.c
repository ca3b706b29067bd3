/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"

#include <assert.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Append the digits at text; false when there are too many. Leading zeros are not kept. */
static bool take_digits(const char *text, size_t n, struct decimal *decimal, size_t *ret_taken)
{
    size_t i = 0;
    for (; i < n && is_digit(text[i]); i++) {
        if (decimal->count == 0 && text[i] == '0')
            continue;
        if (decimal->count >= DECIMAL_DIGITS)
            return false;
        decimal->digits[decimal->count++] = (unsigned char)(text[i] - '0');
    }
    *ret_taken = i;
    return true;
}

size_t decimal_read(const char *text, size_t n, struct decimal *ret)
{
    ret->negative = n > 0 && text[0] == '-';
    ret->count = 0;
    ret->exponent = 0;
    size_t pos = n > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t whole;
    if (!take_digits(text + pos, n - pos, ret, &whole))
        return 0;
    pos += whole;
    size_t fraction = 0;
    if (pos < n && text[pos] == '.') {
        pos++;
        if (!take_digits(text + pos, n - pos, ret, &fraction))
            return 0;
        pos += fraction;
    }
    if (whole + fraction == 0)
        return 0;
    ret->exponent = fraction < DECIMAL_EXPONENT ? -(long)fraction : -DECIMAL_EXPONENT;
    return pos;
}

size_t decimal_read_exponent(const char *text, size_t n, long *ret)
{
    bool negative = n > 0 && text[0] == '-';
    size_t start = n > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t pos = start;
    long value = 0;
    for (; pos < n && is_digit(text[pos]); pos++) {
        value = value * 10 + (text[pos] - '0');
        if (value > DECIMAL_EXPONENT)
            value = DECIMAL_EXPONENT;
    }
    if (pos == start)
        return 0;
    *ret = negative ? -value : value;
    return pos;
}

void decimal_multiply(struct decimal *decimal, uint32_t factor)
{
    uint64_t carry = 0;
    for (size_t i = decimal->count; i-- > 0;) {
        carry += (uint64_t)decimal->digits[i] * factor;
        decimal->digits[i] = (unsigned char)(carry % 10);
        carry /= 10;
    }
    unsigned char head[24];
    size_t extra = 0;
    for (; carry; carry /= 10)
        head[sizeof head - ++extra] = (unsigned char)(carry % 10);
    assert(decimal->count + extra <= DECIMAL_ROOM);
    memmove(decimal->digits + extra, decimal->digits, decimal->count);
    memcpy(decimal->digits, head + sizeof head - extra, extra);
    decimal->count += extra;
}

bool decimal_magnitude(const struct decimal *decimal, long shift, __int128 *ret, bool *ret_exact)
{
    const __int128 top = (__int128)1 << 126;
    __int128 value = 0;
    long power = decimal->exponent + shift;
    /* The digits before the point; a negative power moves the point to the left. */
    size_t whole = decimal->count;
    if (power < 0)
        whole = (size_t)-power < decimal->count ? decimal->count - (size_t)-power : 0;
    bool exact = true;
    for (size_t i = whole; i < decimal->count; i++)
        exact = exact && decimal->digits[i] == 0;
    for (size_t i = 0; i < whole; i++) {
        if (value >= top / 10)
            return false;
        value = value * 10 + decimal->digits[i];
    }
    for (; power > 0 && value > 0; power--) {
        if (value >= top / 10)
            return false;
        value *= 10;
    }
    *ret = value;
    *ret_exact = exact;
    return true;
}
