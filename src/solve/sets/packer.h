/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packer: can this set of groups be packed into this cluster, beside what stays put there? Asked
 * thousands of times by the searches over sets (shuffle, enumerate).
 *
 * It holds whole groups with daemons, eligibility, caps per bin and zone, any resources. Groups
 * that a requirement, a twin or a rule between pods ties to others it does not hold: they stay
 * where they are, as residents and replicas of active/active stacks do.
 */
#ifndef MUSTER_SOLVE_SETS_PACKER_H
#define MUSTER_SOLVE_SETS_PACKER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"
#include "solve/greedy/index.h"
#include "solve/sets/question.h"

struct line_memory;
struct pack;
struct placer;
struct work;

/* How hard to try; each level does what those before it do. */
enum packer_level {
    PACKER_QUICK, /* four best fits */
    PACKER_FULL,  /* all best fits; bin by bin where replicas are large */
    PACKER_DIVE,  /* the linear program over fillings of bins */
    PACKER_DEEP   /* the same, much longer */
};

/* Places of a packed set, as a plan of the problem. */
struct packing {
    struct share *shares;
    size_t count, room;
};

struct packer {
    const struct problem *problem;
    const struct index *index;
    struct work *work;
    double *weight;   /* [resource_count], of the placer */
    int64_t *base;    /* [bin_count * resource_count] free less what stays put */
    int64_t *room;    /* [cluster_count * resource_count] sums of base, at most INDEX_SUM_MAX */
    bool *holds;      /* [group_count] */
    int32_t *type_of; /* [item_count] equal numbers: replicas that are interchangeable */
    bool *is_capped;  /* [item_count] has a cap that can bind */
    uint64_t *mark;   /* [group_count] random, for set keys */
    uint64_t *memo;   /* keys of sets that did not pack */
    int32_t best_first[16]; /* best fits, the last successful first */
    int32_t *local;         /* scratch [item_count] type -> its number in the question, -1 */
    int64_t *free;          /* scratch: bins of the largest cluster */
    struct set_type *types; /* scratch */
    struct set_plan plan;   /* scratch */
    uint64_t seed;          /* of the noise: another one, other tries at the same set */
    struct line_memory *line_memory; /* of the owner, NULL = none */
    bool is_short; /* the last set asked for: not even fractions of fillings seem to hold it */
    int64_t asked, packed, refuted;
};

struct packer *packer_new(const struct problem *problem, const struct index *index,
                          const struct placer *placer, struct work *work);
void packer_free(struct packer *packer); /* NULL is allowed */

/* What stays put is what this packing holds. */
void packer_base(struct packer *packer, const struct pack *pack);

/* Groups (held, allowed there, each once) into a cluster. PACKER_PACKED fills in *ret. REFUTED is
 * exact. */
enum packer_answer packer_ask(struct packer *packer, int32_t cluster, const int32_t *groups,
                              int32_t count, enum packer_level level, struct packing *ret);

/* Add the last of the groups to the others, which are packed there already: their places stay. */
bool packer_add(struct packer *packer, int32_t cluster, const struct packing *there,
                const int32_t *groups, int32_t count, struct packing *ret);

/* Key of a set that packer_ask knows it by: xor of mark[] of its groups. */
uint64_t packer_key(const struct packer *packer, int32_t cluster, const int32_t *groups,
                    int32_t count);

void packing_copy(const struct packing *from, struct packing *to);
void packing_release(struct packing *packing);

#endif
