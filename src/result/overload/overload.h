/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overload: reservations are what fits, limits are what happens. What the nodes of a surviving
 * cluster carry after the failover, held against their allocatable.
 *
 * On a node, in a resource that it does not have without limit: A = allocatable (headroom is room
 * here), R = reservations of all that it carries, C = their ceilings: the limit, or the reservation
 * where there is none or it is lower. The burst tolerance of the node is the largest b with
 * R + b * (C - R) <= A in every resource, that of a cluster the least of its nodes. What has no
 * limit cannot be bounded: it counts with its reservation and is counted apart.
 */
#ifndef MUSTER_RESULT_OVERLOAD_OVERLOAD_H
#define MUSTER_RESULT_OVERLOAD_OVERLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "model/certificate.h"

struct arena;
struct json_writer;
struct reader;
struct result_answer;
struct result_cluster;
struct result_plan;
struct result_scenario;
struct telling;
struct value;
struct verify_report;
struct estate;
struct question_options;

/* From bad to good. */
enum burst_kind {
    BURST_OVER,  /* R > A: not even the reservations hold */
    BURST_PART,  /* b = num/den < 1 */
    BURST_ALL,   /* all limits at once hold: b >= 1 */
    BURST_STILL, /* nothing on it has a limit above its reservation, and the reservations hold */
    BURST_KIND_COUNT
};

const char *burst_kind_name(enum burst_kind kind); /* "over", "part", "all", "no_limit_above" */

struct result_burst {
    enum burst_kind kind;
    int64_t num, den;            /* BURST_PART: in lowest terms; else 0/1 (over) or 1/1 */
    const char *node, *resource; /* over, part: where it is least; else "" */
};

/* A node that does not hold all limits at once; the figures are of the resource that binds. */
struct result_overload_node {
    struct result_burst burst;
    int64_t allocatable, reserved, limits;
};

/* Workloads on the cluster without a limit of the resource. */
struct result_no_limit {
    const char *resource;
    int64_t workloads, replicas;
    const char *stack, *workload; /* the one that reserves most of it there; "" = there is none */
    int64_t largest_replicas, largest_reserved;
};

struct result_overload {
    struct result_burst burst, before; /* before the failover: on the same nodes, less newcomers */
    const struct result_overload_node *nodes; /* in the order of the estate */
    int32_t node_count;
    const struct result_no_limit *no_limit; /* cpu, memory */
    int32_t no_limit_count;
};

/* --cascade: clusters that did not hold the burst asked for, and so were lost as well. */
struct result_fall {
    int64_t step; /* 1: after the loss itself */
    const char *cluster;
    struct result_burst burst, before; /* what it held then; and before the failover of that step */
};

struct result_cascade {
    int64_t num, den;                /* the burst asked for */
    const struct result_fall *falls; /* by step, then in the order of the estate */
    int32_t fall_count;
    bool is_open; /* an answer on the way failed: where the chain ends is not known */
};

/* --then-lose-node: can the cluster lose one more node afterwards, whichever it is? */
enum spare_verdict { SPARE_NO, SPARE_UNKNOWN, SPARE_YES, SPARE_VERDICT_COUNT };

const char *spare_verdict_name(enum spare_verdict verdict); /* "no", "unknown", "yes" */

/* What backs the verdict of one node: where its replicas go then, and, SPARE_NO, what no plan
 * passes. The certificate is in the indices of the cluster as the answer leaves it
 * (estate_after.h). */
struct result_move {
    const char *stack, *workload; /* "cluster/namespace/stack", of the estate */
    const char *kind;             /* where the stack has several workloads of this name; else "" */
    const char *node;
    int64_t replicas;
};

struct result_spare_tier {
    int64_t tier, displaced, displaced_weight, recovered, bound;
    bool is_certified;
};

struct result_spare_node {
    const char *node;
    enum spare_verdict verdict; /* SPARE_NO or SPARE_YES */
    const struct result_spare_tier *tiers;
    int32_t tier_count;
    const struct result_move *moves;
    int32_t move_count;
    struct certificate certificate;
};

struct result_spare {
    const char *cluster;
    enum spare_verdict verdict;
    int64_t nodes, no, unknown; /* surviving nodes; those that it cannot lose, may not be able to */
    const char *node;           /* not SPARE_YES: the worst of them; else "" */
    bool is_certified;          /* SPARE_NO: proved again from the estate, not by search alone */
    const char *const *stacks;  /* then: who has no place, "stack" or "namespace/stack" */
    int32_t stack_count;
    const struct result_spare_node *evidence; /* nodes that carry something and are not unknown */
    int32_t evidence_count;
};

bool burst_is_less(const struct result_burst *a, const struct result_burst *b);

/* Is burst `share` (num/den, 0 to 1) held? */
bool burst_holds(const struct result_burst *burst, int64_t num, int64_t den);

/* Tell them for each cluster told in the answer (tell_usage comes first). */
void tell_overload(const struct telling *telling, struct arena *arena,
                   struct result_answer *answer);

void overload_write(struct json_writer *json, const struct result_overload *overload);
/* The member "overload" of a cluster; NULL when it has none. */
const struct result_overload *overload_read(struct reader *reader, const struct value *cluster);

void cascade_write(struct json_writer *json, const struct result_cascade *cascade);
/* The member "cascade" of a scenario; NULL when it has none. */
const struct result_cascade *cascade_read(struct reader *reader, const struct value *scenario);

void spares_write(struct json_writer *json, const struct result_spare *spares, int32_t count);
/* The member "then_lose_node" of a scenario; an empty list when it has none. */
const struct result_spare *spares_read(struct reader *reader, const struct value *scenario,
                                       int32_t *ret_count);

/* The claims of the answer's clusters, worked out again from the estate and the plan. */
void overload_check(const struct estate *estate, const struct result_answer *answer,
                    const struct result_plan *made, struct arena *arena,
                    struct verify_report *report);

/* The claims of --then-lose-node: each node's plan or bound, on the cluster as the answer leaves
 * it. */
void spares_check(const struct estate *estate, const struct result_scenario *scenario,
                  const struct result_plan *made, const struct question_options *options,
                  struct arena *arena, struct verify_report *report);

/* Of a cascade: who fell is lost in the final scenario, and whoever survives holds the burst. */
void cascade_check(const struct estate *estate, const struct result_scenario *scenario,
                   const struct result_plan *made, struct arena *arena,
                   struct verify_report *report);

#endif
