/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "solve/line/line_parts.h"
#include "solve/memory.h"
#include "solve/work.h"

enum { DEAD_COST = 50, PATHS_MAX = 6, PATHS_KEPT = 2 /* a unit */ };

static double path_cost(const struct path *path)
{
    return path->is_dead ? DEAD_COST : 1;
}

static void add_path(struct line *line, const int32_t *units, int32_t count)
{
    struct path path = {.count = count};

    path.units = memory_take(count, sizeof *path.units);
    memcpy(path.units, units, (size_t)count * sizeof *units);
    VEC_PUSH(line->paths, line->path_count, line->path_room, path);
    column_lp_add(line->lp, 1, count, path.units, line->ones);
}

/* First fit, the largest first: multipliers begin near the sizes. */
static void add_first_paths(struct line *line)
{
    int32_t n = line->units.count;
    bool *is_in = memory_take(n, sizeof *is_in);

    for (int32_t first = 0; first < n; first++) {
        int64_t left = line->units.capacity;
        int32_t count = 0;

        for (int32_t u = first; u < n; u++)
            if (!is_in[u] && line->size[u] <= left) {
                is_in[u] = true;
                left -= line->size[u];
                line->scratch[count++] = u;
            }
        if (count > 0)
            add_path(line, line->scratch, count);
    }
    free(is_in);
}

void line_master_start(struct line *line)
{
    for (int32_t u = 0; u < line->units.count; u++) {
        double one = 1;

        column_lp_bounds(line->lp, u, 1, HUGE_VAL);
        column_lp_add(line->lp, 1, 1, &u, &one);
    }
    add_first_paths(line);
}

void line_master_enter(struct line *line, const struct net *net)
{
    int64_t looked = 0;

    for (size_t i = 0; i < line->path_count; i++) {
        struct path *path = &line->paths[i];
        bool was_dead = path->is_dead;

        path->is_dead = !net_has(net, path->units, path->count);
        looked += path->count;
        if (path->is_dead != was_dead)
            column_lp_cost(line->lp, line->units.count + (int32_t)i, path_cost(path));
    }
    work_spend(line->question->work, 4 * looked);
}

static void read_values(struct line *line)
{
    for (int32_t u = 0; u < line->units.count; u++)
        line->value[u] = llround(column_lp_dual(line->lp, u) * LINE_UNIT);
}

/* What all bins can be worth at most, less what is to be placed; below zero refutes the step. */
static __int128 slack_of(const struct line *line)
{
    __int128 slack = (__int128)line->values.best * line->bin_count;

    for (int32_t u = 0; u < line->units.count; u++)
        slack -= line->value[u];
    return slack;
}

/* The most valuable path through each unit becomes a column, if it is worth more than its bin. */
static int32_t add_paths(struct line *line, const struct net *net)
{
    const struct net_values *values = &line->values;
    int32_t n = line->units.count, added = 0;

    for (int32_t u = 0; u < n; u++) {
        line->best[u] = -1;
        line->is_priced[u] = false;
        line->at_best[u] = LINE_UNIT + LINE_UNIT / 1000000;
    }
    for (int32_t i = 1; i <= net->root; i++) {
        const struct net_node *node = &net->nodes[i];
        int64_t value;

        if (node->take < 0 || values->forward[i] <= NET_NOTHING / 2)
            continue;
        value = values->forward[i] + values->value[node->unit] + values->backward[node->take];
        if (value > line->at_best[node->unit]) {
            line->at_best[node->unit] = value;
            line->best[node->unit] = i;
        }
    }
    for (int32_t u = 0; u < n; u++) {
        int32_t count;

        if (line->best[u] < 0 || line->is_priced[u])
            continue;
        count = net_path(net, values, line->best[u], line->scratch);
        for (int32_t i = 0; i < count; i++)
            line->is_priced[line->scratch[i]] = true;
        add_path(line, line->scratch, count);
        added++;
    }
    return added;
}

/* Too many columns make the program slow: the least useful of those it does not use go. A path that
 * is dead here counts as if it were not: it is wanted again on the other side. */
static void trim(struct line *line)
{
    int32_t n = line->units.count, kept = 0, spare = 0;
    struct sort_key *keys = memory_take((int64_t)line->path_count, sizeof *keys);
    bool *is_out = memory_take(n + (int64_t)line->path_count, sizeof *is_out);

    for (int32_t i = 0; i < (int32_t)line->path_count; i++)
        if (!column_lp_is_basic(line->lp, n + i))
            keys[spare++] = (struct sort_key){
                column_lp_reduced(line->lp, n + i) - path_cost(&line->paths[i]), 0, i};
    sort_keys(keys, spare);
    for (int32_t k = PATHS_KEPT * n; k < spare; k++)
        is_out[n + keys[k].ix] = true;
    column_lp_drop(line->lp, is_out);
    for (int32_t i = 0; i < (int32_t)line->path_count; i++)
        if (is_out[n + i])
            free(line->paths[i].units);
        else
            line->paths[kept++] = line->paths[i];
    work_spend(line->question->work, 64 * (int64_t)line->path_count);
    line->path_count = (size_t)kept;
    free(keys);
    free(is_out);
}

/* Take away what no packing uses: a path may be worth less than the best one by no more than all
 * slack there is. */
static void shrink(struct line *line, struct line_step *step, __int128 slack)
{
    struct net_limits limits = {
        .values = &line->values, .first = step->first, .last = step->last, .not_unit = -1};
    struct net smaller = {0};
    int32_t before = step->net.count;

    work_spend(line->question->work, 4 * (int64_t)before);
    limits.least = line->values.best - (int64_t)slack;
    net_restrict(&step->net, &limits, &smaller);
    net_free(&step->net);
    step->net = smaller;
    if (smaller.count < before)
        line_master_enter(line, &step->net);
}

static void harden(struct line *line)
{
    line->is_started = true;
    for (int32_t u = 0; u < line->units.count; u++) {
        column_lp_bounds(line->lp, u, 1, 1);
        column_lp_cost(line->lp, u, DEAD_COST);
    }
}

enum line_state line_master_solve(struct line *line, struct line_step *step)
{
    struct work *work = line->question->work;
    __int128 tightest = LINE_UNIT; /* since the net was last made smaller */

    for (;;) {
        __int128 slack;
        int32_t added;

        if (work_is_out(work) || !column_lp_solve(line->lp))
            return LINE_STOPPED;
        read_values(line);
        line->values.value = line->value;
        net_evaluate(&step->net, &line->values);
        work_spend(work, 2 * (int64_t)step->net.count + 4 * line->units.count);
        if (line->values.best <= NET_NOTHING / 2)
            return LINE_REFUTED;
        slack = slack_of(line);
        if (slack < 0)
            return LINE_REFUTED;
        if (line->path_count > (size_t)(PATHS_MAX * line->units.count))
            trim(line);
        added = add_paths(line, &step->net);
        if (added == 0 || slack < tightest / 2) {
            shrink(line, step, slack);
            tightest = slack;
        }
        if (step->net.root < 0)
            return LINE_REFUTED;
        if (added > 0)
            continue;
        if (!line->is_started) {
            harden(line);
            continue;
        }
        return LINE_FEASIBLE;
    }
}
