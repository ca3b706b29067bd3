/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * review: findings about the present that need the placement rules evaluated: no-eligible-node,
 * resident-breaks-rule. What lint says needs no evaluation.
 */
#ifndef MUSTER_STUDY_REVIEW_H
#define MUSTER_STUDY_REVIEW_H

#include "estate/estate.h"

struct arena;

/* The findings, in estate order, in arena; at most two for each stack. */
const struct finding *review_rules(const struct estate *estate, struct arena *arena,
                                   int32_t *ret_count);

#endif
