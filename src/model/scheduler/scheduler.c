/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/scheduler/scheduler.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/pods/pod_eligible.h"
#include "model/scheduler/preempt.h"
#include "model/scheduler/scheduler_parts.h"

struct run {
    const struct question *question;
    const struct plan *plan;
    const bool *is_dropped;
    int64_t *allowed; /* [budget_count] disruptions that are left */
    bool *stays;      /* [stack_count] the scheduler leaves some pod of it, or takes a wrong one */
};

/* What stands on one node, and what comes. */
struct scene {
    const struct run *run;
    int32_t node_ix;
    struct preempt_pod *pods;
    int32_t *workload; /* of each pod */
    bool *covers;      /* [budget_count * pod_room] of each pod of its own; see find_covers */
    int32_t pod_count, pod_room;
    int32_t coming; /* workload of the newcomer that is asked about */
};

static const struct estate *estate_of(const struct run *run)
{
    return run->question->estate;
}

int64_t scheduler_priority(const struct workload *workload)
{
    return workload->has_priority ? workload->priority : 0;
}

static bool is_pod(const struct estate *e, int32_t workload_ix)
{
    return e->stacks[e->workloads[workload_ix].stack_ix].family == ORCHESTRATOR_KUBERNETES;
}

bool scheduler_is_covered(const struct estate *e, const struct disruption_budget *budget,
                          int32_t workload_ix)
{
    const struct workload *w = &e->workloads[workload_ix];
    const struct stack *stack = &e->stacks[w->stack_ix];
    return stack->cluster_ix == budget->cluster_ix && stack->family == ORCHESTRATOR_KUBERNETES &&
           !strcmp(stack->name_space, budget->name_space) &&
           preempt_budget_covers(&budget->selector, w->labels, w->label_count);
}

int64_t scheduler_disruptions(const struct estate *e, const struct disruption_budget *budget)
{
    int64_t expected = 0, healthy = 0;
    for (int32_t i = 0; i < e->workload_count; i++) {
        const struct workload *w = &e->workloads[i];
        if (!scheduler_is_covered(e, budget, i))
            continue;
        expected += w->replicas;
        for (int32_t k = 0; k < w->placement_count; k++)
            healthy += e->placements[w->first_placement + k].replicas;
    }
    int64_t amount = budget->is_percent ? expected / 100 * budget->value +
                                              (expected % 100 * budget->value + 99) / 100
                                        : budget->value;
    int64_t needed = budget->is_max_unavailable ? expected - amount : amount;
    return healthy > needed ? healthy - (needed > 0 ? needed : 0) : 0;
}

/* ---- one node */

static int64_t present(const struct estate *e, int32_t workload_ix, int32_t node_ix)
{
    const struct workload *w = &e->workloads[workload_ix];
    for (int32_t i = 0; i < w->placement_count; i++)
        if (e->placements[w->first_placement + i].node_ix == node_ix)
            return e->placements[w->first_placement + i].replicas;
    return 0;
}

/* Replicas of a workload that the plan places on the node. */
static int64_t planned(const struct plan *plan, int32_t workload_ix, int32_t node_ix)
{
    int32_t low = 0, high = plan->entry_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const struct plan_entry *entry = &plan->entries[middle];
        if (entry->workload_ix < workload_ix ||
            (entry->workload_ix == workload_ix && entry->node_ix < node_ix))
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->entry_count && plan->entries[low].workload_ix == workload_ix &&
                   plan->entries[low].node_ix == node_ix
               ? plan->entries[low].replicas
               : 0;
}

static void add_pods(struct scene *scene, int32_t workload_ix, int64_t count)
{
    const struct workload *w = &estate_of(scene->run)->workloads[workload_ix];
    for (; count > 0; count--) {
        scene->pods[scene->pod_count] =
            (struct preempt_pod){0, scheduler_priority(w), true, 0, false};
        scene->workload[scene->pod_count++] = workload_ix;
    }
}

static bool fits(void *context, const bool *is_gone, int32_t node_ix)
{
    const struct scene *scene = context;
    const struct estate *e = estate_of(scene->run);
    (void)node_ix; /* the scene's only one */
    for (int32_t r = 0; r < e->resource_count; r++) {
        int64_t asked = estate_reservation(e, scene->coming, r);
        int64_t left = estate_allocatable(e, scene->node_ix, r);
        if (asked == 0 || estate_unlimited(e, scene->node_ix, r))
            continue;
        for (int32_t i = 0; i < scene->pod_count && left >= asked; i++)
            left -= is_gone[i] ? 0 : estate_reservation(e, scene->workload[i], r);
        if (left < asked)
            return false;
    }
    return true;
}

/* budget * pod_count + pod, as preempt.h has it: the count changes from newcomer to newcomer. */
static void find_covers(struct scene *scene)
{
    const struct estate *e = estate_of(scene->run);
    for (int32_t b = 0; b < e->budget_count; b++)
        for (int32_t i = 0; i < scene->pod_count; i++)
            scene->covers[(int64_t)b * scene->pod_count + i] =
                scheduler_is_covered(e, &e->budgets[b], scene->workload[i]);
}

/* Takes the victims off the node and their budgets; false when one of them should stay. */
static bool remove_victims(struct scene *scene, const struct preempt_candidate *found)
{
    const struct estate *e = estate_of(scene->run);
    int32_t kept = 0;
    bool is_right = true;
    for (int32_t i = 0; i < scene->pod_count; i++) {
        bool is_victim = false;
        for (int32_t k = 0; k < found->victim_count; k++)
            is_victim |= found->victims[k] == i;
        if (!is_victim) {
            scene->pods[kept] = scene->pods[i];
            scene->workload[kept++] = scene->workload[i];
            continue;
        }
        is_right = is_right && scene->run->is_dropped[e->workloads[scene->workload[i]].stack_ix];
        for (int32_t b = 0; b < e->budget_count; b++)
            scene->run->allowed[b] -= scheduler_is_covered(e, &e->budgets[b], scene->workload[i]) &&
                                      scene->run->allowed[b] > 0;
    }
    scene->pod_count = kept;
    return is_right;
}

/* One pod comes. False: it finds no room, or takes that of one who should stay. */
static bool take_in(struct scene *scene, int32_t workload_ix)
{
    const struct estate *e = estate_of(scene->run);
    const struct workload *w = &e->workloads[workload_ix];
    struct arena *scratch = arena_new();
    struct preempt_newcomer newcomer = {scheduler_priority(w), w->never_preempts, -1};
    struct preempt_candidate found;
    bool is_in;
    scene->coming = workload_ix;
    is_in = fits(scene, ARENA_NEW(scratch, scene->pod_count, bool), 0);
    if (!is_in) {
        find_covers(scene);
        struct preempt_scene all = {.node_count = 1,
                                    .pods = scene->pods,
                                    .pod_count = scene->pod_count,
                                    .budget_count = e->budget_count,
                                    .allowed = scene->run->allowed,
                                    .budget_covers = scene->covers,
                                    .fits = fits,
                                    .context = scene};
        is_in = preempt_run(&all, &newcomer, scratch, &found) && remove_victims(scene, &found);
    }
    if (is_in)
        add_pods(scene, workload_ix, 1);
    arena_free(scratch);
    return is_in;
}

struct arrival {
    int64_t priority, count;
    int32_t workload_ix;
};

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    return x->workload_ix < y->workload_ix ? -1 : x->workload_ix > y->workload_ix;
}

bool scheduler_is_tied(const struct estate *e, int32_t workload_ix, int32_t cluster_ix)
{
    const struct workload *w = &e->workloads[workload_ix];
    const struct cluster *cluster = &e->clusters[cluster_ix];
    if (w->pod_rule_ix >= 0)
        return true;
    for (int32_t s = cluster->first_stack;
         e->pod_rule_count > 0 && s < cluster->first_stack + cluster->stack_count; s++)
        for (int32_t i = 0; i < e->stacks[s].workload_count; i++) {
            int32_t rule_ix = e->workloads[e->stacks[s].first_workload + i].pod_rule_ix;
            for (int32_t t = 0; rule_ix >= 0 && t < e->pod_rules[rule_ix].anti_affinity_count; t++)
                if (pod_selector_holds(&e->pod_rules[rule_ix].anti_affinity[t].selector, w->labels,
                                       w->label_count))
                    return true;
        }
    return false;
}

/* Those that the plan brings to the node, the highest priority first. */
static struct arrival *find_arrivals(const struct run *run, int32_t node_ix, struct arena *arena,
                                     int32_t *ret_count, int64_t *ret_pods)
{
    const struct estate *e = estate_of(run);
    struct arrival *list = ARENA_NEW(arena, run->plan->entry_count, struct arrival);
    *ret_count = 0;
    *ret_pods = 0;
    for (int32_t i = 0; i < run->plan->entry_count; i++) {
        const struct plan_entry *entry = &run->plan->entries[i];
        const struct stack *stack = &e->stacks[e->workloads[entry->workload_ix].stack_ix];
        bool is_resident =
            run->question->options->gives_way[e->workloads[entry->workload_ix].stack_ix];
        int64_t count = entry->replicas;
        if (entry->node_ix != node_ix || stack->family != ORCHESTRATOR_KUBERNETES)
            continue;
        count -= is_resident ? present(e, entry->workload_ix, node_ix) : 0;
        if (count <= 0)
            continue;
        list[(*ret_count)++] = (struct arrival){
            scheduler_priority(&e->workloads[entry->workload_ix]), count, entry->workload_ix};
        *ret_pods += count;
    }
    if (*ret_count > 0)
        qsort(list, (size_t)*ret_count, sizeof *list, compare_arrivals);
    return list;
}

/* Pods that are on the node now, but for those that the plan moves away. */
static int64_t left_here(const struct run *run, const struct placement *p)
{
    const struct estate *e = estate_of(run);
    int32_t stack_ix = e->workloads[p->workload_ix].stack_ix;
    int64_t kept;
    if (!is_pod(e, p->workload_ix))
        return 0;
    if (!run->question->options->gives_way[stack_ix] || run->is_dropped[stack_ix])
        return p->replicas;
    kept = planned(run->plan, p->workload_ix, p->node_ix);
    return kept < p->replicas ? kept : p->replicas;
}

/* here: placements of the node. */
static void run_node(struct run *run, int32_t node_ix, const int32_t *here, int32_t here_count)
{
    const struct estate *e = estate_of(run);
    struct arena *scratch = arena_new();
    struct scene scene = {.run = run, .node_ix = node_ix};
    int32_t arrival_count;
    int64_t room;
    struct arrival *arrivals = find_arrivals(run, node_ix, scratch, &arrival_count, &room);
    bool is_right = true;
    for (int32_t i = 0; i < here_count; i++)
        room += e->placements[here[i]].replicas;
    scene.pods = ARENA_NEW(scratch, room, struct preempt_pod);
    scene.workload = ARENA_NEW(scratch, room, int32_t);
    scene.covers = ARENA_NEW(scratch, room * e->budget_count, bool);
    for (int32_t i = 0; i < here_count; i++)
        add_pods(&scene, e->placements[here[i]].workload_ix,
                 left_here(run, &e->placements[here[i]]));
    for (int32_t a = 0; a < arrival_count && is_right; a++)
        is_right = !scheduler_is_tied(e, arrivals[a].workload_ix, e->nodes[node_ix].cluster_ix);
    for (int32_t a = 0; a < arrival_count && is_right; a++)
        for (int64_t k = 0; k < arrivals[a].count && is_right; k++)
            is_right = take_in(&scene, arrivals[a].workload_ix);
    for (int32_t i = 0; i < here_count && !is_right; i++)
        run->stays[e->workloads[e->placements[here[i]].workload_ix].stack_ix] = true;
    for (int32_t i = 0; i < scene.pod_count; i++)
        run->stays[e->workloads[scene.workload[i]].stack_ix] = true;
    arena_free(scratch);
}

/* ---- all nodes */

/* Only there can kube-scheduler know what it removes. */
static bool is_known(const struct estate *e, const struct stack *stack)
{
    const struct cluster *cluster = &e->clusters[stack->cluster_ix];
    if (stack->family != ORCHESTRATOR_KUBERNETES)
        return false;
    for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count; s++)
        for (int32_t w = e->stacks[s].first_workload;
             w < e->stacks[s].first_workload + e->stacks[s].workload_count; w++)
            if (e->workloads[w].running_unknown > 0)
                return false;
    return true;
}

void scheduler_removes(const struct question *question, const struct plan *plan,
                       const bool *is_dropped, struct arena *arena, bool *ret)
{
    const struct estate *e = question->estate;
    struct run run = {question, plan, is_dropped, NULL, ARENA_NEW(arena, e->stack_count, bool)};
    bool *is_asked = ARENA_NEW(arena, e->node_count, bool);
    int32_t *first = ARENA_NEW(arena, e->node_count + 1, int32_t);
    int32_t *here = ARENA_NEW(arena, e->placement_count, int32_t);
    for (int32_t i = 0; i < e->placement_count; i++) {
        int32_t s = e->workloads[e->placements[i].workload_ix].stack_ix;
        first[e->placements[i].node_ix + 1]++;
        if (is_dropped[s] && is_known(e, &e->stacks[s]))
            is_asked[e->placements[i].node_ix] = ret[s] = true;
    }
    for (int32_t n = 0; n < e->node_count; n++)
        first[n + 1] += first[n];
    int32_t *next = ARENA_NEW(arena, e->node_count, int32_t);
    for (int32_t i = 0; i < e->placement_count; i++)
        here[first[e->placements[i].node_ix] + next[e->placements[i].node_ix]++] = i;
    run.allowed = ARENA_NEW(arena, e->budget_count, int64_t);
    for (int32_t b = 0; b < e->budget_count; b++)
        run.allowed[b] = scheduler_disruptions(e, &e->budgets[b]);
    for (int32_t n = 0; n < e->node_count; n++)
        if (is_asked[n])
            run_node(&run, n, here + first[n], first[n + 1] - first[n]);
    for (int32_t s = 0; s < e->stack_count; s++)
        ret[s] = ret[s] && !run.stays[s];
}
