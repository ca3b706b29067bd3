/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/memory.h"

#include <stdlib.h>

#include "base/error.h"

void *memory_take(int64_t count, size_t size)
{
    void *memory = calloc(count > 0 ? (size_t)count : 1, size);

    if (!memory)
        error_out_of_memory();
    return memory;
}

static int compare_keys(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;

    if (x->first < y->first || x->first > y->first)
        return x->first < y->first ? -1 : 1;
    if (x->second < y->second || x->second > y->second)
        return x->second < y->second ? -1 : 1;
    return x->ix < y->ix ? -1 : x->ix > y->ix;
}

void sort_keys(struct sort_key *keys, int64_t count)
{
    if (count > 1)
        qsort(keys, (size_t)count, sizeof *keys, compare_keys);
}
