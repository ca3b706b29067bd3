/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tight_parts: what the files of tight share.
 */
#ifndef MUSTER_SOLVE_TIGHT_TIGHT_PARTS_H
#define MUSTER_SOLVE_TIGHT_TIGHT_PARTS_H

#include "solve/tight/tight.h"

/* So many of a type in a filling. */
struct tight_part {
    int32_t type;
    int64_t count;
};

struct tight_filling {
    size_t first; /* of its parts */
    int32_t part_count;
};

struct tight {
    const struct set_question *question;
    int64_t *waste; /* [resource_count] what all bins leave empty */
    struct tight_part *parts;
    size_t part_count, part_room;
    struct tight_filling *fillings;
    size_t count, room;
};

/* Every filling of up to so many replicas that leaves no more empty than all bins do. False when
 * there are too many, or they are too far between. */
bool tight_list(struct tight *tight, int32_t replicas);

#endif
