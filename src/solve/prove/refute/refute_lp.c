/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "solve/prove/refute/refute_state.h"

/* What breaking a row costs, in units of the tier's largest weight. */
#define PENALTY 1000.0

static bool is_tier_of_claim(const struct state *state, int32_t g)
{
    return state->problem->groups[g].tier_ix <= state->question->tier;
}

/* Whole groups of the claim: of its tiers, and what they require. */
static void choose_groups(struct state *state)
{
    const struct problem *p = state->problem;
    bool any = true;

    for (int32_t g = 0; g < p->group_count; g++)
        state->is_in[g] = p->groups[g].kind == GROUP_WHOLE && state->relax->counts[g] &&
                          (is_tier_of_claim(state, g) || g == state->question->forced);
    while (any) {
        any = false;
        for (int32_t i = 0; i < p->require_count; i++) {
            int32_t needs = p->requires[i].needs_ix;

            if (state->is_in[p->requires[i].group_ix] && !state->is_in[needs] &&
                p->groups[needs].kind == GROUP_WHOLE && state->relax->counts[needs])
                any = state->is_in[needs] = true;
        }
    }
    for (int32_t g = 0; g < p->group_count; g++)
        for (int32_t k = 0; state->is_in[g] && k < p->groups[g].allowed_count; k++) {
            int64_t pair = state->relax->index->first_pair[g] + k;

            state->is_alive[pair] = state->relax->pair_member[pair] >= 0;
        }
}

static void add_tier_rows(struct state *state)
{
    const struct problem *p = state->problem;

    for (int32_t t = 0; t <= state->question->tier; t++) {
        int64_t given = 0, most = 1;

        for (int32_t g = 0; g < p->group_count; g++) {
            if (p->groups[g].tier_ix != t)
                continue;
            if (p->groups[g].kind == GROUP_REPLICAS && !coverage_is_impossible(state->coverage, g))
                given += p->groups[g].weight;
            if (state->is_in[g] && p->groups[g].weight > most)
                most = p->groups[g].weight;
        }
        state->tier_unit[t] = (double)most;
        if (t == state->question->tier)
            state->given = given;
        else
            state->tier_row[t] =
                state->question->least[t] > given
                    ? warm_add_row(state->lp,
                                   (double)(state->question->least[t] - given) / (double)most,
                                   HUGE_VAL, NULL, 0)
                    : -1;
    }
}

static void add_require_rows(struct state *state)
{
    const struct problem *p = state->problem;

    for (int32_t i = 0; i < p->require_count; i++) {
        const struct require *it = &p->requires[i];
        const struct group *group = &p->groups[it->group_ix];

        if (!state->is_in[it->group_ix] || !state->is_in[it->needs_ix])
            continue;
        for (int32_t k = 0; k < (it->same_cluster ? group->allowed_count : 1); k++) {
            struct require_row row = {i, -1, -1, -1};

            if (it->same_cluster) {
                int32_t at = index_allowed(p, it->needs_ix, group->allowed[k]);

                row.pair = state->relax->index->first_pair[it->group_ix] + k;
                if (!state->is_alive[row.pair])
                    continue;
                if (at >= 0)
                    row.needs_pair = state->relax->index->first_pair[it->needs_ix] + at;
            }
            row.row = warm_add_row(state->lp, -HUGE_VAL, 0, NULL, 0);
            state->requires[state->require_count++] = row;
        }
    }
}

static void add_column(struct state *state, int32_t g, int64_t pair)
{
    const struct problem *p = state->problem;
    const struct group *group = &p->groups[g];
    int32_t count = 0;
    double cost = 0;

    state->entries[count++] = (struct warm_entry){state->group_row[g], 1};
    if (group->tier_ix < state->question->tier && state->tier_row[group->tier_ix] >= 0)
        state->entries[count++] =
            (struct warm_entry){state->tier_row[group->tier_ix],
                                (double)group->weight / state->tier_unit[group->tier_ix]};
    if (group->tier_ix == state->question->tier)
        cost = (double)group->weight / state->tier_unit[group->tier_ix];
    for (int32_t i = 0; i < state->require_count; i++) {
        const struct require_row *row = &state->requires[i];
        const struct require *it = &p->requires[row->require];

        if (it->group_ix == g && (row->pair < 0 || row->pair == pair))
            state->entries[count++] = (struct warm_entry){row->row, 1};
        else if (it->needs_ix == g && (row->pair < 0 || row->needs_pair == pair))
            state->entries[count++] = (struct warm_entry){row->row, -1};
    }
    state->column[pair] = warm_add_column(state->lp, 0, HUGE_VAL, cost, state->entries, count);
    state->cost[state->column[pair]] = cost;
}

static int32_t add_artificial(struct state *state, int32_t row, double value)
{
    struct warm_entry entry = {row, value};

    state->artificial_count++;
    return warm_add_column(state->lp, 0, HUGE_VAL, -PENALTY, &entry, row >= 0);
}

static void add_artificials(struct state *state)
{
    state->first_artificial = warm_column_count(state->lp);
    for (int32_t t = 0; t < state->question->tier; t++)
        if (state->tier_row[t] >= 0)
            add_artificial(state, state->tier_row[t], 1);
    for (int32_t c = 0; c < state->problem->cluster_count; c++)
        state->cluster_artificial[c] = add_artificial(state, -1, 0);
    for (int32_t i = 0; i < state->require_count; i++)
        add_artificial(state, state->requires[i].row, -1);
}

bool state_build(struct state *state)
{
    const struct problem *p = state->problem;
    const struct index *index = state->relax->index;
    int32_t columns = 0, same = 0;

    choose_groups(state);
    for (int32_t i = 0; i < p->require_count; i++)
        same += p->groups[p->requires[i].group_ix].allowed_count + 1;
    state->requires = ARENA_NEW(state->arena, same, struct require_row);
    for (int64_t i = 0; i < index->pair_count; i++) {
        state->column[i] = -1;
        columns += state->is_alive[i];
    }
    state->entries = ARENA_NEW(state->arena, columns + same + 8, struct warm_entry);
    state->cost = ARENA_NEW(state->arena, columns + 1, double);
    state->lp = warm_new(state->work, columns + same + 8, state->arena);
    for (int32_t g = 0; g < p->group_count; g++)
        state->group_row[g] = state->is_in[g] ? warm_add_row(state->lp, -HUGE_VAL, 1, NULL, 0) : -1;
    add_tier_rows(state);
    add_require_rows(state);
    for (int32_t g = 0; g < p->group_count; g++)
        for (int32_t k = 0; state->is_in[g] && k < p->groups[g].allowed_count; k++)
            if (state->is_alive[index->first_pair[g] + k])
                add_column(state, g, index->first_pair[g] + k);
    add_artificials(state);
    state->base_rows = warm_row_count(state->lp);
    return columns > 0;
}

void state_apply_group(struct state *state, int32_t g)
{
    const struct group *group = &state->problem->groups[g];
    int64_t first = state->relax->index->first_pair[g];

    warm_bound_row(state->lp, state->group_row[g], state->is_must[g] ? 1 : -HUGE_VAL, 1);
    for (int32_t k = 0; k < group->allowed_count; k++)
        if (state->column[first + k] >= 0)
            warm_bound_column(state->lp, state->column[first + k], 0,
                              state->is_alive[first + k] && !state->is_banned[g] ? HUGE_VAL : 0);
}

static void make_room(struct state *state)
{
    if (state->active_count == state->active_room) {
        int32_t room = 2 * state->active_room + 64;
        int32_t *active = ARENA_NEW(state->arena, room, int32_t);

        if (state->active_count > 0)
            memcpy(active, state->active, (size_t)state->active_count * sizeof *active);
        state->active = active;
        state->active_room = room;
        multipliers_init(state, &state->now);
        multipliers_init(state, &state->last);
    }
    if (state->is_active_room < state->pool->count) {
        bool *is_active = ARENA_NEW(state->arena, 2 * state->pool->count, bool);

        if (state->is_active_room > 0)
            memcpy(is_active, state->is_active, (size_t)state->is_active_room);
        state->is_active = is_active;
        state->is_active_room = 2 * state->pool->count;
    }
}

bool state_activate(struct state *state, int32_t number)
{
    const struct limit *limit = state->pool->limits[number];
    const struct relax_cluster *cluster = &state->relax->clusters[limit->cluster];
    double unit = (double)limit->share_max;
    int32_t count = 0;

    assert(!limit->is_rough);
    make_room(state);
    if (state->is_active[number])
        return false;
    for (int32_t m = 0; m < cluster->member_count; m++) {
        int32_t column = state->column[cluster->members[m].pair];

        if (column >= 0 && limit->share[m] > 0)
            state->entries[count++] = (struct warm_entry){column, (double)limit->share[m] / unit};
    }
    if (count == 0)
        return false;
    state->entries[count++] = (struct warm_entry){state->cluster_artificial[limit->cluster], -1};
    warm_add_row(state->lp, -HUGE_VAL, (double)limit->value / unit, state->entries, count);
    state->is_active[number] = true;
    state->active[state->active_count++] = number;
    return true;
}

int32_t state_activate_broken(struct state *state, double tolerance)
{
    int32_t added = 0;
    int64_t looked = 0;

    make_room(state);
    for (int32_t i = 0; i < state->pool->count && added < 40; i++) {
        const struct limit *limit = state->pool->limits[i];
        const struct relax_cluster *cluster = &state->relax->clusters[limit->cluster];
        double sum = 0;

        if (state->is_active[i] || limit->is_rough)
            continue;
        for (int32_t m = 0; m < cluster->member_count; m++)
            sum += state->value[cluster->members[m].pair] * (double)limit->share[m];
        looked += cluster->member_count + 4;
        if (sum > (double)limit->value + tolerance * (double)limit->share_max)
            added += state_activate(state, i);
    }
    work_spend(state->work, looked);
    return added;
}

/* Rows that do not bind make every iteration slower; the pool keeps the limits. */
void state_purge(struct state *state)
{
    int32_t *rows = ARENA_NEW(state->arena, state->active_count, int32_t), count = 0, kept = 0,
            binding = 0;

    for (int32_t i = 0; i < state->active_count; i++)
        binding += !warm_row_is_basic(state->lp, state->base_rows + i);
    if (state->active_count <= 2 * binding + 60)
        return;
    for (int32_t i = 0; i < state->active_count; i++) {
        if (warm_row_is_basic(state->lp, state->base_rows + i)) {
            rows[count++] = state->base_rows + i;
            state->is_active[state->active[i]] = false;
        } else {
            state->active[kept++] = state->active[i];
        }
    }
    state->active_count = kept;
    warm_delete_rows(state->lp, rows, count);
}

void state_read(struct state *state)
{
    for (int64_t i = 0; i < state->relax->index->pair_count; i++)
        state->value[i] = state->column[i] >= 0 ? warm_primal(state->lp, state->column[i]) : 0;
}

double state_artificials(const struct state *state)
{
    double sum = 0;

    for (int32_t i = 0; i < state->artificial_count; i++)
        sum += warm_primal(state->lp, state->first_artificial + i);
    return sum;
}

void state_set_phase(struct state *state, bool is_feasibility)
{
    for (int32_t i = 0; i < state->first_artificial; i++)
        warm_set_cost(state->lp, i, is_feasibility ? 0 : state->cost[i]);
    for (int32_t i = 0; i < state->artificial_count; i++)
        warm_set_cost(state->lp, state->first_artificial + i, is_feasibility ? -1 : -PENALTY);
}

void state_load(struct state *state, int32_t c)
{
    const struct relax_cluster *cluster = &state->relax->clusters[c];

    for (int32_t t = 0; t < cluster->type_count; t++)
        state->load[t] = 0;
    for (int32_t m = 0; m < cluster->member_count; m++) {
        const struct relax_member *member = &cluster->members[m];
        double value = state->problem->groups[member->group_ix].kind == GROUP_RESIDENT
                           ? 1
                           : state->value[member->pair];

        if (value < 1e-9)
            continue;
        for (int32_t i = member->first_need; i < member->first_need + member->need_count; i++)
            state->load[cluster->needs[i].type] += value * (double)cluster->needs[i].count;
    }
}
