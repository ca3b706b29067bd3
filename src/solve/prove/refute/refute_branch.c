/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/arena.h"
#include "solve/prove/refute/refute_state.h"

/* The share of a tree from which on its size is guessed. */
#define DONE_LEAST 0.4

/* The share from which on it gets whatever is left. */
#define DONE_MOST 0.9

enum { CANDIDATES = 3, TRIAL_ITERATIONS = 25 };

struct candidate {
    int32_t group;
    int64_t pair; /* -1 = by group */
    double score;
};

static bool is_fractional(double value)
{
    return value > 1e-6 && value < 1 - 1e-6;
}

static void keep(struct candidate *list, int32_t *count, struct candidate next)
{
    int32_t at = *count < CANDIDATES ? (*count)++ : CANDIDATES - 1;

    if (at == CANDIDATES - 1 && *count == CANDIDATES && list[at].group >= 0 &&
        list[at].score >= next.score && list[at].score > 0)
        return;
    for (; at > 0 && list[at - 1].score < next.score; at--)
        list[at] = list[at - 1];
    list[at] = next;
}

/* How much of what its cluster's tightest limit has a pair takes. */
static double share_of(const struct state *state, int64_t pair, int32_t cluster)
{
    int32_t member = state->relax->pair_member[pair];
    double most = 0;

    for (int32_t i = 0; i < state->active_count; i++) {
        const struct limit *limit = state->pool->limits[state->active[i]];

        if (limit->cluster == cluster && limit->value > 0)
            most = fmax(most, (double)limit->share[member] / (double)limit->value);
    }
    return fmin(most, 1);
}

static int32_t collect(struct state *state, struct candidate *list)
{
    const struct problem *p = state->problem;
    struct candidate pairs[CANDIDATES] = {{-1, -1, 0}};
    int32_t count = 0, pair_count = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        int64_t first = state->relax->index->first_pair[g];
        double sum = 0;

        if (!state->is_in[g])
            continue;
        for (int32_t k = 0; k < p->groups[g].allowed_count; k++) {
            double value = state->value[first + k];

            sum += value;
            if (is_fractional(value))
                keep(pairs, &pair_count,
                     (struct candidate){
                         g, first + k,
                         (0.5 - fabs(value - 0.5) + 1e-3) *
                             (share_of(state, first + k, p->groups[g].allowed[k]) + 1e-3)});
        }
        if (is_fractional(sum) && !state->is_must[g])
            keep(list, &count,
                 (struct candidate){
                     g, -1, (0.5 - fabs(sum - 0.5) + 1e-3) * ((double)p->groups[g].weight + 1e-3)});
    }
    for (int32_t i = 0; i < pair_count; i++)
        list[count++] = pairs[i];
    return count;
}

/* The program's value after a few iterations with one child's bounds. */
static double look(struct state *state, const struct candidate *it, bool is_first,
                   const unsigned char *statuses)
{
    int64_t first = state->relax->index->first_pair[it->group];
    const struct group *group = &state->problem->groups[it->group];
    double value;

    if (is_first)
        warm_bound_row(state->lp, state->group_row[it->group], 1, 1);
    for (int32_t k = 0; k < group->allowed_count; k++) {
        bool is_out = it->pair < 0 ? !is_first
                      : is_first   ? first + k != it->pair
                                   : first + k == it->pair;

        if (is_out && state->column[first + k] >= 0)
            warm_bound_column(state->lp, state->column[first + k], 0, 0);
    }
    value = warm_solve(state->lp, true, TRIAL_ITERATIONS) == LP_INFEASIBLE
                ? -HUGE_VAL
                : warm_objective(state->lp);
    state_apply_group(state, it->group);
    warm_return(state->lp, statuses);
    return value;
}

bool branch_choose(struct state *state, int32_t *ret_group, int64_t *ret_pair)
{
    struct candidate list[2 * CANDIDATES] = {{-1, -1, 0}};
    int32_t count = collect(state, list), best = 0;
    double now = warm_objective(state->lp), gap, best_score = -1;
    unsigned char *statuses;

    if (count == 0)
        return false;
    statuses = ARENA_NEW(state->arena, warm_row_count(state->lp) + warm_column_count(state->lp),
                         unsigned char);
    warm_note(state->lp, statuses);
    gap = now - (double)(state->target - state->given) / state->tier_unit[state->question->tier];
    gap = fmax(gap, 1e-3) + 1e-6;
    for (int32_t i = 0; i < count && count > 1; i++) {
        double placed = fmin(fmax(now - look(state, &list[i], true, statuses), 1e-6), gap);
        double left = fmin(fmax(now - look(state, &list[i], false, statuses), 1e-6), gap);
        double score = placed * left;

        if (score > best_score) {
            best_score = score;
            best = i;
        }
        if (placed >= gap && left >= gap)
            break;
    }
    *ret_group = list[best].group;
    *ret_pair = list[best].pair;
    return true;
}

bool branch_is_homeless(const struct state *state)
{
    const struct problem *p = state->problem;

    for (int32_t g = 0; g < p->group_count; g++) {
        bool any = !state->is_must[g];

        for (int32_t k = 0; !any && k < p->groups[g].allowed_count; k++)
            any = state->is_alive[state->relax->index->first_pair[g] + k] && !state->is_banned[g];
        if (!any)
            return true;
    }
    return false;
}

/* What is closed first is the larger part by depth and the smaller one by work, so that guesses
 * are raised. */
void branch_stretch(struct state *state)
{
    int64_t spent = state->work->ticks - state->first_ticks, left = work_left(state->work);
    double more = (double)spent * fmax(1, 2 / state->done - 2);

    if (left > spent / 8 || state->done < DONE_LEAST || state->more_ticks <= 0)
        return;
    if (state->done > DONE_MOST && more > (double)state->more_ticks)
        more = (double)state->more_ticks;
    if (more > 2 * (double)state->more_ticks)
        return;
    work_extend(state->work, (int64_t)more);
    state->more_ticks -= (int64_t)more;
}
