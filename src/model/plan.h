/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan: an answer in the estate's indices: which stack is where, which replica on which node, and
 * what is claimed of it per tier. result_json writes and reads it, verify checks it.
 */
#ifndef MUSTER_MODEL_PLAN_H
#define MUSTER_MODEL_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

/* `replicas` replicas of a workload on a node, new there (or moved there). Replicas of daemons are
 * not listed: they follow from where the stack is. */
struct plan_entry {
    int32_t workload_ix;
    int32_t node_ix;
    int64_t replicas;
};

/* A displaced stack (of an active/active family: its first lost instance) that the plan calls
 * recovered, or one of which it places some replicas. */
struct plan_stack {
    int32_t stack_ix;
    int32_t cluster_ix; /* whole stacks: the target; replica-wise: -1 */
    bool is_recovered;  /* all of it, or as many replicas as are enough, is placed; all that it
                           requires is up */
};

/* What is claimed for one tier. */
struct plan_tier {
    int32_t tier;
    int64_t displaced_count; /* stacks */
    int64_t displaced_weight;
    int64_t recovered; /* weight */
    int64_t bound;     /* weight; no plan that keeps the earlier tiers' recovered has more */
    bool is_certified; /* the bound follows from coverage and the certificate alone */
    /* Of a tier with stacks that may come back smaller (min_replicas): replicas of these, and of
     * what comes back replica by replica: all, those that the plan places, and what a search says
     * that no plan passes which recovers as much. Else 0. */
    bool fills_up;
    int64_t wanted, placed, placed_bound;
};

struct plan {
    const struct plan_tier *tiers; /* ascending */
    int32_t tier_count;
    const struct plan_stack *stacks; /* ascending stack_ix */
    int32_t stack_count;
    const struct plan_entry *entries; /* of displaced stacks; by workload, then node */
    int32_t entry_count;
    /* Residents that the solver placed: those of unknown node, and with `repack` those that move or
     * stay (all movable ones are listed then). By workload, then node. */
    const struct plan_entry *residents;
    int32_t resident_count;
};

/* Options that change the question; part of what verify needs. */
enum residents_mode { RESIDENTS_PINNED, RESIDENTS_REPACK };

struct headroom;

struct question_options {
    enum residents_mode residents;
    const struct headroom *headroom_override; /* [resource_count] or NULL */
    const bool *headroom_overridden;          /* [resource_count] or NULL */
    bool has_only_tier;
    int32_t only_tier; /* tiers above this number are not asked (--only-tier) */
    /* The second answer, with_eviction: residents that may give way, [stack_count]; NULL in the
     * first. They are asked like what is displaced, and "tier" in problem, plan and certificate is
     * a level. */
    const bool *gives_way;
    /* Of these, who may be dropped but not moved: its replicas stay where they are or leave all
     * together, and no rule judges those that stay. [stack_count], or NULL with gives_way. */
    const bool *not_moved;
    bool no_eviction; /* --no-eviction: no second answer */
};

/* Levels of lent environments begin behind all others. */
enum { LENT_LEVEL = 2 * (MAX_TIER + 1) };

/* The order of goals: newcomers of tier 0, residents of tier 1, newcomers of tier 1, ...; then the
 * same of the environments that are lent. */
static inline int32_t question_level(bool is_lent, int32_t tier, bool is_resident)
{
    return (is_lent ? LENT_LEVEL : 0) + 2 * tier - is_resident;
}

/* By workload, then by node. */
void plan_sort_entries(struct plan_entry *entries, int32_t count);
void plan_sort_stacks(struct plan_stack *stacks, int32_t count);

#endif
