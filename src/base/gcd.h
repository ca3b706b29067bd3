/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gcd: the greatest common divisor of two numbers of 0 or more; gcd(a, 0) = a.
 */
#ifndef MUSTER_BASE_GCD_H
#define MUSTER_BASE_GCD_H

#include <stdint.h>

static inline int64_t gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

#endif
