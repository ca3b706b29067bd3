/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/choose/choose_parts.h"
#include "solve/glpk_guard.h"
#include "solve/memory.h"

enum { COLUMN_ROUNDS = 60, STEPS_COUNTED = 4096 };

static void take_limit(struct choose *choose, int32_t ix)
{
    const struct limit *limit = choose->limits->limits[ix];
    const struct relax_cluster *from = &choose->relax->clusters[limit->cluster];
    struct choose_cluster *to = &choose->clusters[limit->cluster];
    struct choose_limit own = {.ix = ix, .value = limit->value};

    own.share = memory_take(choose->group_count, sizeof *own.share);
    for (int32_t m = 0; m < from->member_count; m++) {
        int32_t at = choose->pool->position[from->members[m].group_ix];

        if (at >= 0)
            own.share[at] = limit->share[m];
    }
    VEC_PUSH(to->limits, to->limit_count, to->limit_room, own);
}

void choose_take_limits(struct choose *choose)
{
    for (; choose->limits_seen < choose->limits->count; choose->limits_seen++)
        if (!choose->limits->limits[choose->limits_seen]->is_rough)
            take_limit(choose, choose->limits_seen);
}

CHOOSE_WIDE choose_profit(const struct choose *choose, int32_t s)
{
    const struct group *group = &choose->problem->groups[choose->pool->groups[s]];

    return (CHOOSE_WIDE)choose->prices.v[group->tier_ix] * group->weight;
}

/* ---- the best set: depth first, most valuable for its size first */

struct pick {
    int32_t position;
    double ratio;
    CHOOSE_WIDE gain;
};

struct search {
    struct choose *choose;
    const struct choose_cluster *cluster;
    bool is_lenient;
    struct pick picks[CHOOSE_GROUPS];
    int32_t count, width;
    const struct choose_limit **limits; /* [width] */
    double *ratio;                      /* [width * (count + 1)] gain for a unit of a limit */
    int64_t *left;                      /* [width * (count + 1)] */
    CHOOSE_WIDE rest[CHOOSE_GROUPS + 1];
    struct choose_best best;
    int64_t steps;
    bool is_stopped;
};

static int compare_picks(const void *a, const void *b)
{
    const struct pick *x = a, *y = b;

    if (x->ratio != y->ratio)
        return x->ratio > y->ratio ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

static void list_picks(struct search *s)
{
    const struct choose *choose = s->choose;

    for (int32_t i = 0; i < choose->group_count; i++) {
        struct pick pick = {i, 0, choose_profit(choose, i) - choose->prices.m[i]};

        if (!(s->cluster->alive >> i & 1) || pick.gain <= 0)
            continue;
        pick.ratio = (double)pick.gain / (choose->town->size[choose->pool->groups[i]] + 1e-9);
        s->picks[s->count++] = pick;
    }
    qsort(s->picks, (size_t)s->count, sizeof *s->picks, compare_picks);
    for (int32_t i = s->count; i-- > 0;)
        s->rest[i] = s->rest[i + 1] + s->picks[i].gain;
}

static void list_limits(struct search *s)
{
    const struct choose_cluster *cluster = s->cluster;
    int32_t most = (int32_t)(s->is_lenient ? cluster->active_count : cluster->limit_count);

    s->limits = memory_take(most, sizeof *s->limits);
    for (; s->width < most; s->width++)
        s->limits[s->width] =
            &cluster->limits[s->is_lenient ? cluster->active[s->width] : s->width];
    s->ratio = memory_take((int64_t)s->width * (s->count + 1), sizeof *s->ratio);
    s->left = memory_take((int64_t)s->width * (s->count + 1), sizeof *s->left);
    for (int32_t k = 0; k < s->width; k++) {
        s->left[k] = s->limits[k]->value;
        for (int32_t i = s->count; i-- > 0;) {
            int64_t share = s->limits[k]->share[s->picks[i].position];
            double after = s->ratio[(int64_t)(i + 1) * s->width + k];
            double own = share > 0 ? (double)s->picks[i].gain / (double)share : HUGE_VAL;

            s->ratio[(int64_t)i * s->width + k] = own > after ? own : after;
        }
    }
}

/* Can what follows from pick i on still be better than the best? A little is allowed for how
 * doubles round. */
static bool may_gain(const struct search *s, int32_t i, CHOOSE_WIDE gain)
{
    double lacking;

    if (gain + s->rest[i] <= s->best.gain)
        return false;
    lacking = (double)(s->best.gain - gain) * (1 - 1e-9) - 1e-6;
    for (int32_t k = 0; k < s->width; k++)
        if ((double)s->left[(int64_t)i * s->width + k] * s->ratio[(int64_t)i * s->width + k] <
            lacking)
            return false;
    return true;
}

bool choose_is_refuted(const struct choose_cluster *cluster, uint64_t set)
{
    for (size_t i = 0; i < cluster->refuted.count; i++)
        if ((cluster->refuted.sets[i] & ~set) == 0)
            return true;
    return false;
}

/* Takes pick i, or not, and goes on. */
static bool enter(struct search *s, int32_t i, bool takes)
{
    const int64_t *left = &s->left[(int64_t)i * s->width];
    int64_t *next = &s->left[(int64_t)(i + 1) * s->width];

    for (int32_t k = 0; k < s->width; k++) {
        next[k] = left[k] - (takes ? s->limits[k]->share[s->picks[i].position] : 0);
        if (next[k] < 0)
            return false;
    }
    return true;
}

/* Counted in portions. */
static bool is_out_of_steps(struct search *s)
{
    if (++s->steps == STEPS_COUNTED) {
        work_spend(s->choose->work, s->steps * (s->width + 4));
        s->steps = 0;
        s->is_stopped = work_is_out(s->choose->work);
    }
    return s->is_stopped;
}

static void go_on(struct search *s, int32_t i, uint64_t set, CHOOSE_WIDE gain)
{
    if (is_out_of_steps(s))
        return;
    if (gain > s->best.gain)
        s->best = (struct choose_best){set, gain};
    if (i == s->count || !may_gain(s, i, gain))
        return;
    for (int takes = 1; takes >= 0; takes--) {
        uint64_t next = takes ? set | UINT64_C(1) << s->picks[i].position : set;

        if (enter(s, i, takes) && (!takes || s->is_lenient || !choose_is_refuted(s->cluster, next)))
            go_on(s, i + 1, next, takes ? gain + s->picks[i].gain : gain);
    }
}

void choose_best_set(struct choose *choose, int32_t c, bool is_lenient, struct choose_best *ret)
{
    struct search s = {.choose = choose, .cluster = &choose->clusters[c], .is_lenient = is_lenient};
    bool has_room = true;

    list_picks(&s);
    list_limits(&s);
    for (int32_t k = 0; k < s.width; k++)
        has_room = has_room && s.left[k] >= 0;
    if (has_room)
        go_on(&s, 0, 0, 0);
    work_spend(choose->work, (s.steps + s.count) * (s.width + 4));
    free(s.limits);
    free(s.ratio);
    free(s.left);
    choose->is_over = choose->is_over || s.is_stopped;
    *ret = s.best;
}

/* ---- does it pack? */

static int32_t list_groups(struct choose *choose, uint64_t set)
{
    int32_t count = 0;

    for (int32_t i = 0; i < choose->group_count; i++)
        if (set >> i & 1)
            choose->groups[count++] = choose->pool->groups[i];
    return count;
}

/* A limit that rules the set out? Then it is in the pool from now on. */
static bool is_cut(struct choose *choose, int32_t c, uint64_t set)
{
    const struct relax_cluster *cluster = &choose->relax->clusters[c];
    bool is_found;

    memset(choose->load, 0, (size_t)cluster->type_count * sizeof *choose->load);
    for (int32_t m = 0; m < cluster->member_count; m++) {
        const struct relax_member *member = &cluster->members[m];
        int32_t at = choose->pool->position[member->group_ix];

        for (int32_t i = member->first_need;
             at >= 0 && set >> at & 1 && i < member->first_need + member->need_count; i++)
            choose->load[cluster->needs[i].type] += (double)cluster->needs[i].count;
    }
    is_found =
        separator_find(choose->separator, c, choose->load, COLUMN_ROUNDS, SEPARATOR_EXACT) != NULL;
    choose_take_limits(choose);
    return is_found;
}

static bool is_out(const struct choose *choose, int32_t c, uint64_t set)
{
    const struct choose_cluster *cluster = &choose->clusters[c];

    for (size_t k = 0; k < cluster->limit_count; k++)
        if (choose_breaks(choose, &cluster->limits[k], set) > 0)
            return true;
    return false;
}

static int32_t find_entry(const struct choose *choose, int32_t c, uint64_t set, bool is_packed)
{
    for (size_t i = 0; i < choose->pool->count; i++) {
        const struct pool_entry *entry = &choose->pool->entries[i];

        if (entry->cluster == c && entry->is_packed == is_packed &&
            (is_packed ? (set & ~entry->groups[0]) == 0 : set == entry->groups[0]))
            return (int32_t)i;
    }
    return -1;
}

static int32_t keep(struct choose *choose, int32_t c, uint64_t set, struct packing *packing)
{
    if (!pool_add(choose->pool, c, &set, packing)) {
        choose->is_over = true;
        return -1;
    }
    return (int32_t)choose->pool->count - 1;
}

static int32_t refuse(struct choose *choose, int32_t c, uint64_t set)
{
    struct set_list *refuted = &choose->clusters[c].refuted;

    VEC_PUSH(refuted->sets, refuted->count, refuted->room, set);
    return -1;
}

int32_t choose_decide(struct choose *choose, int32_t c, uint64_t set, bool is_patient)
{
    struct packer *packer = choose->town->packer;
    int32_t count = list_groups(choose, set), entry = find_entry(choose, c, set, true);
    enum packer_answer answer;

    work_spend(choose->work, (int64_t)choose->pool->count / 8 + 1);
    if (entry < 0 && !is_patient)
        entry = find_entry(choose, c, set, false);
    if (entry >= 0)
        return entry;
    answer = packer_ask(packer, c, choose->groups, count, PACKER_QUICK, &choose->packing);
    if (answer == PACKER_UNKNOWN && is_cut(choose, c, set) && is_out(choose, c, set))
        return is_patient ? refuse(choose, c, set) : -1;
    if (answer == PACKER_UNKNOWN)
        answer = packer_ask(packer, c, choose->groups, count,
                            is_patient ? PACKER_DEEP : PACKER_DIVE, &choose->packing);
    glpk_guard_leave_if_lost();
    if (answer == PACKER_PACKED)
        return keep(choose, c, set, &choose->packing);
    if (answer == PACKER_UNKNOWN && !is_patient)
        return keep(choose, c, set, NULL);
    choose->is_guess = choose->is_guess || answer == PACKER_UNKNOWN;
    return refuse(choose, c, set);
}
