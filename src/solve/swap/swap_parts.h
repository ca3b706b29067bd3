/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swap_parts: what the files of swap share.
 */
#ifndef MUSTER_SOLVE_SWAP_SWAP_PARTS_H
#define MUSTER_SOLVE_SWAP_SWAP_PARTS_H

#include "solve/swap/swap.h"

enum { SWAP_KEPT = 2 /* bins kept free for what is out */ };

/* A unit is one replica. Those of a bin are a list; those that are out are one more list. */
struct swap {
    const struct set_question *question;
    uint64_t *random;
    int32_t unit_count, out; /* out: number of the list of what is out, = bin_count */
    int32_t *type;           /* [unit_count] */
    int32_t *where;          /* [unit_count] list */
    int32_t *next, *before;  /* [unit_count] in its list, -1 = none */
    int32_t *head;           /* [bin_count + 1] */
    int64_t *left;           /* [bin_count * resource_count] */
    int64_t *size;           /* [type_count] of a replica, comparable */
    int64_t *load;           /* [bin_count + 1] sum of sizes */
    bool *is_kept;           /* [bin_count] */
    int32_t kept[SWAP_KEPT], kept_count;
    int64_t *until;   /* [type_count * bin_count] tabu until that turn */
    int32_t *returns; /* [type_count * bin_count] how often it left */
    int64_t turn;
    int64_t looks; /* not yet counted as work */
    int32_t *outs; /* scratch [unit_count] */
    int32_t *list; /* scratch [unit_count] */
};

void swap_init(struct swap *swap); /* of a question: everything is out */
void swap_release(struct swap *swap);

/* From the start: bins to keep free are chosen, then the largest first, each into the fullest bin
 * that takes it; is_noisy: nearly the largest. */
void swap_start(struct swap *swap, bool is_noisy);

/* Put a unit into a list, out of the one it is in. */
void swap_move(struct swap *swap, int32_t unit, int32_t list);

/* May the bin take one more unit of the type, resources aside, when units a and b (-1 = none) leave
 * it? */
bool swap_takes(const struct swap *swap, int32_t bin, int32_t type, int32_t a, int32_t b);

/* Gather what is free: moves between bins that make full bins fuller. */
void swap_gather(struct swap *swap);

static inline const int64_t *swap_demand(const struct swap *swap, int32_t unit)
{
    return swap->question->types[swap->type[unit]].demand;
}

#endif
