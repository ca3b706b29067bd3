/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tell: from a problem and its solution to what a person is told: verdicts, reasons, usage before
 * and after, in names (result.h).
 */
#ifndef MUSTER_RESULT_TELL_H
#define MUSTER_RESULT_TELL_H

#include "model/question.h"
#include "model/solution.h"
#include "result/result.h"

struct arena;

/* All that one scenario produced. */
struct telling {
    const struct question *question;
    const struct remains *remains;
    const struct problem *problem;
    const struct solution *solution;
    const int64_t *placed; /* [item_count] replicas that the plan places */
    const struct plan *plan;
    const struct certificate *certificate;
    const bool *is_certified; /* [group_count]: impossibility re-proved by verify */
    const bool *is_blocked;   /* [group_count]: it is one whatever the room, says verify */
    const int64_t
        *unplaced; /* [workload_count] residents of unknown node without a place, or NULL */
    bool unplaced_is_proven;           /* that no more of them could be placed */
    const struct result_answer *first; /* with_eviction: the first answer; else NULL */
    const char *check_failure;         /* the plan failed its re-check: why; NULL = it passed */
    const char *const *notes;          /* further findings of this scenario */
    int32_t note_count;
};

/* The clusters of the estate and how old a snapshot may be. */
void result_tell_estate(const struct estate *estate, struct arena *arena, struct result *ret);

void result_tell(const struct telling *telling, struct arena *arena, struct result_scenario *ret);

/* Parts of it. What the estate says of a stack; the rest is not told yet. */
struct result_stack tell_stack(const struct estate *estate, const struct stack *stack);
/* tell_affected writes the residents that lean on something down to ret (room for
 * every stack) and returns how many; is_group: [stack_count] stacks told otherwise. */
int32_t tell_affected(const struct telling *telling, const bool *is_group, struct arena *arena,
                      struct result_stack *ret);
void tell_reasons(const struct telling *telling, int32_t group_ix, struct arena *arena,
                  struct result_stack *stack);
/* What the replicas to place of a group reserve together, daemons left out. */
void tell_demand(const struct telling *telling, int32_t group_ix, struct arena *arena,
                 struct result_stack *stack);
/* with_eviction: residents that give way or move, behind the told newcomers of ret; returns how
 * many. Marks them in is_group. */
int32_t tell_giving_way(const struct telling *telling, struct result_stack *ret, int32_t told,
                        bool *is_group, struct arena *arena);
void tell_may_give_way(const struct telling *telling, struct arena *arena,
                       struct result_answer *answer);
/* The entries of a group in a plan: those of each of its workloads. */
struct result_entry *tell_entries(const struct telling *telling, const struct plan *plan,
                                  int32_t group_ix, struct arena *arena, int32_t *ret_count);
void tell_usage(const struct telling *telling, struct arena *arena, struct result_answer *answer);

/* What rests on standby clusters, beside the clusters; stacks and clusters are told. */
void tell_standby(const struct estate *estate, struct arena *arena, struct result_answer *answer);
/* All that is critical and recovered rests on one cold standby: a sentence; else NULL. */
const char *standby_finding(const struct result_answer *answer, int64_t critical_tier,
                            struct arena *arena);
const char *result_role_name(enum cluster_role role); /* "standby-hot" */

/* Residents without a place, notes, and what standby_finding says; as_is is told. */
void tell_findings(const struct telling *telling, struct arena *arena, struct result_scenario *ret);

/* The second plan of a choice, as what differs from the first. */
void tell_second(const struct telling *telling, const struct alternative *other,
                 const struct plan *second, struct arena *arena, struct result_stack *ret);

/* By how much demand may grow as far as the plan serves the tier and those before it. */
void tell_growth(const struct telling *telling, int32_t tier_ix, struct arena *arena,
                 struct result_growth *ret);

/* [group_count] newcomers of the tiers up to this one, and what they require. */
const bool *tell_counted(const struct telling *telling, int32_t tier_ix, struct arena *arena);

/* The findings `not-modelled` of each of the told stacks; stacks: [count], of all names. */
void tell_not_modelled(const struct estate *estate, struct arena *arena,
                       struct result_stack *stacks, int32_t count);

/* Has no allowed surviving cluster an eligible node for each workload, whatever the room? */
bool tell_is_blocked(const struct telling *telling, int32_t group_ix);
/* [group_count] by itself, or by what it requires. */
bool *tell_blocked(const struct telling *telling, struct arena *arena);

/* replicas_up: of all instances of an active/active stack, after the failover. */
enum verdict tell_verdict(const struct telling *telling, int32_t group_ix, bool is_blocked,
                          int64_t replicas_up);

/* "cluster/stack" or "cluster/namespace/stack". */
const char *tell_path(const struct telling *telling, int32_t stack_ix, struct arena *arena);

/* A quantity for people: "3.5 cores", "96.0 GiB", "4 pods", "2 nvidia.com/gpu". `up`: rounds away
 * from zero (what is needed), else towards it (what is there). */
const char *tell_amount(const struct resource *resource, int64_t amount, bool up,
                        struct arena *arena);

/* tell_rule: why rules between pods, volumes or quotas keep a group from a cluster. Each false when
 * it is not that. An item that some node would take but for what stands there or its volumes. */
bool tell_pod_reason(const struct telling *telling, int32_t item_ix, int32_t cluster,
                     struct arena *arena, struct result_reason *ret);
/* The group alone needs more than a quota leaves. */
bool tell_quota_reason(const struct telling *telling, int32_t group_ix, int32_t cluster,
                       struct arena *arena, struct result_reason *ret);
/* Its pods ask something of each other, or of others that come. */
bool tell_asks_reason(const struct telling *telling, int32_t group_ix, int32_t cluster,
                      struct arena *arena, struct result_reason *ret);

#endif
