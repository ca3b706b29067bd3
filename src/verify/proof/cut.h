/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut: proves a cut of a certificate from the estate (model/certificate.h): what each stack uses of
 * it, and that no packing of the cluster's nodes is worth more than the value it states.
 */
#ifndef MUSTER_VERIFY_PROOF_CUT_H
#define MUSTER_VERIFY_PROOF_CUT_H

#include "model/certificate.h"
#include "verify/verify_cover.h"

struct arena;

/* What a unit uses of a cut. */
struct cut_load {
    int32_t unit_ix;
    int64_t a;
};

struct proven_cut {
    const char *fault; /* NULL = it holds */
    int32_t cluster_ix;
    int64_t value;
    const struct cut_load *loads; /* by unit */
    int32_t load_count;
};

/* *budget: steps of knapsacks, shrinks. The result lives in the cover's arena; scratch is reset. */
void cut_prove(struct cover *cover, const struct cut *cut, int64_t *budget, struct arena *scratch,
               struct proven_cut *ret);

#endif
