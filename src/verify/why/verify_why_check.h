/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_why_check: what verify_why and verify_growth share.
 */
#ifndef MUSTER_VERIFY_VERIFY_WHY_CHECK_H
#define MUSTER_VERIFY_VERIFY_WHY_CHECK_H

#include "verify/verify.h"
#include "verify/verify_question.h"
#include "verify/why/verify_why.h"

struct why_check {
    struct question q;
    const struct plan *plan;
    struct arena *arena;
    int64_t *placed; /* [workload_count] by the plan */
    /* verify_growth's own: all 0 between two tiers; NULL before it was asked */
    wide_int *grown;
    int32_t *grown_nodes;
    bool *has_grown;
    const struct verify_standing *daemons; /* of stacks that come, where the plan has them */
    int32_t daemon_count;
};

/* [unit_count] units of tiers up to this one, and all that they require. */
bool *why_counted(const struct why_check *check, int32_t tier);

#endif
