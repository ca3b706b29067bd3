/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * review: what a report says of results, before it is HTML or Markdown: sentences of plain text
 * (names from the input stand in them as they are; whoever writes them escapes them) and counts.
 */
#ifndef MUSTER_REPORT_REVIEW_REVIEW_H
#define MUSTER_REPORT_REVIEW_REVIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "report/review/figure.h"
#include "report/table.h"
#include "result/result.h"

struct arena;
struct buf;

struct review_options {
    const char *title;   /* "" = "Failover review" */
    const char *quarter; /* "2026Q4"; "" = none */
    int64_t as_of_s;     /* ages are counted to here */
    bool has_plots;      /* files beside the page: plots/NAME.* */
    bool has_csv;        /* muster-list.csv */
};

struct review {
    const struct result *const *results; /* judged, oldest first; of one estate */
    int32_t result_count;
    const struct result *result; /* the last of them */
    struct judge_options judge;
    struct review_options options;
    const struct figures *figures;
    const struct table_case *cases; /* critical stacks that are not simply recovered */
    int32_t case_count;
    struct arena *arena;
};

void review_init(struct review *review, const struct result *const *results, int32_t count,
                 const struct review_options *options, const struct figures *figures,
                 struct arena *arena);

/* ---- counts */

struct review_counts {
    int64_t displaced, fits;       /* critical */
    int64_t counts[VERDICT_COUNT]; /* critical */
    int64_t all_displaced;         /* of every tier */
    int64_t all_not_recovered;     /* of them: not `fits` */
    int64_t all_affected;          /* of every tier, on survivors */
};
struct review_counts review_count(const struct review *review, int32_t scenario_ix);

/* The worst verdict of a critical stack; VERDICT_UNAFFECTED when none is listed. */
enum verdict review_worst(const struct review *review, int32_t scenario_ix);

/* The single loss (else any) with the most critical stacks that do not fit; -1 = all fit. */
int32_t review_worst_loss(const struct review *review);

/* The fullest survivor after any single loss (else any loss). NULL = unknown. */
const struct result_usage *review_tightest(const struct review *review, const char **ret_cluster,
                                           int32_t *ret_scenario);

/* The oldest of the clusters' snapshots; -1 = none is dated. */
int32_t review_oldest(const struct review *review);
bool review_age_days(const struct review *review, const struct result_member *member,
                     int64_t *ret_days); /* false: not dated, or taken after as_of */
bool review_is_stale(const struct review *review, const struct result_member *member);

/* Kinds of the scenarios with a critical stack at risk, the first of them; KIND_COUNT = none. */
enum table_kind review_first_kind(const struct review *review);

/* ---- sentences */

void review_say_verdict(const struct review *review, struct buf *out); /* the cover's */
void review_say_scope(const struct review *review, struct buf *out);   /* what was looked at */
void review_say_proof(const struct review *review, struct buf *out);
void review_say_scenario(const struct review *review, int32_t scenario_ix, struct buf *out);
void review_say_answer(const struct review *review, int32_t scenario_ix, struct buf *out);
void review_say_reason(const struct review *review, int32_t scenario_ix,
                       const struct result_stack *stack, struct buf *out);
/* One sentence a call, index from 0; false when there are no more. */
bool review_say_assumed(const struct review *review, int32_t index, struct buf *out);
bool review_say_not_modelled(const struct review *review, int32_t index, struct buf *out);

/* "west", "west, gate": where it goes; "" = nowhere. */
const char *review_target(const struct review *review, const struct result_stack *stack);

/* What all replicas to place need of a resource; 0 = nothing. */
int64_t review_demand(const struct result_stack *stack, const char *resource);

/* Stacks of a scenario: by tier, then worst verdict, then name. */
const struct result_stack **review_sorted(const struct review *review, int32_t scenario_ix);

enum { SHARE_SIZE = 24 };
/* part of whole in percent, one decimal, rounded down: "100%", "99.9%". */
void review_share(int64_t part, int64_t whole, char out[SHARE_SIZE]);

#endif
