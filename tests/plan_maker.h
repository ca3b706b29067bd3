/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_maker: plans for tests from a few words, split by blanks:
 *
 *   +L/A>S              stack A of L is in the plan, recovered, in cluster S ("*" = replica-wise)
 *   -L/A>S              the same, claimed not to be recovered
 *   L/A.w@S/s1=2        two replicas of its workload w on node s1 of S
 *   !S/R.w@S/s1=2       a resident that the plan places
 *   t0:2,3,1<=2!        tier 0: 2 stacks, weight 3, 1 recovered, bound 2, certified (not: no "!")
 *   repack  only=T      options of the question
 *   as-is               keep the order of stacks and entries, which are sorted otherwise
 */
#ifndef MUSTER_TESTS_PLAN_MAKER_H
#define MUSTER_TESTS_PLAN_MAKER_H

#include "estate/estate.h"
#include "model/plan.h"
#include "scenario/scenario.h"
#include "verify/verify.h"

enum { PLAN_MAX = 64 };

/* A plan and where its lists live. */
struct made_plan {
    struct plan plan;
    struct question_options options;
    struct plan_tier tiers[PLAN_MAX];
    struct plan_stack stacks[PLAN_MAX];
    struct plan_entry entries[PLAN_MAX];
    struct plan_entry residents[PLAN_MAX];
};

/* A word that it does not know ends the test. */
void plan_make(const struct estate *estate, const char *text, struct made_plan *ret);

/* The scenario that loses the words. */
void made_scenario(const struct estate *estate, const char *lose, struct arena *arena,
                   struct scenario *ret);

/* Does one of the report's texts hold this part? */
bool made_report_has(const struct verify_report *report, const char *part);

/* Judge the plan of a scenario, without a certificate: nothing of it is refuted (expected is NULL),
 * or something, in a text that holds what is expected. at: the number of the case, for messages. */
void made_judge(const struct estate *estate, const char *lose, const char *plan,
                const char *expected, int at);

#endif
