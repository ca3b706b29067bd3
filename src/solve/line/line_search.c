/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/line/line_parts.h"
#include "solve/memory.h"
#include "solve/work.h"

enum { NODES_MAX = 4000000 };

/* Parts smaller than this are none. */
#define TINY 1e-7

/* A unit, and a position: it lies just there or not (is_exact), or at or below it or above it. */
struct choice {
    int32_t unit, position;
    bool is_exact;
    double part; /* of the unit, on the first side */
    double score;
};

/* How to choose, and how many steps that may take. A packing is more often found by fixing
 * positions, a proof that there is none by halves; and what one order misses, another finds soon,
 * or never: so several short searches come before the long one. */
struct manner {
    bool is_exact;
    double target; /* the part that suits best */
    int32_t step_max;
};

static const struct manner manners[] = {
    {true, 0.7, 60},  {true, 0.5, 60},  {false, 0.5, 120}, {true, 0.6, 120},
    {true, 0.8, 120}, {true, 0.5, 240}, {true, 0.65, 240}, {false, 0.5, INT32_MAX}};

enum { MANNERS = sizeof manners / sizeof manners[0] };

/* Paths that the program uses now. */
static int32_t list_active(struct line *line)
{
    int32_t count = 0;

    for (size_t i = 0; i < line->path_count && count <= line->units.count; i++)
        if (!line->paths[i].is_dead &&
            column_lp_primal(line->lp, line->units.count + (int32_t)i) >= TINY)
            line->active[count++] = (int32_t)i;
    return count;
}

/* Where the program has a unit: touched[], ascending, with part[]; returns how many places. */
static int32_t list_positions(struct line *line, int32_t active_count, int32_t unit)
{
    int32_t count = 0;

    for (int32_t i = 0; i < active_count; i++) {
        const struct path *path = &line->paths[line->active[i]];
        int64_t position = 0;
        int32_t k = 0, at;

        while (k < path->count && path->units[k] < unit)
            position += line->size[path->units[k++]];
        if (k == path->count || path->units[k] != unit)
            continue;
        if (line->part[position] <= 0) {
            for (at = count++; at > 0 && line->touched[at - 1] > position; at--)
                line->touched[at] = line->touched[at - 1];
            line->touched[at] = (int32_t)position;
        }
        line->part[position] += column_lp_primal(line->lp, line->units.count + line->active[i]);
    }
    return count;
}

/* The choices that a unit offers. */
static void weigh_unit(struct line *line, const struct manner *manner, int32_t active_count,
                       int32_t unit, struct choice *best)
{
    int32_t count = list_positions(line, active_count, unit);
    double below = 0;

    for (int32_t i = 0; i + (manner->is_exact ? 0 : 1) < count && count > 1; i++) {
        double own = line->part[line->touched[i]], part, score;

        below += own;
        part = manner->is_exact ? own : below;
        if (part > 1 - 1e-6)
            continue;
        score = part < manner->target ? part : 2 * manner->target - part;
        if (score > best->score + 1e-6)
            *best = (struct choice){unit, line->touched[i], manner->is_exact, part, score};
    }
    for (int32_t i = 0; i < count; i++)
        line->part[line->touched[i]] = 0;
}

static struct choice choose(struct line *line, const struct manner *manner)
{
    struct choice best = {.unit = -1, .score = 1e-6};
    int32_t active_count = list_active(line);

    for (int32_t u = 0; u < line->units.count; u++)
        weigh_unit(line, manner, active_count, u, &best);
    work_spend(line->question->work,
               (int64_t)active_count * line->units.count / 4 + (int64_t)line->path_count);
    return best;
}

/* Where each unit lies, when that is one position each. */
static void read_positions(struct line *line, int64_t *position)
{
    int32_t active_count = list_active(line);

    for (int32_t u = 0; u < line->units.count; u++)
        position[u] = -1;
    for (int32_t i = 0; i < active_count; i++) {
        const struct path *path = &line->paths[line->active[i]];
        int64_t at = 0;

        for (int32_t k = 0; k < path->count; at += line->size[path->units[k++]])
            position[path->units[k]] = at;
    }
}

/* Each unit goes where a bin is just so full. */
static bool write_plan(struct line *line)
{
    int64_t *full = memory_take(line->bin_count, sizeof *full);
    int64_t *position = memory_take(line->units.count, sizeof *position);
    bool is_done = true;

    read_positions(line, position);
    line->plan->count = 0;
    for (int32_t u = 0; u < line->units.count && is_done; u++) {
        struct set_place place = {line->type[u], 0, 1};

        while (place.bin < line->bin_count && full[place.bin] != position[u])
            place.bin++;
        is_done = place.bin < line->bin_count;
        if (is_done)
            full[place.bin] += line->size[u];
        VEC_PUSH(line->plan->places, line->plan->count, line->plan->room, place);
    }
    free(full);
    free(position);
    return is_done && set_plan_holds(line->question, line->plan);
}

static struct line_step *open_step(struct line *line)
{
    struct line_step *step = memory_take(1, sizeof *step);

    step->first = memory_take(line->units.count, sizeof *step->first);
    step->last = memory_take(line->units.count, sizeof *step->last);
    VEC_PUSH(line->steps, line->step_count, line->step_room, step);
    return step;
}

void line_close_step(struct line *line)
{
    struct line_step *step = line->steps[--line->step_count];

    net_free(&step->net);
    free(step->first);
    free(step->last);
    free(step);
}

/* Units of equal size lie in order of their positions. */
static void narrow_below(struct line *line, struct line_step *side, const struct choice *choice)
{
    for (int32_t u = choice->unit; u >= 0 && line->size[u] == line->size[choice->unit]; u--)
        if (side->last[u] > choice->position)
            side->last[u] = choice->position;
}

static void narrow_above(struct line *line, struct line_step *side, const struct choice *choice,
                         int32_t first)
{
    for (int32_t u = choice->unit;
         u < line->units.count && line->size[u] == line->size[choice->unit]; u++)
        if (side->first[u] < first)
            side->first[u] = first;
}

static bool explore(struct line *line, struct line_step *step, const struct manner *manner);

/* One side of a choice. */
static bool explore_side(struct line *line, const struct line_step *step,
                         const struct manner *manner, const struct choice *choice, bool is_first)
{
    struct line_step *side = open_step(line);
    struct net_limits limits = {.first = side->first, .last = side->last, .not_unit = -1};
    size_t size = (size_t)line->units.count * sizeof *step->first;
    bool is_over;

    memcpy(side->first, step->first, size);
    memcpy(side->last, step->last, size);
    if (is_first)
        narrow_below(line, side, choice);
    if (is_first && choice->is_exact)
        narrow_above(line, side, choice, choice->position);
    if (!is_first && !choice->is_exact)
        narrow_above(line, side, choice, choice->position + 1);
    if (!is_first && choice->is_exact) {
        limits.not_unit = choice->unit;
        limits.not_position = choice->position;
    }
    net_restrict(&step->net, &limits, &side->net);
    line_master_enter(line, &side->net);
    work_spend(line->question->work, 4 * (int64_t)step->net.count);
    is_over = side->net.root >= 0 && explore(line, side, manner);
    line_close_step(line);
    return is_over;
}

/* True when the search is over: packed, or out of steps or work. */
static bool explore(struct line *line, struct line_step *step, const struct manner *manner)
{
    enum line_state state;
    struct choice choice;
    bool is_first;

    if (line->steps_left-- <= 0)
        return true;
    state = line_master_solve(line, step);
    if (state != LINE_FEASIBLE)
        return state == LINE_STOPPED;
    choice = choose(line, manner);
    if (choice.unit < 0) {
        if (write_plan(line))
            line->answer = PACKER_PACKED;
        else
            line->is_incomplete = true;
        return line->answer == PACKER_PACKED;
    }
    line->has_branched = true;
    is_first = choice.is_exact || choice.part >= 0.5;
    return explore_side(line, step, manner, &choice, is_first) ||
           explore_side(line, step, manner, &choice, !is_first);
}

void line_search(struct column_lp *lp, void *argument)
{
    struct line *line = argument;
    struct line_step *root = open_step(line);
    bool is_over = true;

    line->lp = lp;
    for (int32_t u = 0; u < line->units.count; u++)
        root->last[u] = INT32_MAX;
    if (!net_build(&root->net, &line->units, NODES_MAX))
        return;
    work_spend(line->question->work, 4 * (int64_t)root->net.count);
    line_take_scratch(line, root->net.count);
    line_master_start(line);
    for (int32_t i = 0; i < MANNERS && is_over && line->answer == PACKER_UNKNOWN &&
                        !work_is_out(line->question->work);
         i++) {
        line->is_incomplete = false;
        line->steps_left = manners[i].step_max;
        line_master_enter(line, &root->net);
        is_over = root->net.root >= 0 && explore(line, root, &manners[i]);
    }
    if (!is_over && !line->is_incomplete)
        line->answer = PACKER_REFUTED;
}
