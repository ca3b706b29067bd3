/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checked: int64 arithmetic that cannot wrap unnoticed. Quantities are at most 2^53 each; a sum
 * that leaves int64 is a bug in a cap, so these assert (also in release builds).
 */
#ifndef MUSTER_BASE_CHECKED_H
#define MUSTER_BASE_CHECKED_H

#include <assert.h>
#include <stdint.h>

static inline int64_t checked_add(int64_t a, int64_t b)
{
    int64_t sum;
    int overflow = __builtin_add_overflow(a, b, &sum);
    assert(!overflow);
    return sum;
}

static inline int64_t checked_sub(int64_t a, int64_t b)
{
    int64_t difference;
    int overflow = __builtin_sub_overflow(a, b, &difference);
    assert(!overflow);
    return difference;
}

static inline int64_t checked_mul(int64_t a, int64_t b)
{
    int64_t product;
    int overflow = __builtin_mul_overflow(a, b, &product);
    assert(!overflow);
    return product;
}

#endif
