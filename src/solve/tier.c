/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/tier.h"

#include "base/arena.h"
#include "solve/bound.h"
#include "solve/improve/improve.h"
#include "solve/mip/mip.h"
#include "solve/prove/prove.h"
#include "solve/sets/enumerate.h"
#include "solve/sets/shuffle.h"
#include "solve/tight/tight.h"

/* Tried in this order; the first one always runs to its end, unless a plan that was known recovers
 * all there is. */
static const struct greedy_rules starts[] = {
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_CHOICES, CLUSTERS_TIGHTEST, RATING_LARGEST, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_STRAND, false},
    {ORDER_SIZE, CLUSTERS_TIGHTEST, RATING_BEST_FIT, false},
    {ORDER_DENSITY, CLUSTERS_ROOMIEST, RATING_COSINE, false},
    {ORDER_DENSITY, CLUSTERS_TIGHTEST, RATING_STRAND, true},
    {ORDER_SIZE, CLUSTERS_INPUT, RATING_COSINE, true},
    {ORDER_DENSITY, CLUSTERS_INPUT, RATING_FIRST_FIT, false},
    {ORDER_SIZE, CLUSTERS_ROOMIEST, RATING_WORST_FIT, false},
};

enum {
    START_COUNT = sizeof starts / sizeof starts[0],
    START_PERCENT = 25,
    FIRST_PERCENT = 50, /* of what is left: a tier with open ones behind it */
    LAST_PERCENT = 90,
    BOUND_PERCENT = 20, /* of what a tier may use */
    TIGHT_PART = 10,    /* of that, where there is next to no room */
    IMPROVE_PERCENT = 10,
    IDLE_FIRST = 3000,
    SEARCH_PERCENT = 30,
    MIP_COLUMNS = 60000
};

/* Who may use how much of a tier's ticks, in thousandths, turn by turn. */
enum step {
    STEP_SHUFFLE,
    STEP_AIM,
    STEP_PROVE,
    STEP_SETS,
    STEP_ENUMERATE,
    STEP_IMPROVE,
    STEP_WHOLE,
    STEPS
};

/* A bound by weights closes next to nothing: it comes after what does. */
enum { TURNS = 4, WEIGH_TURN = 2 };

/* Where the root's program shows that something stays out: the proof is near. */
static const int32_t contested[TURNS][STEPS] = {{4, 10, 16, 20, 10, 0, 0},
                                                {15, 30, 40, 300, 20, 5, 10},
                                                {50, 70, 80, 200, 30, 30, 20},
                                                {80, 110, 180, 200, 40, 60, 60}};

/* Where it shows nothing: a better plan is what is missing. */
static const int32_t roomy[TURNS][STEPS] = {{20, 10, 10, 10, 10, 20, 0},
                                            {50, 30, 20, 150, 20, 40, 10},
                                            {80, 90, 60, 120, 30, 60, 20},
                                            {100, 150, 120, 120, 60, 120, 40}};

/* The same where replicas are moved one by one: nothing else finds as much there. */
static const int32_t vast[TURNS][STEPS] = {{10, 10, 10, 0, 20, 30, 0},
                                           {15, 30, 20, 0, 30, 40, 10},
                                           {20, 90, 60, 0, 40, 50, 20},
                                           {20, 150, 120, 0, 120, 60, 40}};

int64_t tier_coverage_bound(struct solver *solver, int32_t tier)
{
    int64_t bound = solver->index->tier_weight[tier];

    for (int32_t g = 0; g < solver->problem->group_count; g++)
        if (solver->problem->groups[g].tier_ix == tier && !solver->best->is_recovered[g] &&
            coverage_is_impossible(solver->coverage, g))
            bound -= solver->problem->groups[g].weight;
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    return bound;
}

/* Replicas of the tier's groups where they count, placed or not; not of those that are impossible.
 */
static int64_t replicas_wanted(const struct solver *solver, int32_t tier)
{
    const struct problem *p = solver->problem;
    int64_t wanted = 0;

    for (int32_t g = 0; g < p->group_count; g++) {
        const struct group *group = &p->groups[g];

        if (group->tier_ix != tier || !group_counts_replicas(group) ||
            (group->fills_up && !solver->best->is_recovered[g] &&
             coverage_is_impossible(solver->coverage, g)))
            continue;
        for (int32_t i = group->first_item; i < group->first_item + group->item_count; i++)
            wanted += p->items[i].is_daemon ? 0 : p->items[i].replicas + p->items[i].more;
    }
    return wanted;
}

/* Does the best plan recover all that can be recovered? */
static bool is_complete(struct solver *solver)
{
    const struct problem *p = solver->problem;

    if (!solver->best->holds_residents)
        return false;
    for (int32_t t = 0; t < p->tier_count; t++)
        if (solver->best->weight[t] < tier_coverage_bound(solver, t) ||
            solver->best->replicas[t] < replicas_wanted(solver, t))
            return false;
    return true;
}

void tier_rules(struct solver *solver, int32_t start)
{
    solver->greedy->rules = starts[start];
    solver->greedy->placer->rating = starts[start].rating;
}

void tier_start(struct solver *solver)
{
    work_stage(&solver->work, START_PERCENT);
    for (int32_t s = 0; s < START_COUNT; s++) {
        if (solver->options->known && is_complete(solver))
            break;
        if (s > 0 && (work_is_out(&solver->work) || is_complete(solver) ||
                      solver->options->engine == ENGINE_MIP))
            break;
        greedy_run(solver->greedy, &starts[s], s == 0);
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
    if (solver->best->holds_residents)
        return;
    tier_rules(solver, 0);
    pack_clear(solver->pack);
    if (greedy_residents(solver->greedy)) {
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
}

void tier_extend(struct solver *solver, const struct answer *answer, int32_t tier)
{
    for (int32_t s = 0; s < 2 && (s == 0 || !work_is_out(&solver->work)); s++) {
        answer_to_pack(answer, solver->pack);
        tier_rules(solver, s);
        for (int32_t t = 0; t <= tier; t++)
            greedy_fill_up(solver->greedy, t);
        for (int32_t t = tier + 1; t < solver->problem->tier_count; t++)
            greedy_tier(solver->greedy, t, s == 0);
        answer_from_pack(solver->pack, solver->trial);
        solver_offer(solver, solver->trial, solver->problem->tier_count);
    }
}

bool tier_place_residents(struct solver *solver, bool *ret_proven)
{
    struct mip_question question = {.goal = MIP_ANY, .tier = -1, .forced = -1};
    struct mip *mip =
        mip_new(solver->problem, solver->index, solver->coverage, &question, MIP_COLUMNS);
    bool is_found = false;

    *ret_proven = false;
    work_stage(&solver->work, SEARCH_PERCENT);
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(solver->problem);
        int64_t bound;
        enum lp_status status = mip_search(mip, NULL, &solver->work, answer, &is_found, &bound);

        *ret_proven = status == LP_INFEASIBLE;
        is_found = is_found && answer->holds_residents && solver_accepts(solver, answer);
        if (is_found) {
            solver_offer(solver, answer, solver->problem->tier_count);
            tier_extend(solver, answer, -1);
        }
        answer_free(answer);
    }
    mip_free(mip);
    return is_found;
}

/* The bound by sums, when it is below the present one. */
static void bound_by_sums(struct solver *solver, int32_t t)
{
    struct bound_question question = {t, solver->best->weight, -1};
    struct tier_result *tier = &solver->tiers[t];
    struct bound bound;

    if (!bound_find(solver->problem, solver->index, solver->coverage, &question, &solver->work,
                    solver->arena, &bound) ||
        bound.value >= tier->bound || bound.value < solver->best->weight[t])
        return;
    tier->bound = bound.value;
    tier->proof = BOUND_MULTIPLIERS;
    tier->scale = bound.scale;
    tier->earlier = bound.earlier;
    tier->capacity = bound.capacity;
    tier->capacity_count = bound.capacity_count;
}

/* Search the whole model for a better plan of the tier (goal MIP_WEIGHT or MIP_REPLICAS). */
static void search_tier(struct solver *solver, int32_t t, enum mip_goal goal)
{
    const struct problem *p = solver->problem;
    struct mip_question question = {.goal = goal, .tier = t, .forced = -1};
    struct tier_result *tier = &solver->tiers[t];
    int64_t *weight = ARENA_NEW(solver->scratch, p->tier_count, int64_t);
    int64_t *replicas = ARENA_NEW(solver->scratch, p->tier_count, int64_t);
    struct mip *mip;

    for (int32_t u = 0; u < t + (goal == MIP_REPLICAS); u++)
        weight[u] = solver->best->weight[u];
    for (int32_t u = 0; u < t; u++)
        replicas[u] = solver->best->replicas[u];
    question.least_weight = weight;
    question.least_replicas = replicas;
    mip = mip_new(p, solver->index, solver->coverage, &question, MIP_COLUMNS);
    work_spend(&solver->work, coverage_take_ticks(solver->coverage));
    if (mip && mip_is_affordable(mip, &solver->work)) {
        struct answer *answer = answer_new(p);
        int64_t bound;
        bool is_found;
        enum lp_status status =
            mip_search(mip, solver->best, &solver->work, answer, &is_found, &bound);

        if (is_found && solver_accepts(solver, answer)) {
            solver_offer(solver, answer, t + 1);
            tier_extend(solver, answer, t);
        }
        if (goal == MIP_WEIGHT && status != LP_BROKEN && status != LP_INFEASIBLE &&
            bound < tier->bound && bound >= solver->best->weight[t]) {
            tier->bound = bound;
            tier->proof = BOUND_SEARCH;
            tier->capacity_count = 0;
        }
        if (goal == MIP_REPLICAS && status != LP_BROKEN && status != LP_INFEASIBLE &&
            bound < tier->replicas_bound)
            tier->replicas_bound = bound;
        answer_free(answer);
    }
    /* Nothing of it can be anywhere: GLPK takes no program without columns. */
    if (mip && goal == MIP_REPLICAS && mip_lp(mip)->column_count == 0)
        tier->replicas_bound = 0;
    mip_free(mip);
}

/* All sets that pack, where they are few: a better plan, a bound. */
static void enumerate_sets(struct solver *solver, int32_t t)
{
    struct tier_result *tier = &solver->tiers[t];
    int64_t bound = enumerate_tier(solver, t, tier->bound);

    if (bound < tier->bound && bound >= solver->best->weight[t]) {
        tier->bound = bound;
        tier->proof = BOUND_SEARCH;
        tier->capacity_count = 0;
    }
}

/* One stack, one cluster, and one resource or next to no room: the packers of solve/line and
 * solve/tight before the program of the root, which is slow there. What the root's multipliers
 * would refute as well is left to them: that is certified. */
static void ask_packers(struct solver *solver, int32_t t, int64_t ticks)
{
    const struct problem *p = solver->problem;

    if (p->cluster_count != 1 || p->group_count != 1 ||
        (p->resource_count != 1 && !tight_is_near(p)))
        return;
    work_stage_ticks(&solver->work, ticks / (p->resource_count == 1 ? 1 : TIGHT_PART));
    enumerate_tier(solver, t, solver->tiers[t].bound);
    if (solver->line_memory.has_branched)
        enumerate_sets(solver, t);
}

/* Tiers that still have something to prove, from t on. */
static int32_t open_tiers(struct solver *solver, int32_t t)
{
    int32_t count = 0;

    for (; t < solver->problem->tier_count; t++)
        count += solver->best->weight[t] < tier_coverage_bound(solver, t) ||
                 solver->best->replicas[t] < replicas_wanted(solver, t);
    return count;
}

static bool is_open(const struct solver *solver, int32_t t)
{
    return solver->best->weight[t] < solver->tiers[t].bound && !work_is_over(&solver->work);
}

static bool has_provers(enum solve_engine engine)
{
    return engine == ENGINE_AUTO || engine == ENGINE_EXACT;
}

/* Each engine for a while, then each for longer: whichever suits the tier ends it early. */
static void run_step(struct solver *solver, int32_t t, enum step step, int32_t idle, int64_t end)
{
    int64_t bound = solver->tiers[t].bound;

    switch (step) {
    case STEP_SHUFFLE: shuffle_tier(solver, t, bound, idle); break;
    case STEP_AIM: prover_aim(solver->prover, t); break;
    case STEP_PROVE: prover_tier(solver->prover, t, PROVER_TREE, end); break;
    case STEP_SETS: prover_sets(solver->prover, t); break;
    case STEP_ENUMERATE: enumerate_sets(solver, t); break;
    case STEP_IMPROVE: improve_tier(solver, t, bound, idle); break;
    case STEP_WHOLE: search_tier(solver, t, MIP_WEIGHT); break;
    case STEPS: break;
    }
}

static bool is_used(enum solve_engine engine, enum step step)
{
    switch (engine) {
    case ENGINE_AUTO: return true;
    case ENGINE_GREEDY: return step == STEP_SHUFFLE || step == STEP_IMPROVE;
    case ENGINE_MIP: return step == STEP_WHOLE;
    case ENGINE_EXACT: break;
    }
    return step != STEP_WHOLE;
}

static void tell_progress(const struct solver *solver, int32_t t)
{
    const struct solve_options *options = solver->options;
    struct solve_at at = {solver->problem->tiers[t], options->start != NULL,
                          solver->best->weight[t], solver->tiers[t].bound};

    if (options->progress)
        options->progress(options->progress_context, &at);
}

static void search_in_turns(struct solver *solver, int32_t t, int64_t ticks)
{
    const struct tier_result *tier = &solver->tiers[t];
    enum solve_engine engine = solver->options->engine;
    const int32_t(*turns)[STEPS] = tier->proof != BOUND_COVERAGE ? contested
                                   : improve_shifts(solver)      ? vast
                                                                 : roomy;
    int64_t end = solver->work.ticks + ticks;
    int32_t idle = IDLE_FIRST;

    for (int32_t turn = 0; turn < TURNS; turn++, idle *= 4) {
        if (turn == WEIGH_TURN && is_open(solver, t) && has_provers(engine)) {
            work_stage_ticks(&solver->work, ticks / 100 * BOUND_PERCENT);
            prover_weigh(solver->prover, t);
        }
        for (enum step step = 0; step < STEPS && is_open(solver, t); step++) {
            if (turns[turn][step] == 0 || !is_used(engine, step))
                continue;
            work_stage_ticks(&solver->work,
                             engine == ENGINE_MIP ? ticks / 2 : ticks / 1000 * turns[turn][step]);
            int64_t recovered = solver->best->weight[t], bound = tier->bound;
            run_step(solver, t, step, idle, end);
            if (solver->best->weight[t] != recovered || tier->bound != bound)
                tell_progress(solver, t);
        }
    }
}

static void solve_tier(struct solver *solver, int32_t t)
{
    struct tier_result *tier = &solver->tiers[t];
    int64_t left = solver->work.end - solver->work.ticks;
    int64_t ticks = left / 100 * (open_tiers(solver, t) > 1 ? FIRST_PERCENT : LAST_PERCENT);

    *tier = (struct tier_result){.bound = tier_coverage_bound(solver, t), .proof = BOUND_COVERAGE};
    tier->replicas_bound = replicas_wanted(solver, t);
    if (is_open(solver, t)) {
        work_stage_ticks(&solver->work, ticks / 100 * BOUND_PERCENT);
        bound_by_sums(solver, t);
    }
    if (is_open(solver, t) && has_provers(solver->options->engine)) {
        ask_packers(solver, t, ticks / 100 * BOUND_PERCENT);
        work_stage_ticks(&solver->work, ticks / 100 * BOUND_PERCENT);
        if (is_open(solver, t))
            prover_tier(solver->prover, t, PROVER_ROOT, 0);
        if (is_open(solver, t) && solver->line_memory.count > 0)
            enumerate_sets(solver, t);
    }
    if (is_open(solver, t) && solver->options->engine != ENGINE_MIP) {
        work_stage_ticks(&solver->work, ticks / 100 * IMPROVE_PERCENT);
        improve_tier(solver, t, tier->bound, IDLE_FIRST);
    }
    tell_progress(solver, t);
    search_in_turns(solver, t, ticks);
    if (solver->best->replicas[t] < replicas_wanted(solver, t) && !work_is_over(&solver->work) &&
        solver->options->engine != ENGINE_GREEDY) {
        work_stage_ticks(&solver->work, ticks / 2);
        search_tier(solver, t, MIP_REPLICAS);
    }
}

void tier_solve_all(struct solver *solver)
{
    const struct problem *p = solver->problem;
    struct answer *before = answer_new(p);
    int32_t t = 0;

    while (t < p->tier_count) {
        int32_t changed = 0;

        answer_copy(p, solver->best, before);
        solve_tier(solver, t);
        /* What a later tier found may be better for an earlier one: then that one is asked again.
         */
        while (changed < t && before->weight[changed] == solver->best->weight[changed] &&
               before->replicas[changed] == solver->best->replicas[changed])
            changed++;
        t = changed < t ? changed : t + 1;
    }
    for (t = 0; t < p->tier_count; t++) {
        struct tier_result *tier = &solver->tiers[t];

        tier->recovered = solver->best->weight[t];
        tier->replicas = solver->best->replicas[t];
        if (tier->replicas_bound < tier->replicas)
            tier->replicas_bound = tier->replicas;
    }
    answer_free(before);
}
