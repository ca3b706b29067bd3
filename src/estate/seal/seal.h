/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seal: the steps by which builder_seal makes an estate of what was collected. Private to estate/.
 */
#ifndef MUSTER_ESTATE_SEAL_H
#define MUSTER_ESTATE_SEAL_H

#include "estate/builder_data.h"

/* Which row of stacks.csv says what of a stack; NULL = none does. */
struct stack_rows {
    const struct overlay_fact *tier, *weight, *targets, *not_targets, *requires, *active_active,
        *split, *any;
};

struct seal {
    struct builder *builder;
    struct arena *arena;   /* of the estate */
    struct arena *scratch; /* freed after the seal */
    struct estate *estate;

    /* The estate's arrays, while they may be written. */
    struct cluster *clusters;
    struct node *nodes;
    struct stack *stacks;
    struct workload *workloads;
    struct placement *placements;
    int64_t *allocatable, *reservation, *limit;
    bool *named, *limit_given;

    /* Handle to index, and back. */
    int32_t *node_ix, *stack_ix, *workload_ix;
    int32_t *stack_handle, *workload_handle;

    bool *resource_named;    /* [resource_count] some node or workload has it */
    bool *reservation_given; /* [workload_count * resource_count], before anything was assumed */
    const struct label **labels; /* [workload_count] labels of a workload */
    int32_t *label_count;
    struct stack_rows *rows; /* [stack_count] */
    struct intern *sources;  /* names of sources; source_texts by its index, in the arena */
    VEC(const char *) source_texts;

    /* Stacks by name: first_of_name[intern index], then next_of_name[stack], in estate order. */
    struct intern *stack_names;
    int32_t *first_of_name, *next_of_name;
    const char **names; /* [intern count] the names themselves, for suggestions */
    const char **cluster_names;

    /* Stacks of one namespace and name: the first of them, and the next (-1 = none), by stack. */
    int32_t *first_like, *next_like;

    /* By stack: where it stands among what the stack at hand requires, if it does. */
    int32_t *required_at;

    bool *tier_rule_used; /* [tier rules] it says the tier of some workload or stack */

    VEC(struct finding) findings; /* indices are those of the estate */
};

/* Stable counting sort: keys[n] from 0 to key_count - 1. ret_position[i] is where item i goes, and
 * ret_first[k] where key k begins (key_count + 1 entries). Both in scratch. */
void seal_sort(struct arena *scratch, const int32_t *keys, size_t n, int32_t key_count,
               int32_t **ret_position, int32_t **ret_first);

/* Labels of nodes or workloads, by owner's index and then input order; those of owner k begin at
 * ret_first[k] (owner_count + 1 entries, scratch). */
const struct label *seal_labels(struct seal *seal, const struct label_fact *facts, size_t n,
                                const int32_t *owner_ix, int32_t owner_count, int32_t **ret_first);

/* Add a finding; the indices are those of the estate, -1 = not about one. */
void seal_finding(struct seal *seal, enum severity severity, const char *code, int32_t cluster_ix,
                  int32_t stack_ix, int32_t node_ix, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* "shop" where that names one stack (or one family), else "east/shop" or "east/ns/shop". Scratch.
 */
const char *seal_stack_name(struct seal *seal, int32_t stack_ix);

/* What is settled of a stack, NULL when it is not. */
const struct stack_settled *seal_settled(const struct seal *seal, int32_t stack_ix);

/* True while another error can still be told; suggestions are not worth their time after that. */
bool seal_can_tell(const struct seal *seal);

/* The steps, in their order; errors go to the builder. */
void seal_order(struct seal *seal);   /* facts to arrays; replicas and placements */
void seal_pods(struct seal *seal);    /* a part of seal_order: pods' labels and rules, namespaces */
void seal_amounts(struct seal *seal); /* dense figures, headroom, system_reserved, sums */
void seal_platform(struct seal *seal); /* which stacks belong to the platform */
void seal_overlays(struct seal *seal); /* stacks.csv; environment, weight, targets, families */
void seal_requires(struct seal *seal); /* required names to stacks; cycles */
void seal_tiers(struct seal *seal);
/* Is it a pre-deployed copy of a stack that runs? Replicas and overlays are known. */
bool seal_is_copy(const struct seal *seal, int32_t stack_ix);
void seal_failover(struct seal *seal); /* pre-deployed copies, and what they start */
/* A part of seal_overlays: failover_replicas of one row. */
void seal_take_failover(struct seal *seal, int32_t stack_ix, const struct overlay_fact *fact);
void seal_families(struct seal *seal); /* tier, weight and caps equal in a family */
void seal_assume(struct seal *seal);   /* reservations that are missing */
void seal_lint(struct seal *seal);
const char *seal_digest(const struct seal *seal);

#endif
