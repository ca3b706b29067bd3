/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate: a simulation for a pipeline: JUnit for its list of tests, Markdown for a comment on a merge
 * request. Names from the input are data in both.
 */
#ifndef MUSTER_REPORT_GATE_GATE_H
#define MUSTER_REPORT_GATE_GATE_H

#include "result/result.h"

struct arena;
struct buf;

/* A testsuite for each scenario, a testcase for each of its critical stacks: a failure where it is
 * not all right, an error where that is not known. What else makes the answer inconclusive is an
 * error of a case of its own. The result has been judged with the same options,
 * on with_eviction where they say so. */
void gate_write_junit(const struct result *result, const struct judge_options *judge,
                      struct arena *arena, struct buf *out);

/* What fits on a screen: the verdict, at most 15 scenarios, those with bad news first, and at most
 * 15 critical stacks that are not recovered, worst first. */
void gate_write_markdown(const struct result *result, const struct judge_options *judge,
                         struct arena *arena, struct buf *out);

#endif
