/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cascade: who falls, and the answers after each step. */
#include <string.h>

#include "base/arena.h"
#include "result/check/check_parts.h"

/* The clusters that fell after the failover. */
void check_cascade(const struct check *check)
{
    const struct result_scenario *scenario = check->scenario;
    bool is_failed = scenario->as_is.status == STATUS_FAILED;
    const char *asked = check_option(check->result, "cascade");
    const struct result_cascade *cascade = scenario->cascade;
    const char *told = cascade ? arena_format(check->arena, "%lld/%lld", (long long)cascade->num,
                                              (long long)cascade->den)
                               : "nothing";
    CLAIM(check, asked ? !strcmp(asked, told) || (!cascade && is_failed) : !cascade,
          "the options ask for a cascade of %.40s, the scenario tells of %s",
          asked ? asked : "nothing", told);
    if (cascade)
        cascade_check(check->estate, scenario, check->made, check->arena, check->report);
}

static const struct result_fall *find_fall(const struct result_cascade *cascade, int64_t step,
                                           const char *cluster)
{
    for (int32_t i = 0; i < cascade->fall_count; i++)
        if (cascade->falls[i].step == step && !strcmp(cascade->falls[i].cluster, cluster))
            return &cascade->falls[i];
    return NULL;
}

static bool is_same_burst(const struct result_burst *a, const struct result_burst *b)
{
    return a->kind == b->kind && a->num == b->num && a->den == b->den &&
           !strcmp(a->node, b->node) && !strcmp(a->resource, b->resource);
}

/* After this step those fall that do not hold the burst, and nobody else. The bursts themselves are
 * checked as those of any answer. */
static void check_falls(const struct check *check, int64_t step)
{
    const struct result_cascade *cascade = check->scenario->cascade;
    const struct result_answer *answer = &check->scenario->steps[step - 1];
    int32_t count = 0;
    for (int32_t i = 0; i < cascade->fall_count; i++)
        count += cascade->falls[i].step == step;
    for (int32_t i = 0; i < answer->cluster_count; i++) {
        const struct result_overload *overload = answer->clusters[i].overload;
        const struct result_fall *fall = find_fall(cascade, step, answer->clusters[i].cluster);
        bool falls = overload && !burst_holds(&overload->burst, cascade->num, cascade->den);
        CLAIM(check,
              overload && falls == (fall != NULL) &&
                  (!fall || (is_same_burst(&fall->burst, &overload->burst) &&
                             is_same_burst(&fall->before, &overload->before))),
              "step %lld: %s falls, or does not, other than its plan says", (long long)step,
              answer->clusters[i].cluster);
        count -= fall != NULL;
    }
    CLAIM(check, count == 0, "step %lld: a cluster falls that did not survive until then",
          (long long)step);
}

/* The first answer of the step, checked like any other. What was lost then are the words of the
 * scenario but for those who fell in this step or later. */
static void check_step(const struct check *check, int64_t step)
{
    struct result_scenario before = *check->scenario;
    struct verify_report report = {0}, unread = {0};
    struct result_plan made;
    struct check part = *check;
    for (int32_t i = 0; i < before.cascade->fall_count; i++)
        before.lost_count -= before.cascade->falls[i].step >= step;
    before.as_is = before.steps[step - 1];
    before.has_eviction = false;
    before.cascade = NULL;
    if (before.lost_count <= 0 ||
        !result_plan_make(check->estate, &before, &before.as_is, check->arena, &made, &unread)) {
        CLAIM(check, false, "step %lld of the cascade: what was lost then cannot be told",
              (long long)step);
        return;
    }
    before.lost_clusters = made.scenario.lost_cluster_count;
    before.is_partial = made.scenario.is_partial;
    part.scenario = &before;
    part.report = &report;
    part.is_step = true;
    check_answer(&part, &before.as_is);
    check_merge(check->report, &report, arena_format(check->arena, "step %lld", (long long)step),
                check->arena);
    check_falls(check, step);
}

void check_steps(const struct check *check)
{
    const struct result_scenario *scenario = check->scenario;
    const struct result_cascade *cascade = scenario->cascade;
    int64_t steps =
        cascade && cascade->fall_count > 0 ? cascade->falls[cascade->fall_count - 1].step : 0;
    CLAIM(check, scenario->step_count == steps,
          "the cascade has %lld steps before its last, the result tells of %d", (long long)steps,
          (int)scenario->step_count);
    for (int64_t step = 1; scenario->step_count == steps && step <= steps; step++)
        check_step(check, step);
}
