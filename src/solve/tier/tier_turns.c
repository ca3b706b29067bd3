/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/improve/improve.h"
#include "solve/prove/prove.h"
#include "solve/sets/shuffle.h"
#include "solve/tier/tier_parts.h"

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

/* A bound by weights closes next to nothing: it comes after what does, with so much of the ticks.
 */
enum { TURNS = 4, WEIGH_TURN = 2, WEIGH_PERCENT = 20 };

/* Where the root's program shows that something stays out: the proof is near. */
static const int32_t contested[TURNS][STEPS] = {{4, 10, 16, 20, 10, 0, 0},
                                                {15, 30, 40, 300, 20, 5, 10},
                                                {50, 120, 80, 200, 30, 60, 20},
                                                {80, 240, 180, 200, 40, 100, 60}};

/* Where it shows nothing: a better plan is what is missing. */
static const int32_t roomy[TURNS][STEPS] = {{20, 10, 10, 10, 10, 20, 0},
                                            {50, 30, 20, 150, 20, 40, 10},
                                            {80, 90, 60, 120, 30, 60, 20},
                                            {100, 250, 120, 120, 60, 120, 40}};

/* The same where replicas are moved one by one: that, and aim, find most there. */
static const int32_t vast[TURNS][STEPS] = {{10, 10, 10, 0, 20, 30, 0},
                                           {15, 70, 20, 0, 30, 40, 10},
                                           {20, 180, 30, 0, 30, 50, 20},
                                           {20, 200, 30, 0, 30, 60, 40}};

static void run_step(struct solver *solver, int32_t t, enum step step, int32_t idle, int64_t end)
{
    int64_t bound = solver->tiers[t].bound;

    switch (step) {
    case STEP_SHUFFLE: shuffle_tier(solver, t, bound, idle); break;
    case STEP_AIM: prover_aim(solver->prover, t); break;
    case STEP_PROVE: prover_tier(solver->prover, t, PROVER_TREE, end); break;
    case STEP_SETS: prover_sets(solver->prover, t); break;
    case STEP_ENUMERATE: tier_enumerate(solver, t); break;
    case STEP_IMPROVE: improve_tier(solver, t, bound, idle); break;
    case STEP_WHOLE: tier_search(solver, t, MIP_WEIGHT); break;
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

void tier_tell_progress(const struct solver *solver, int32_t t)
{
    const struct solve_options *options = solver->options;
    struct solve_at at = {solver->problem->tiers[t], options->start != NULL,
                          solver->best->weight[t], solver->tiers[t].bound};

    if (options->progress)
        options->progress(options->progress_context, &at);
}

void tier_take_turns(struct solver *solver, int32_t t, int64_t ticks)
{
    const struct tier_result *tier = &solver->tiers[t];
    enum solve_engine engine = solver->options->engine;
    const int32_t(*turns)[STEPS] = tier->proof != BOUND_COVERAGE ? contested
                                   : improve_shifts(solver)      ? vast
                                                                 : roomy;
    int64_t end = solver->work.ticks + ticks;
    int32_t idle = TIER_IDLE_FIRST;

    for (int32_t turn = 0; turn < TURNS; turn++, idle *= 4) {
        if (turn == WEIGH_TURN && is_used(engine, STEP_PROVE) && tier_is_open(solver, t)) {
            work_stage_ticks(&solver->work, ticks / 100 * WEIGH_PERCENT);
            prover_weigh(solver->prover, t);
        }
        for (enum step step = 0; step < STEPS && tier_is_open(solver, t); step++) {
            if (turns[turn][step] == 0 || !is_used(engine, step))
                continue;
            work_stage_ticks(&solver->work,
                             engine == ENGINE_MIP ? ticks / 2 : ticks / 1000 * turns[turn][step]);
            int64_t recovered = solver->best->weight[t], bound = tier->bound;
            run_step(solver, t, step, idle, end);
            if (solver->best->weight[t] != recovered || tier->bound != bound)
                tier_tell_progress(solver, t);
        }
    }
}
