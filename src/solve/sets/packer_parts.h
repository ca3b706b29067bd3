/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packer_parts: what the files of packer share.
 */
#ifndef MUSTER_SOLVE_SETS_PACKER_PARTS_H
#define MUSTER_SOLVE_SETS_PACKER_PARTS_H

#include "solve/sets/packer.h"

/* Number the replicas that are interchangeable: fills in type_of. */
void packer_find_types(struct packer *packer);

/* Which groups can be held: fills in holds. */
void packer_find_held(struct packer *packer);

/* Which replicas go into which cluster: those of groups[first_new ..]; the groups before them are
 * there already, with the places `there`. */
struct set_content {
    int32_t cluster;
    const int32_t *groups;
    int32_t count, first_new;
    const struct packing *there; /* NULL = none */
};

/* The question of a content; it points to scratch of the packer, until the next one. False when a
 * daemon or the sums of demands find no room. Release it in both cases. */
bool packer_question(struct packer *packer, const struct set_content *content,
                     struct set_question *ret);
void packer_question_release(struct set_question *question);

/* Hand the places of a plan out to the items of the groups; uses the plan up. */
void packer_hand_out(struct packer *packer, const struct set_question *question,
                     const struct set_content *content, struct set_plan *plan, struct packing *ret);

#endif
