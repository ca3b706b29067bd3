/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_parts: what the files of a comparison share. Private to compare. */
#ifndef MUSTER_RESULT_COMPARE_PARTS_H
#define MUSTER_RESULT_COMPARE_PARTS_H

#include "result/compare/compare.h"

struct comparing {
    struct comparison *ret;
    const struct compare_options *options;
    struct arena *arena;
    struct difference *differences;
    struct compare_bad *bad;
    bool *is_used; /* [waiver count] it was needed, or would have been but for its date */
};

/* The answer of a scenario that is compared: the one that is judged. */
const struct result_answer *compare_answer(const struct comparing *c,
                                           const struct result_scenario *scenario);

/* The waiver of a finding that holds, NULL = none; marks those that match as used. */
const struct waiver *compare_find_waiver(struct comparing *c, const char *scenario,
                                         const char *path, const char *name);

/* Does the plan of the scenario before hold in the estate after, and recover as much as that after?
 */
bool compare_plan_holds(struct comparing *c, const struct result_scenario *before,
                        const struct result_scenario *after);

/* Findings about waivers, and about residents without a place. */
void compare_waivers(struct comparing *c);
void compare_unplaced(struct comparing *c);

#endif
