/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random: numbers for searches; the same for the same seed everywhere (xorshift64).
 */
#ifndef MUSTER_SOLVE_SETS_RANDOM_H
#define MUSTER_SOLVE_SETS_RANDOM_H

#include <stdint.h>

/* A seed's state; never 0. */
static inline uint64_t random_seed(uint64_t seed)
{
    seed = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
    seed ^= seed >> 31;
    seed *= UINT64_C(0xBF58476D1CE4E5B9);
    return (seed ^ seed >> 27) | 1;
}

static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* 0 .. sides - 1, sides > 0 */
static inline int32_t random_dice(uint64_t *state, int32_t sides)
{
    return (int32_t)((random_next(state) >> 11) % (uint64_t)sides);
}

/* 0 <= x < 1 */
static inline double random_part(uint64_t *state)
{
    return (double)(random_next(state) >> 11) * 0x1p-53;
}

#endif
