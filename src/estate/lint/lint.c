/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings about stacks, and the order of all lints. A text does not repeat the names of what the
 * finding is about.
 */
#include <string.h>

#include "estate/lint/lint.h"

enum { NAMES_SHOWN = 5 };

void lint_list_add(struct lint_list *list, const char *name)
{
    if (list->count == 0)
        buf_init(&list->text);
    list->count++;
    if (list->count <= NAMES_SHOWN)
        buf_format(&list->text, "%s%.60s", list->count > 1 ? ", " : "", name);
    if (list->count == NAMES_SHOWN + 1)
        buf_add_text(&list->text, ", ...");
}

void lint_list_release(struct lint_list *list)
{
    if (list->count > 0)
        buf_release(&list->text);
}

/* Workloads that hold or will hold something. */
static bool is_used(const struct workload *workload)
{
    return workload->replicas > 0 || workload->is_daemon;
}

/* ---- reservations and limits */

/* "no cpu reservation: web, api; no memory reservation: web", or NULL when all are there. */
static char *say_missing(struct seal *seal, const struct stack *stack, const bool *given,
                         const char *what)
{
    size_t width = (size_t)seal->estate->resource_count;
    char *text = NULL;
    for (size_t r = RESOURCE_CPU; r <= RESOURCE_MEMORY; r++) {
        struct lint_list names = {.count = 0};
        for (int32_t i = 0; i < stack->workload_count; i++) {
            int32_t w = stack->first_workload + i;
            if (is_used(&seal->workloads[w]) && !given[(size_t)w * width + r])
                lint_list_add(&names, seal->workloads[w].name);
        }
        if (names.count > 0)
            text =
                arena_format(seal->scratch, "%s%sno %s %s: %s", text ? text : "", text ? "; " : "",
                             seal->estate->resources[r].name, what, names.text.data);
        lint_list_release(&names);
    }
    return text;
}

static void lint_missing(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    const char *text = say_missing(seal, stack, seal->reservation_given, "reservation");
    enum severity severity = stack->is_platform ? SEVERITY_INFO : SEVERITY_WARNING;
    if (text)
        seal_finding(seal, severity, "no-reservation", stack->cluster_ix, stack_ix, -1, "%s", text);
    text = say_missing(seal, stack, seal->limit_given, "limit");
    if (text && !stack->is_platform)
        seal_finding(seal, SEVERITY_INFO, "no-limit", stack->cluster_ix, stack_ix, -1, "%s", text);
}

static void lint_limits(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    size_t width = (size_t)seal->estate->resource_count;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t w = stack->first_workload + i;
        for (size_t r = 0; r < width; r++) {
            size_t at = (size_t)w * width + r;
            if (r == RESOURCE_PODS || !seal->limit_given[at] || !seal->reservation_given[at] ||
                seal->limit[at] >= seal->reservation[at])
                continue;
            const struct resource *resource = &seal->estate->resources[r];
            char limit[AMOUNT_TEXT_SIZE], reservation[AMOUNT_TEXT_SIZE];
            seal_finding(seal, SEVERITY_WARNING, "limit-below-reservation", stack->cluster_ix,
                         stack_ix, -1, "workload %.150s: limit of %.100s %s, reservation %s",
                         seal->workloads[w].name, resource->name,
                         resource_amount_text(resource->unit, seal->limit[at], limit),
                         resource_amount_text(resource->unit, seal->reservation[at], reservation));
        }
    }
}

static void lint_zero(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    if (stack->is_assumed_zero)
        seal_finding(seal, SEVERITY_WARNING, "assumed-zero", stack->cluster_ix, stack_ix, -1,
                     "a replica counts as zero cpu or memory: what it really needs is not known");
}

/* ---- tiers and names */

static void lint_tier(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    if (!stack->is_platform && !stack->tier_rule[0])
        seal_finding(seal, SEVERITY_WARNING, "no-tier", stack->cluster_ix, stack_ix, -1,
                     "no row and no rule gives it a tier: tier %d is assumed", stack->tier);
}

static void lint_critical(struct seal *seal)
{
    for (int32_t s = 0; s < seal->estate->stack_count; s++)
        if (!seal->stacks[s].is_platform && seal->stacks[s].tier <= seal->estate->critical_tier)
            return;
    seal_finding(seal, SEVERITY_WARNING, "no-critical-stack", -1, -1, -1,
                 "no stack has tier %d or less: nothing is critical, so nothing can be at risk",
                 seal->estate->critical_tier);
}

/* Told at the first of those that are no platform and in no common family. */
static void lint_names(struct seal *seal, int32_t first)
{
    struct lint_list clusters = {.count = 0};
    while (first >= 0 && (seal->stacks[first].is_platform || seal_is_copy(seal, first)))
        first = seal->next_like[first];
    if (first < 0)
        return;
    int32_t family = seal->stacks[first].family_ix;
    for (int32_t s = seal->next_like[first]; s >= 0; s = seal->next_like[s]) {
        const struct stack *other = &seal->stacks[s];
        if (!other->is_platform && !seal_is_copy(seal, s) &&
            (family < 0 || other->family_ix != family))
            lint_list_add(&clusters, seal->clusters[other->cluster_ix].name);
    }
    if (clusters.count > 0)
        seal_finding(seal, SEVERITY_WARNING, "same-name", seal->stacks[first].cluster_ix, first, -1,
                     "also in cluster %s, not declared active_active: they are stacks of their own",
                     clusters.text.data);
    lint_list_release(&clusters);
}

/* ---- replicas */

static void lint_pending(struct seal *seal, int32_t stack_ix)
{
    const struct stack *stack = &seal->stacks[stack_ix];
    if (stack->family == ORCHESTRATOR_CSV)
        return;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *workload = &seal->workloads[stack->first_workload + i];
        const struct workload_fact *fact =
            &seal->builder->workloads.items[seal->workload_handle[stack->first_workload + i]];
        int64_t running = 0;
        for (int32_t p = 0; p < workload->placement_count; p++)
            running += seal->placements[workload->first_placement + p].replicas;
        running += workload->running_unknown;
        if (!workload->is_daemon && running < fact->desired)
            seal_finding(seal, SEVERITY_WARNING, "pending-replicas", stack->cluster_ix, stack_ix,
                         -1, "workload %.150s: %lld of %lld replicas run", workload->name,
                         (long long)running, (long long)fact->desired);
    }
}

/* ---- all */

void seal_lint(struct seal *seal)
{
    int32_t stacks = seal->estate->stack_count;
    lint_clusters(seal);
    lint_nodes(seal);
    for (int32_t s = 0; s < stacks; s++) {
        lint_tier(seal, s);
        lint_missing(seal, s);
        lint_zero(seal, s);
        lint_limits(seal, s);
        lint_pending(seal, s);
    }
    for (int32_t s = 0; s < stacks; s++)
        if (seal->first_like[s] == s)
            lint_names(seal, s);
    lint_sizes(seal);
    lint_critical(seal);
    lint_standing(seal);
    lint_requires(seal);
    lint_tier_rules(seal);
    lint_giving_way(seal);
    lint_failover(seal);
}
