/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decimal: a decimal number as its digits, so that quantities, sizes and cpu shares are read
 * without rounding. What all unit parsers of base/ share.
 */
#ifndef MUSTER_BASE_DECIMAL_H
#define MUSTER_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DECIMAL_DIGITS = 400, /* significant digits of one number; more is refused */
    DECIMAL_ROOM = DECIMAL_DIGITS + 40,
    DECIMAL_EXPONENT = 1000000, /* larger exponents count as this: zero or out of range anyway */
};

/* (-1)^negative * digits * 10^exponent; digits are values 0 to 9, most significant first, without
 * leading zeros; count 0 is zero. */
struct decimal {
    bool negative;
    unsigned char digits[DECIMAL_ROOM];
    size_t count;
    long exponent;
};

/* Read sign, digits, point, digits from the start of n bytes. Returns how many bytes it took; 0
 * when there is no digit or there are more than DECIMAL_DIGITS significant ones. */
size_t decimal_read(const char *text, size_t n, struct decimal *ret);

/* Read a signed whole number without point, clamped to +-DECIMAL_EXPONENT. Returns how many bytes
 * it took; 0 when there is no digit. */
size_t decimal_read_exponent(const char *text, size_t n, long *ret);

/* Multiply in place. Room is for DECIMAL_DIGITS plus the 19 digits of 2^60. */
void decimal_multiply(struct decimal *decimal, uint32_t factor);

/* |value| * 10^shift as an integer, rounded towards zero; *ret_exact says that nothing was lost.
 * False (ret untouched) when it is 2^126 or more. */
bool decimal_magnitude(const struct decimal *decimal, long shift, __int128 *ret, bool *ret_exact);

#endif
