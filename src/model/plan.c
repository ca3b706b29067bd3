/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan.h"

#include <stdlib.h>

static int compare_entries(const void *a, const void *b)
{
    const struct plan_entry *x = a;
    const struct plan_entry *y = b;
    if (x->workload_ix != y->workload_ix)
        return x->workload_ix < y->workload_ix ? -1 : 1;
    return x->node_ix < y->node_ix ? -1 : x->node_ix > y->node_ix;
}

void plan_sort_entries(struct plan_entry *entries, int32_t count)
{
    if (count > 0)
        qsort(entries, (size_t)count, sizeof *entries, compare_entries);
}

static int compare_stacks(const void *a, const void *b)
{
    const struct plan_stack *x = a;
    const struct plan_stack *y = b;
    return x->stack_ix < y->stack_ix ? -1 : x->stack_ix > y->stack_ix;
}

void plan_sort_stacks(struct plan_stack *stacks, int32_t count)
{
    if (count > 0)
        qsort(stacks, (size_t)count, sizeof *stacks, compare_stacks);
}
