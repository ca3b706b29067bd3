/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "solve/prove/aim_parts.h"
#include "solve/prove/walk.h"

/* Of a limit, left over in proposals. */
#define MARGIN_FIRST 0.05
#define MARGIN_MOST 0.3
#define MARGIN_LEAST 0.001

/* Where a walk finds something, it mostly does so soon: while margins can shrink it gets one of so
 * many parts of what it may have without any. */
enum { EARLY_PARTS = 8 };

/* Earlier tiers keep their weight, this one gains: so much may be nowhere. */
static void add_nowhere(struct aim *aim, struct walk *walk)
{
    const struct problem *p = aim->problem;

    for (int32_t t = 0; t <= aim->tier; t++) {
        int64_t most = -town_weight(aim->town, t) - (t == aim->tier ? aim->gain : 0);
        double *share;

        for (int32_t i = 0; i < aim->pool->group_count; i++)
            if (p->groups[aim->pool->groups[i]].tier_ix == t)
                most += p->groups[aim->pool->groups[i]].weight;
        share = walk_row(walk, p->cluster_count, (double)most);
        for (int32_t i = 0; i < aim->pool->group_count; i++)
            if (p->groups[aim->pool->groups[i]].tier_ix == t)
                share[i] = (double)p->groups[aim->pool->groups[i]].weight;
    }
}

static void add_limit(const struct aim *aim, struct walk *walk, const struct limit *limit)
{
    const struct relax_cluster *cluster = &aim->relax->clusters[limit->cluster];
    double left = (double)aim_limit_left(aim, limit);
    double *share = walk_row(walk, limit->cluster, left - aim->margin * fabs(left));

    for (int32_t m = 0; m < cluster->member_count; m++) {
        int32_t at = aim->pool->position[cluster->members[m].group_ix];

        if (at >= 0)
            share[at] = (double)limit->share[m];
    }
}

static void add_refusal(const struct aim *aim, struct walk *walk, const struct refusal *it)
{
    double *share = walk_row(walk, it->cluster, it->count - 1);

    for (int32_t s = 0; s < it->count; s++)
        share[aim->pool->position[aim->refused[it->first + s]]] = 1;
}

static struct walk *new_walk(struct aim *aim)
{
    const struct problem *p = aim->problem;
    int32_t rows = aim->tier + 1 + (int32_t)aim->refusal_count + aim->active_count;
    struct walk *walk = walk_new(aim->pool->group_count, p->cluster_count + 1, rows);

    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t g = aim->pool->groups[i];

        walk_allow(walk, i, p->cluster_count);
        for (int32_t k = 0; k < p->groups[g].allowed_count; k++)
            if (aim->relax->pair_member[aim->solver->index->first_pair[g] + k] >= 0)
                walk_allow(walk, i, p->groups[g].allowed[k]);
    }
    add_nowhere(aim, walk);
    for (int32_t i = 0; i < aim->limits->count && i < aim->active_room; i++)
        if (aim->is_active[i])
            add_limit(aim, walk, aim->limits->limits[i]);
    for (size_t i = 0; i < aim->refusal_count; i++)
        add_refusal(aim, walk, &aim->refusals[i]);
    return walk;
}

/* What the walk says, as a choice of pairs. */
static void note_choice(struct aim *aim)
{
    const struct index *index = aim->solver->index;

    memset(aim->is_chosen, 0, (size_t)index->pair_count * sizeof *aim->is_chosen);
    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t g = aim->pool->groups[i], k = index_allowed(aim->problem, g, aim->place[i]);

        if (k >= 0)
            aim->is_chosen[index->first_pair[g] + k] = true;
    }
}

static void widen(struct aim *aim)
{
    double next = fmin(aim->margin * 1.3 + MARGIN_LEAST, MARGIN_MOST);

    if (next < aim->too_wide)
        aim->margin = next;
}

/* Rows only get more: a margin that was too wide stays so. */
static void narrow(struct aim *aim)
{
    aim->too_wide = aim->margin;
    aim->margin = aim->margin > MARGIN_LEAST ? aim->margin / 3 : 0;
}

bool aim_walk(struct aim *aim)
{
    struct walk *walk = new_walk(aim);
    int64_t end = aim->work->stage_end;
    bool is_found;

    aim->work->stage_end =
        aim->work->ticks +
        work_left(aim->work) / (aim->margin > 0 ? AIM_PARTS * EARLY_PARTS : AIM_PARTS) + 1;
    is_found = walk_run(walk, aim->place, aim->work, &aim->random);
    aim->work->stage_end = end;
    walk_free(walk);
    note_choice(aim);
    if (!is_found && aim->gain > 1)
        aim->gain /= 2;
    else if (is_found)
        widen(aim);
    else
        narrow(aim);
    return is_found;
}

void aim_start_at_town(struct aim *aim, int64_t bound)
{
    aim->gain = (bound - town_weight(aim->town, aim->tier) + 1) / 2;
    aim->margin = MARGIN_FIRST;
    aim->too_wide = INFINITY;
    for (int32_t i = 0; i < aim->pool->group_count; i++) {
        int32_t c = aim->town->where[aim->pool->groups[i]];

        aim->place[i] = c < 0 ? aim->problem->cluster_count : c;
    }
}
