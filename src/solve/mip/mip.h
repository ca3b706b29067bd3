/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mip: the whole problem (model/problem.h) as one mixed-integer program: a column for each group
 * and cluster, and for each item and bin. Right for small problems; the model says beforehand
 * whether it is one. Pairs that are dead by coverage have no columns.
 *
 * Rules between pods are rows as well (pods/mip_pods.h); a group that an affinity or a spread of an
 * included group looks at is included, whatever its tier.
 *
 * same_cluster where a GROUP_REPLICAS group is on either side is relaxed to a plain requirement:
 * the bound stays a bound, and a plan that breaks it does not pass check_plan.
 */
#ifndef MUSTER_SOLVE_MIP_H
#define MUSTER_SOLVE_MIP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"
#include "solve/answer.h"
#include "solve/coverage.h"
#include "solve/lp.h"
#include "solve/work.h"

enum mip_goal {
    MIP_ANY,      /* any plan */
    MIP_WEIGHT,   /* most weight in the tier */
    MIP_REPLICAS, /* most replicas of the tier's groups where they count */
    MIP_KEEP,     /* most residents that may give way: by groups, then by replicas */
    MIP_WEIGHTED, /* all tiers at once: sum of tier_factor * weight */
    MIP_NEAR,     /* most displaced groups as in near_cluster and near_recovered */
};

struct mip_question {
    enum mip_goal goal;
    int32_t tier; /* groups of later tiers are left out, unless required; -1 = residents only */
    const int64_t *least_weight;   /* [tier_count] each tier at least this; NULL = no demand */
    const int64_t *least_replicas; /* likewise, replicas that count */
    const double *tier_factor;     /* [tier_count] MIP_WEIGHTED */
    const int32_t *near_cluster;   /* [group_count] MIP_NEAR: of a whole group, -1 = none */
    const bool *near_recovered;    /* [group_count] MIP_NEAR */
    int32_t forced;                /* this group must be recovered; -1 = none */
    bool is_alone;                 /* only residents, forced and what it requires */
    bool has_names;                /* name rows and columns, for a person */
    bool for_plans; /* keep what only plans must (item.may_come): no bound, but its plan holds */
};

struct mip;

/* Build the model; NULL when it would have more than column_max columns. */
struct mip *mip_new(const struct problem *problem, const struct index *index,
                    struct coverage *coverage, const struct mip_question *question,
                    int32_t column_max);
void mip_free(struct mip *mip); /* NULL is allowed */

const struct lp *mip_lp(const struct mip *mip);

/* Can the work stage afford to solve it at all? */
bool mip_is_affordable(const struct mip *mip, const struct work *work);

/* Search within the work stage. start: a plan to begin with, or NULL. Returns what GLPK says; when
 * it found a plan, *ret_answer holds it, rounded and counted (not checked), and *ret_found is true.
 * *ret_bound: no plan is above, as far as GLPK knows (INT64_MAX: no bound). */
enum lp_status mip_search(struct mip *mip, const struct answer *start, struct work *work,
                          struct answer *ret_answer, bool *ret_found, int64_t *ret_bound);

#endif
