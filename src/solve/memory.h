/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory: heap arrays of the engines, and sorting by keys.
 */
#ifndef MUSTER_SOLVE_MEMORY_H
#define MUSTER_SOLVE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* count * size zeroed bytes, never NULL; free() releases them. No memory ends the program. */
void *memory_take(int64_t count, size_t size);

/* An index with what it is ordered by. */
struct sort_key {
    double first, second;
    int32_t ix;
};

/* Ascending by first, then second, then index. */
void sort_keys(struct sort_key *keys, int64_t count);

#endif
