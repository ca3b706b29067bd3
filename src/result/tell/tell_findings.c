/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is odd about one scenario. */
#include "base/arena.h"
#include "model/scheduler/uninvited.h"
#include "result/tell/tell.h"

/* Priorities that would turn the plan over: a newcomer that it leaves out, and whom kube-scheduler
 * removes for it. */
static const char *tell_uninvited(const struct telling *t, const struct uninvited *one,
                                  struct arena *arena)
{
    const struct estate *e = t->question->estate;
    const struct workload *newcomer = &e->workloads[one->newcomer_ix];
    const struct workload *victim = &e->workloads[one->victim_ix];
    const struct node *node = &e->nodes[one->node_ix];
    return arena_format(
        arena,
        "priority-over-tier: %s (tier %d, priority %lld) has no place, but where it is created in "
        "%s "
        "all the same, kube-scheduler removes a pod of %s (tier %d, priority %lld) from %s for it",
        tell_path(t, newcomer->stack_ix, arena), (int)e->stacks[newcomer->stack_ix].tier,
        (long long)(newcomer->has_priority ? newcomer->priority : 0),
        e->clusters[node->cluster_ix].name, tell_path(t, victim->stack_ix, arena),
        (int)e->stacks[victim->stack_ix].tier,
        (long long)(victim->has_priority ? victim->priority : 0), node->name);
}

void tell_findings(const struct telling *t, struct arena *arena, struct result_scenario *ret)
{
    const struct estate *e = t->question->estate;
    const char **texts =
        ARENA_NEW(arena, (int64_t)e->workload_count + t->note_count + t->problem->group_count + 1,
                  const char *);
    const struct uninvited *uninvited;
    int32_t uninvited_count = 0;
    for (int32_t w = 0; t->unplaced && w < e->workload_count; w++) {
        if (t->unplaced[w] == 0)
            continue;
        texts[ret->finding_count++] = arena_format(
            arena,
            "%s: %lld of %lld replicas of %s have no place in their cluster even without "
            "newcomers%s: left out",
            tell_path(t, e->workloads[w].stack_ix, arena), (long long)t->unplaced[w],
            (long long)e->workloads[w].running_unknown, e->workloads[w].name,
            t->unplaced_is_proven ? "" : " (not proven: the budget ran out)");
    }
    for (int32_t i = 0; i < t->note_count; i++)
        texts[ret->finding_count++] = t->notes[i];
    if (t->solution->status != SOLVE_FAILED && !t->check_failure &&
        !t->question->options->gives_way)
        uninvited_count =
            uninvited_find(t->question, t->problem, t->solution, t->plan, arena, &uninvited);
    for (int32_t i = 0; i < uninvited_count; i++)
        texts[ret->finding_count++] = tell_uninvited(t, &uninvited[i], arena);
    const char *standby = standby_finding(&ret->as_is, e->critical_tier, arena);
    if (standby)
        texts[ret->finding_count++] = standby;
    ret->findings = texts;
}
