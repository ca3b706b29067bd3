/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table: a result for a terminal, as design/spec.md section 10 lays it out: a row for each
 * scenario, the critical stacks that are not fully recovered, the verdict last.
 *
 * Columns that follow from the verdicts: X B ? D always; A (affected) and C (choice) where they
 * occur; E comes with the answer that evicts.
 */
#ifndef MUSTER_REPORT_TABLE_H
#define MUSTER_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "result/result.h"

struct arena;
struct buf;
struct line;

struct table_options {
    size_t width;
    bool is_wide; /* all tiers, all rows, whole sentences */
    bool is_colored;
    struct judge_options judge; /* as given to result_judge */
};

/* Write a judged result. */
void table_write(const struct result *result, const struct table_options *options,
                 struct arena *arena, struct buf *out);

/* ---- parts, private to report/ */

/* A critical stack of one scenario. */
struct table_case {
    int32_t scenario_ix;
    const struct result_stack *stack;
    enum standing standing;
};

/* Critical stacks that are not simply recovered (also accepted `degraded`), worst verdict first,
 * then by scenario. */
struct table_case *table_cases(const struct result *result, const struct judge_options *judge,
                               struct arena *arena, int32_t *ret_count);

/* Is this the loss of exactly one whole cluster, of exactly two? */
bool table_is_single(const struct result_scenario *scenario);
bool table_is_pair(const struct result_scenario *scenario);

/* Kinds of scenarios, in the order in which they are judged. */
enum table_kind { KIND_SINGLE, KIND_PAIR, KIND_OTHER, KIND_COUNT };

enum table_kind table_kind_of(const struct result_scenario *scenario);

/* Sorted paths of stacks, one of each. */
struct table_names {
    const char **items;
    int32_t count;
};

void table_names_sort(struct table_names *names);

/* Critical stacks of the scenarios of a kind (KIND_COUNT: of all): all that are listed, and the
 * cases of a standing. */
struct table_names table_listed(const struct result *result, enum table_kind kind,
                                struct arena *arena);
struct table_names table_case_names(const struct result *result, const struct table_case *cases,
                                    int32_t count, enum standing standing, enum table_kind kind,
                                    struct arena *arena);

/* The fullest cluster and resource after the loss: cpu, memory, and any other resource that some
 * refusal is short of. NULL = there is none. */
const struct result_usage *table_tightest(const struct result_answer *answer,
                                          const char **ret_cluster);

/* The unit of a resource by name; "count" for one that the result does not list. */
const char *table_unit(const struct result *result, const char *resource);

const char *table_sgr(enum verdict verdict);

/* A row for each scenario under a header. */
void table_write_rows(const struct result *result, const struct table_options *options,
                      struct arena *arena, struct line *line);

/* By how much demand may grow before the plan loses a critical stack; NULL = nothing says so. */
const struct result_growth *table_growth(const struct result *result,
                                         const struct result_answer *answer);

/* "12.0 GiB of memory left on west" of a stack that fits; nothing when that is not known. */
void table_margin(const struct result *result, const struct result_answer *answer,
                  const struct result_stack *stack, struct buf *out);

/* Wide: one line for each scenario that has such growth. */
void table_write_margins(const struct result *result, const struct table_options *options,
                         struct buf *out);

/* wide: what people decide about, of report/board. */
void table_write_board(const struct result *result, const struct table_options *options,
                       struct arena *arena, struct buf *out);
/* Not wide: how many stacks have a copy, and start there; nothing where none has. */
void table_say_copies(const struct result *result, const struct table_options *options,
                      struct buf *out);

/* The list, the legend, and the verdict. */
void table_write_list(const struct result *result, const struct table_options *options,
                      const struct table_case *cases, int32_t count, struct buf *out);
/* with_eviction, where somebody gives way (narrow: for a critical stack): both answers side by
 * side, and who gives way for whom in the order to act. */
void table_write_giving_way(const struct result *result, const struct table_options *options,
                            struct arena *arena, struct buf *out);
/* Who gives way or moves, in the order to act. */
const struct result_stack **table_acts(const struct result_answer *answer, struct arena *arena,
                                       int32_t *ret_count);
void table_write_verdict(const struct result *result, const struct table_options *options,
                         const struct table_case *cases, int32_t count, struct arena *arena,
                         struct buf *out);

/* wide: what the surviving clusters hold of the limits on them; nothing where the result does not
 * say. */
void table_write_overload(const struct result *result, const struct table_options *options,
                          struct buf *out);

/* --then-lose-node: can each survivor lose one more node? */
void table_write_spares(const struct result *result, const struct table_options *options,
                        struct buf *out);

/* --cascade: who fell at which step, by what. */
void table_write_cascade(const struct result *result, const struct table_options *options,
                         struct buf *out);

/* How much each unreserved replica may use before the plan falls, and which critical stacks of it
 * reserve nothing; nothing where all reserve. */
void table_write_unreserved(const struct result *result, const struct table_options *options,
                            struct buf *out);
/* "12 replicas reserve no cpu; each may use 250m, then west/w-3 is full" */
void table_say_unreserved(const struct result *result, const struct result_zero *zero,
                          struct buf *out);
/* That of the plan that bears least of the resource, and its scenario; NULL = none binds. */
const struct result_zero *table_least_zero(const struct result *result, const char *resource,
                                           int32_t *ret_scenario);
/* Its words: "250m", "9.3 GiB" (NUMBER_SIZE bytes); "west/w-3 (batch worker 2 and 3 more)";
 * "east/shop, east/pay and 3 more". */
void table_use(const char *unit, int64_t amount, char *out);
void table_beside(const struct result_zero *zero, struct buf *out);
void table_critical_zero(const struct result_unreserved *unreserved, struct buf *out);

/* Their words: "37.5%" (NUMBER_SIZE bytes), "6 cpu, 5 memory", "1. west (w-3 cpu 6.7%); 2. ...",
 * "no: w-3 (3 of 20 nodes) leaves stowage without a place". */
void table_burst(const struct result_burst *burst, char *out);
void table_no_limit(const struct result_overload *overload, struct buf *out);
void table_falls(const struct result_cascade *cascade, struct buf *out);
void table_spare(const struct result_spare *spare, struct buf *out);

/* "; fits if S/batch and 2 more give way", of a stack that fits by eviction. */
void table_giving_way(const struct result_scenario *scenario, const struct result_stack *stack,
                      struct buf *out);

/* Why, in a sentence of at most `room` columns if that can be; wide: all reasons. */
void table_reason(const struct result *result, const struct table_case *one, bool is_wide,
                  size_t room, struct buf *out);

#endif
