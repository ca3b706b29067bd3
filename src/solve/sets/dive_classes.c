/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "solve/memory.h"
#include "solve/sets/dive_parts.h"
#include "solve/work.h"

static bool are_alike(const struct set_question *q, int32_t a, int32_t b)
{
    size_t size = (size_t)q->resource_count * sizeof *q->free;

    if (memcmp(&q->free[(int64_t)a * q->resource_count], &q->free[(int64_t)b * q->resource_count],
               size) != 0)
        return false;
    for (int32_t t = 0; t < q->type_count; t++)
        if (set_cap(q, t, a) != set_cap(q, t, b))
            return false;
    return true;
}

static double bin_size(const struct set_question *q, int32_t bin)
{
    double size = 0;

    for (int32_t r = 0; r < q->resource_count; r++)
        size += q->weight[r] * (double)q->free[(int64_t)bin * q->resource_count + r];
    return size;
}

/* Classes: bins in order of size, neighbours that are alike together. */
void dive_make_classes(struct dive *dive)
{
    const struct set_question *q = dive->question;
    struct sort_key *keys = memory_take(q->bin_count, sizeof *keys);
    double total = 0;

    for (int32_t b = 0; b < q->bin_count; b++) {
        keys[b] = (struct sort_key){bin_size(q, b), 0, b};
        total += keys[b].first;
    }
    sort_keys(keys, q->bin_count);
    for (int32_t i = 0; i < q->bin_count; i++) {
        struct bin_class *last =
            dive->class_count > 0 ? &dive->classes[dive->class_count - 1] : NULL;

        dive->members[i] = keys[i].ix;
        if (last && are_alike(q, last->bin, keys[i].ix)) {
            last->count++;
            continue;
        }
        dive->classes[dive->class_count++] =
            (struct bin_class){.bin = keys[i].ix,
                               .first = i,
                               .count = 1,
                               .cost = total > 0 ? 0.01 * keys[i].first / total : 0};
    }
    work_spend(q->work, 8 * (int64_t)q->bin_count + q->bin_count * q->type_count / 8);
    for (int32_t g = 0; g < dive->class_count; g++)
        dive->classes[g].left = dive->classes[g].count;
    free(keys);
}
