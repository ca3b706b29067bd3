/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/aftermath.h"

#include <time.h>

#include "base/arena.h"
#include "study/scenario_run.h"
#include "study/then_lose.h"

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is left of the fuse, at least a millisecond; 0 = there is none. */
static int64_t left_ms(int64_t limit_ms, int64_t started_ms)
{
    if (limit_ms == 0)
        return 0;
    int64_t left = limit_ms - (now_ms() - started_ms);
    return left < 1 ? 1 : left;
}

/* Who of the survivors does not hold it; appended to the chain. */
static bool find_falls(const struct estate *estate, const struct result_answer *answer,
                       struct result_cascade *cascade, struct result_fall *falls, int64_t step,
                       bool *is_falling)
{
    int32_t before = cascade->fall_count;
    for (int32_t c = 0; c < estate->cluster_count; c++) {
        is_falling[c] = false;
        for (int32_t i = 0; i < answer->cluster_count; i++) {
            const struct result_overload *overload = answer->clusters[i].overload;
            if (estate_find_cluster(estate, answer->clusters[i].cluster) != c || !overload ||
                burst_holds(&overload->burst, cascade->num, cascade->den))
                continue;
            is_falling[c] = true;
            falls[cascade->fall_count++] = (struct result_fall){step, estate->clusters[c].name,
                                                                overload->burst, overload->before};
        }
    }
    return cascade->fall_count > before;
}

/* Each step loses a cluster, so it ends. */
static void run_cascade(const struct estate *estate, const struct scenario *scenario,
                        const struct question_options *question, struct solve_options *solve,
                        const struct aftermath_options *options,
                        const struct result_scenario *known, struct arena *arena,
                        struct result_scenario *ret)
{
    struct result_cascade *cascade = ARENA_NEW(arena, 1, struct result_cascade);
    struct result_fall *falls = ARENA_NEW(arena, estate->cluster_count, struct result_fall);
    bool *is_falling = ARENA_NEW(arena, estate->cluster_count, bool);
    int64_t limit_ms = solve->time_limit_ms;
    int64_t started_ms = now_ms();
    struct scenario current = *scenario;
    struct result_answer *steps =
        ARENA_NEW(arena, (size_t)estate->cluster_count + 1, struct result_answer);
    int32_t step_count = 0;
    bool limit_hit = false;
    *cascade = (struct result_cascade){options->cascade_num, options->cascade_den, falls, 0, false};
    for (int64_t step = 1;; step++) {
        struct scenario next;
        struct run *first =
            scenario_first(estate, &current, question, solve, step == 1 ? known : NULL, arena, ret);
        limit_hit |= ret->limit_hit;
        cascade->is_open = ret->as_is.status == STATUS_FAILED;
        if (cascade->is_open ||
            !find_falls(estate, &ret->as_is, cascade, falls, step, is_falling)) {
            scenario_second(first, ret);
            break;
        }
        steps[step_count++] = ret->as_is;
        scenario_lose_more(estate, &current, is_falling, arena, &next);
        current = next;
        solve->time_limit_ms = left_ms(limit_ms, started_ms);
    }
    ret->limit_hit |= limit_hit;
    ret->cascade = cascade;
    ret->steps = steps;
    ret->step_count = step_count;
}

void aftermath_run(const struct estate *estate, const struct scenario *scenario,
                   const struct question_options *question, const struct solve_options *solve,
                   const struct aftermath_options *options, const struct result_scenario *known,
                   struct arena *arena, struct result_scenario *ret)
{
    struct solve_options rest = *solve;
    int64_t started_ms = now_ms();
    if (options->has_cascade)
        run_cascade(estate, scenario, question, &rest, options, known, arena, ret);
    else
        scenario_run(estate, scenario, question, &rest, known, arena, ret);
    rest.time_limit_ms = left_ms(solve->time_limit_ms, started_ms);
    if (options->then_lose_node && ret->as_is.status != STATUS_FAILED)
        then_lose_node(estate, question, &rest, arena, ret);
}
