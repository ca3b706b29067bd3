/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unreserved: how much what reserves nothing may use before the verdict flips.
 *
 * A workload is unreserved in a resource when its reservation counts as zero there: none was given
 * and zero was assumed, or zero was given. Say that each of its replicas used u after all, all of
 * them alike. On a node that the plan puts something on, with room = allocatable less headroom,
 * R = reservations of all that it carries then and k = unreserved replicas among it, the plan
 * stands as long as R + k * u <= room; the node bears floor((room - R) / k), a cluster and the plan
 * what their least node bears. Where the plan puts nothing, the present is not judged.
 *
 * That is what this plan bears: another that recovers as much may bear more, but none at all bears
 * more than `no_plan_above`. For stacks of the plan that have all their replicas there (T), with
 * D = their reservations, K = their unreserved replicas and free(u) of a node = max(0, room less
 * what stays there at u), over all nodes that are ready in clusters that some of T may go to, a
 * plan for T at u needs
 *     sum of free(u) >= D + K * u, sum of floor(free(u) / u) >= K,
 *     and a free(u) not less than the largest replica of T (with u, where K > 0).
 * All three only get worse with u; the largest u at which they hold is the figure. Rules, caps and
 * quotas are not looked at. With --residents repack it is not asked.
 */
#ifndef MUSTER_RESULT_UNRESERVED_UNRESERVED_H
#define MUSTER_RESULT_UNRESERVED_UNRESERVED_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct estate;
struct json_writer;
struct question_options;
struct reader;
struct result_answer;
struct result_plan;
struct telling;
struct value;
struct verify_report;

/* What the plan, or a part of it, bears. */
struct result_bearing {
    bool binds; /* false: no unreserved replica stands where the plan puts something: any amount */
    int64_t bears;
    const char *cluster, *node; /* binds: the least node, the first of equal ones; else "" */
    int64_t free, replicas;     /* binds: there, room - R (at least 0) and k */
    bool has_bound;
    int64_t no_plan_above; /* has_bound: at more, no plan keeps what this one recovers */
};

/* Unreserved replicas on the least node. */
struct result_beside {
    const char *stack, *workload;
    int64_t replicas;
};

struct result_zero {
    const char *resource;                /* cpu, memory */
    int64_t stacks, workloads, replicas; /* unreserved, on all survivors after the failover */
    struct result_bearing plan;          /* the whole plan */
    struct result_bearing critical;      /* cut down to critical stacks and what those require */
    const struct result_beside *beside;  /* plan.binds: the first BESIDE_MAX, most replicas first */
    int32_t beside_count;
    int64_t beside_more;                   /* workloads there that are not listed */
    const struct result_bearing *clusters; /* those that bind, in the order of the estate */
    int32_t cluster_count;
};

enum { BESIDE_MAX = 5 };

struct result_unreserved {
    const char *const *critical; /* critical stacks of the plan that are unreserved somewhere */
    int32_t critical_count;
    const struct result_zero *resources; /* those that have unreserved replicas */
    int32_t resource_count;
};

/* Told of the first answer; NULL where all that stands somewhere reserves cpu and memory, and where
 * daemons that only newcomers bring (item.may_come) take room that is not known. */
void tell_unreserved(const struct telling *telling, struct arena *arena,
                     struct result_answer *answer);

/* What is told of the cluster, or NULL. */
const struct result_bearing *unreserved_of_cluster(const struct result_answer *answer,
                                                   const char *resource, const char *cluster);

void unreserved_write(struct json_writer *json, const struct result_unreserved *unreserved);
/* The member "unreserved" of an answer; NULL when it has none. */
const struct result_unreserved *unreserved_read(struct reader *reader, const struct value *answer);

/* All of it, worked out again from the estate and the plan. */
void unreserved_check(const struct estate *estate, const struct result_answer *answer,
                      const struct result_plan *made, const struct question_options *options,
                      struct arena *arena, struct verify_report *report);

#endif
