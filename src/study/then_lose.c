/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/then_lose.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "result/overload/estate_after.h"
#include "result/result_certificate.h"
#include "result/result_plan.h"
#include "study/scenario_run.h"
#include "verify/verify.h"

enum { NODE_SHARE = 20 };

/* What the loss of one node comes to. */
struct outcome {
    enum spare_verdict verdict;
    bool is_certified;
    int64_t tier, lost_weight; /* SPARE_NO: the first tier in which something has no place */
};

struct asking {
    const struct estate *whole;  /* the estate of the scenario */
    const int32_t *origin;       /* workloads of the whole that those of the cluster were made of */
    const struct estate *estate; /* of the cluster alone */
    struct result_spare_node *evidence; /* [node_count] of the cluster at hand */
    const bool *was_lost;               /* [node_count of it] */
    struct question_options question;
    struct solve_options solve;
    int64_t until_ms; /* 0 = no fuse */
    struct arena *arena;
    struct result_scenario *told;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In the first tier that is not recovered whole the bound says which it is: a plan that recovers
 * everything would recover the tiers before it just so. */
static struct outcome judge(const struct result_answer *answer)
{
    if (answer->status == STATUS_FAILED)
        return (struct outcome){.verdict = SPARE_UNKNOWN};
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        if (tier->recovered == tier->displaced_weight)
            continue;
        if (tier->bound == tier->displaced_weight)
            return (struct outcome){.verdict = SPARE_UNKNOWN};
        return (struct outcome){SPARE_NO, tier->is_certified, tier->tier,
                                tier->displaced_weight - tier->recovered};
    }
    return (struct outcome){.verdict = SPARE_YES};
}

/* Has the node anything that would have to go elsewhere? */
static bool is_empty(const struct estate *estate, int32_t node_ix)
{
    for (int32_t i = 0; i < estate->placement_count; i++) {
        const struct placement *p = &estate->placements[i];
        const struct workload *workload = &estate->workloads[p->workload_ix];
        if (p->node_ix == node_ix && !workload->is_daemon &&
            !estate->stacks[workload->stack_ix].is_platform)
            return false;
    }
    return true;
}

static bool is_worse(const struct outcome *a, const struct outcome *b)
{
    if (a->verdict != b->verdict || a->verdict != SPARE_NO)
        return a->verdict < b->verdict;
    return a->tier != b->tier ? a->tier < b->tier : a->lost_weight > b->lost_weight;
}

static void name_stacks(const struct result_answer *answer, struct arena *arena,
                        struct result_spare *spare)
{
    const char **stacks = ARENA_NEW(arena, answer->stack_count, const char *);
    spare->stack_count = 0;
    for (int32_t i = 0; i < answer->stack_count; i++) {
        const struct result_stack *stack = &answer->stacks[i];
        if (stack->verdict != VERDICT_FITS)
            stacks[spare->stack_count++] =
                stack->name_space[0] ? arena_format(arena, "%s/%s", stack->name_space, stack->stack)
                                     : arena_strdup(arena, stack->stack);
    }
    spare->stacks = stacks;
}

/* ---- what backs it */

static struct result_move move_of(const struct asking *asking, const struct plan_entry *entry)
{
    const struct estate *e = asking->whole;
    const struct workload *workload = &e->workloads[asking->origin[entry->workload_ix]];
    const struct stack *stack = &e->stacks[workload->stack_ix];
    const char *cluster = e->clusters[stack->cluster_ix].name;
    int32_t same = 0;
    for (int32_t w = stack->first_workload; w < stack->first_workload + stack->workload_count; w++)
        same += !strcmp(e->workloads[w].name, workload->name);
    return (struct result_move){
        .stack = stack->name_space[0] ? arena_format(asking->arena, "%s/%s/%s", cluster,
                                                     stack->name_space, stack->name)
                                      : arena_format(asking->arena, "%s/%s", cluster, stack->name),
        .workload = workload->name,
        .kind = same > 1 ? workload->kind : "",
        .node = asking->estate->nodes[entry->node_ix].name,
        .replicas = entry->replicas,
    };
}

static void keep_evidence(const struct asking *asking, int32_t node_ix, enum spare_verdict verdict,
                          const struct run *run, struct result_spare *spare)
{
    const struct plan *plan = scenario_plan(run);
    struct result_move *moves = ARENA_NEW(asking->arena, plan->entry_count, struct result_move);
    struct result_spare_tier *tiers =
        ARENA_NEW(asking->arena, plan->tier_count, struct result_spare_tier);
    struct result_spare_node *node = &asking->evidence[spare->evidence_count++];
    for (int32_t i = 0; i < plan->entry_count; i++)
        moves[i] = move_of(asking, &plan->entries[i]);
    for (int32_t i = 0; i < plan->tier_count; i++)
        tiers[i] = (struct result_spare_tier){plan->tiers[i].tier,
                                              plan->tiers[i].displaced_count,
                                              plan->tiers[i].displaced_weight,
                                              plan->tiers[i].recovered,
                                              plan->tiers[i].bound,
                                              plan->tiers[i].is_certified};
    *node = (struct result_spare_node){
        .node = asking->estate->nodes[node_ix].name,
        .verdict = verdict,
        .tiers = tiers,
        .tier_count = plan->tier_count,
        .moves = moves,
        .move_count = plan->entry_count,
    };
    if (verdict == SPARE_NO)
        result_certificate_copy(scenario_certificate(run), asking->arena, &node->certificate);
}

/* Lose the node; when that is the worst so far, it is the one that is told. */
static void lose_node(struct asking *asking, int32_t node_ix, struct outcome *worst,
                      struct result_spare *spare)
{
    const struct estate *e = asking->estate;
    struct arena *arena = arena_new();
    bool *node_lost = ARENA_NEW(arena, e->node_count, bool);
    const char *word =
        arena_format(arena, "%s/node:%s", e->clusters[0].name, e->nodes[node_ix].name);
    bool cluster_lost = false;
    struct result_scenario told = {.as_is.status = STATUS_FAILED};
    const struct run *run = NULL;
    for (int32_t n = 0; n < e->node_count; n++)
        node_lost[n] = n == node_ix || asking->was_lost[n];
    struct scenario scenario = {word, &word, 1, &cluster_lost, node_lost, 0, true};
    int64_t left_ms = asking->until_ms > 0 ? asking->until_ms - now_ms() : 0;
    if (asking->until_ms == 0 || left_ms > 0) {
        asking->solve.time_limit_ms = left_ms;
        asking->solve.progress = NULL;
        run = scenario_first(e, &scenario, &asking->question, &asking->solve, NULL, arena, &told);
    }
    asking->told->limit_hit |= told.limit_hit || (asking->until_ms > 0 && left_ms <= 0);
    struct outcome outcome = judge(&told.as_is);
    if (outcome.verdict != SPARE_UNKNOWN)
        keep_evidence(asking, node_ix, outcome.verdict, run, spare);
    spare->no += outcome.verdict == SPARE_NO;
    spare->unknown += outcome.verdict == SPARE_UNKNOWN;
    if (is_worse(&outcome, worst)) {
        *worst = outcome;
        spare->verdict = outcome.verdict;
        spare->is_certified = outcome.is_certified;
        spare->node = e->nodes[node_ix].name;
        spare->stack_count = 0;
        if (outcome.verdict == SPARE_NO)
            name_stacks(&told.as_is, asking->arena, spare);
    }
    arena_free(arena);
}

static struct result_spare ask_cluster(struct asking *asking)
{
    struct outcome worst = {.verdict = SPARE_YES};
    struct result_spare spare = {
        .cluster = asking->estate->clusters[0].name, .verdict = SPARE_YES, .node = ""};
    asking->evidence =
        ARENA_NEW(asking->arena, asking->estate->node_count, struct result_spare_node);
    spare.evidence = asking->evidence;
    for (int32_t n = 0; n < asking->estate->node_count; n++) {
        if (asking->was_lost[n])
            continue;
        spare.nodes++;
        if (!is_empty(asking->estate, n))
            lose_node(asking, n, &worst, &spare);
    }
    return spare;
}

void then_lose_node(const struct estate *estate, const struct question_options *question,
                    const struct solve_options *solve, struct arena *arena,
                    struct result_scenario *ret)
{
    struct verify_report report = {0};
    struct result_plan made;
    const struct verify_standing *standing;
    int32_t standing_count;
    struct asking asking = {
        .whole = estate, .question = *question, .solve = *solve, .arena = arena, .told = ret};
    struct result_spare *spares = ARENA_NEW(arena, ret->as_is.cluster_count, struct result_spare);
    int64_t budget = solve->budget > 0 ? solve->budget : SOLVE_BUDGET_DEFAULT;
    if (!result_plan_make(estate, ret, &ret->as_is, arena, &made, &report) ||
        !verify_standing(estate, &made.scenario, question, &made.plan, arena, &standing,
                         &standing_count))
        return;
    asking.question.residents = RESIDENTS_PINNED;
    asking.question.has_only_tier = false;
    asking.question.no_eviction = true;
    asking.solve.budget = budget > NODE_SHARE ? budget / NODE_SHARE : 1;
    asking.until_ms = solve->time_limit_ms > 0 ? now_ms() + solve->time_limit_ms : 0;
    for (int32_t i = 0; i < ret->as_is.cluster_count; i++) {
        struct estate after;
        int32_t c = estate_find_cluster(estate, ret->as_is.clusters[i].cluster);
        const int32_t *become;
        estate_after(estate, c, standing, standing_count, arena, &after, &become, &asking.origin);
        asking.estate = &after;
        asking.was_lost = made.scenario.node_lost + estate->clusters[c].first_node;
        spares[ret->spare_count++] = ask_cluster(&asking);
    }
    ret->spares = spares;
}
