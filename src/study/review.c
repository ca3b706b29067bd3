/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/review.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/eligible.h"

struct review {
    const struct estate *estate;
    struct arena *arena;
    /* [rule_count] of the cluster at hand: is there a node under this rule? 0 = not looked yet. */
    signed char *has_node;
    struct finding *findings;
    int32_t count;
};

static void add(struct review *review, const char *code, int32_t stack_ix, const char *text)
{
    review->findings[review->count++] = (struct finding){
        .code = code,
        .severity = SEVERITY_WARNING,
        .cluster_ix = review->estate->stacks[stack_ix].cluster_ix,
        .stack_ix = stack_ix,
        .node_ix = -1,
        .text = arena_strdup(review->arena, text),
    };
}

/* ---- rules that no node meets */

static bool has_node(struct review *review, int32_t cluster_ix, int32_t rule_ix)
{
    const struct cluster *cluster = &review->estate->clusters[cluster_ix];
    signed char *known = &review->has_node[rule_ix];
    for (int32_t n = 0; *known == 0 && n < cluster->node_count; n++)
        if (eligible_node(&review->estate->rules[rule_ix],
                          &review->estate->nodes[cluster->first_node + n]) == ELIGIBLE)
            *known = 1;
    *known = *known == 0 ? -1 : *known;
    return *known > 0;
}

static void review_nodes(struct review *review, int32_t stack_ix)
{
    const struct estate *estate = review->estate;
    const struct stack *stack = &estate->stacks[stack_ix];
    struct buf text;
    buf_init(&text);
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *workload = &estate->workloads[stack->first_workload + i];
        if (workload->replicas > 0 && !workload->is_daemon &&
            !has_node(review, stack->cluster_ix, workload->rule_ix) && text.length < 300)
            buf_format(&text, "%s%.150s", text.length > 0 ? ", " : "", workload->name);
    }
    if (text.length > 0)
        add(review, "no-eligible-node", stack_ix,
            arena_format(review->arena, "no node that takes workloads meets the rules of: %s",
                         text.data));
    buf_release(&text);
}

/* ---- residents on nodes that their rules exclude */

/* What people did to the node, or its kubelet's silence, is told elsewhere. */
static enum ineligible broken(const struct estate *estate, const struct workload *workload,
                              int32_t node_ix)
{
    const struct node *node = &estate->nodes[node_ix];
    if (!node->is_ready || !node->is_schedulable || workload->is_daemon)
        return ELIGIBLE;
    return eligible_node(&estate->rules[workload->rule_ix], node);
}

static void review_residents(struct review *review, int32_t stack_ix)
{
    const struct estate *estate = review->estate;
    const struct stack *stack = &estate->stacks[stack_ix];
    int64_t replicas = 0;
    const char *first = NULL;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        const struct workload *workload = &estate->workloads[stack->first_workload + i];
        for (int32_t p = 0; p < workload->placement_count; p++) {
            const struct placement *placement = &estate->placements[workload->first_placement + p];
            enum ineligible reason = broken(estate, workload, placement->node_ix);
            if (reason == ELIGIBLE)
                continue;
            if (!first)
                first =
                    arena_format(review->arena, "%.150s on node %.150s: %s", workload->name,
                                 estate->nodes[placement->node_ix].name, ineligible_name(reason));
            replicas += placement->replicas;
        }
    }
    if (first)
        add(review, "resident-breaks-rule", stack_ix,
            arena_format(review->arena,
                         "replicas that stand where their rules exclude new ones: %" PRId64
                         " (%s%s)",
                         replicas, first, replicas > 1 ? ", ..." : ""));
}

const struct finding *review_rules(const struct estate *estate, struct arena *arena,
                                   int32_t *ret_count)
{
    struct review review = {.estate = estate, .arena = arena};
    review.findings = ARENA_NEW(arena, 2 * (size_t)estate->stack_count, struct finding);
    for (int32_t c = 0; c < estate->cluster_count; c++) {
        const struct cluster *cluster = &estate->clusters[c];
        review.has_node = ARENA_NEW(arena, estate->rule_count, signed char);
        for (int32_t s = cluster->first_stack; s < cluster->first_stack + cluster->stack_count;
             s++) {
            if (estate->stacks[s].is_platform || cluster->node_count == 0)
                continue;
            review_nodes(&review, s);
            review_residents(&review, s);
        }
    }
    *ret_count = review.count;
    return review.findings;
}
