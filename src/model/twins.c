/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/build.h"

struct role {
    int32_t family; /* active/active family, or -1 - stack */
    const struct workload *workload;
    int32_t item_ix;
};

static int compare_identity(const struct role *x, const struct role *y)
{
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    int order = strcmp(x->workload->name, y->workload->name);
    return order ? order : strcmp(x->workload->kind, y->workload->kind);
}

static int compare_roles(const void *a, const void *b)
{
    const struct role *x = a;
    const struct role *y = b;
    int order = compare_identity(x, y);
    return order ? order : (x->item_ix > y->item_ix) - (x->item_ix < y->item_ix);
}

static void link_twins(struct build *b, struct item *items, const struct role *roles, int32_t count,
                       int32_t *twins)
{
    struct problem *p = b->problem;
    for (int32_t i = 0; i < count; i++) {
        struct item *item = &items[roles[i].item_ix];
        item->first_twin = p->twin_count;
        for (int32_t k = 0; k < count; k++)
            if (k != i)
                twins[p->twin_count++] = roles[k].item_ix;
        item->twin_count = count - 1;
    }
}

void build_twins(struct build *b, struct item *items)
{
    const struct estate *e = b->question->estate;
    struct problem *p = b->problem;
    struct role *roles = ARENA_NEW(b->arena, p->item_count, struct role);
    int32_t count = 0;
    for (int32_t i = 0; i < p->item_count; i++) {
        const struct workload *w = &e->workloads[items[i].workload_ix];
        int32_t family = e->stacks[w->stack_ix].family_ix;
        if (!items[i].is_daemon && !items[i].stays)
            roles[count++] = (struct role){family >= 0 ? family : -1 - w->stack_ix, w, i};
    }
    if (count > 0)
        qsort(roles, (size_t)count, sizeof *roles, compare_roles);
    int64_t room = 0;
    for (int pass = 0; pass < 2; pass++) {
        int32_t *twins = pass == 1 ? ARENA_NEW(b->arena, room, int32_t) : NULL;
        for (int32_t from = 0, to; from < count; from = to) {
            for (to = from + 1; to < count && compare_identity(&roles[from], &roles[to]) == 0;)
                to++;
            if (pass == 0)
                room += (int64_t)(to - from) * (to - from - 1);
            else if (to - from > 1)
                link_twins(b, items, &roles[from], to - from, twins);
        }
        p->twins = twins;
    }
}
