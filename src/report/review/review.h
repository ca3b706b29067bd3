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
#include "report/table/table.h"
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

/* Of the answer that the verdict rests on: as_is, or with_eviction with --accept eviction. */
struct review_counts {
    int64_t displaced, fits;       /* critical */
    int64_t counts[VERDICT_COUNT]; /* critical */
    int64_t all_displaced;         /* of every tier */
    int64_t all_not_recovered;     /* of them: not `fits` */
    int64_t all_affected;          /* of every tier, on survivors */
    int64_t by_eviction;           /* critical, not recovered as is: fit if others give way */
};
struct review_counts review_count(const struct review *review, int32_t scenario_ix);

/* The answer that is judged. */
const struct result_answer *review_answer(const struct review *review, int32_t scenario_ix);

/* The worst verdict of a critical stack; VERDICT_UNAFFECTED when none is listed. */
enum verdict review_worst(const struct review *review, int32_t scenario_ix);

/* The single loss (else any) after which most critical stacks are not all right: displaced and not
 * recovered, or on a survivor and affected; -1 = none is. */
int32_t review_worst_loss(const struct review *review);

/* The fullest survivor after any single loss (else any loss). NULL = unknown. */
const struct result_usage *review_tightest(const struct review *review, const char **ret_cluster,
                                           int32_t *ret_scenario);

/* The oldest of the clusters' snapshots; -1 = none is dated. */
int32_t review_oldest(const struct review *review);
bool review_age_days(const struct review *review, const struct result_member *member,
                     int64_t *ret_days); /* false: not dated, or taken after as_of */
bool review_is_stale(const struct review *review, const struct result_member *member);

/* How many of the critical stacks at risk in scenarios of a kind fit in each of them if others give
 * way. */
int32_t review_helped(const struct review *review, enum table_kind kind);

/* Kinds of the scenarios with a critical stack at risk, the first of them; KIND_COUNT = none. */
enum table_kind review_first_kind(const struct review *review);

/* ---- sentences */

void review_say_verdict(const struct review *review, struct buf *out); /* the cover's */
void review_say_scope(const struct review *review, struct buf *out);   /* what was looked at */
void review_say_proof(const struct review *review, struct buf *out);
void review_say_scenario(const struct review *review, int32_t scenario_ix, struct buf *out);
void review_say_answer(const struct review *review, int32_t scenario_ix, struct buf *out);
void review_say_second(const struct review *review, int32_t scenario_ix,
                       struct buf *out); /* with_eviction, beside as_is */
void review_say_reason(const struct review *review, int32_t scenario_ix,
                       const struct result_stack *stack, struct buf *out);
/* One sentence a call, index from 0; false when there are no more. */
bool review_say_assumed(const struct review *review, int32_t index, struct buf *out);
bool review_say_not_modelled(const struct review *review, int32_t index, struct buf *out);

/* Residents that are stopped or moved in with_eviction, in the order to act (table_acts). */
const struct result_stack **review_giving_way(const struct review *review, int32_t scenario_ix,
                                              int32_t *ret_count);

/* An option of the result; "" = not there. */
const char *review_option(const struct result *result, const char *key);

/* "west", "west, gate": where it goes; "" = nowhere. */
const char *review_target(const struct review *review, const struct result_stack *stack);

/* What all replicas to place need of a resource; 0 = nothing. */
int64_t review_demand(const struct result_stack *stack, const char *resource);

/* Stacks of as_is: by tier, then worst verdict (what fits by eviction is nearly as good as what
 * fits), then name. */
const struct result_stack **review_sorted(const struct review *review, int32_t scenario_ix);

/* A place in the order of badness, worst first: that of a verdict, or of what is not recovered as
 * is and fits by eviction. */
int review_rank(enum verdict verdict, bool by_eviction);

enum { SHARE_SIZE = 24 };
/* part of whole in percent, one decimal, rounded down: "100%", "99.9%". */
void review_share(int64_t part, int64_t whole, char out[SHARE_SIZE]);

#endif
