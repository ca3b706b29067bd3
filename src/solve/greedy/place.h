/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place: puts replicas of one item on bins of one cluster. One scan rates every bin, then the best
 * rated are filled one after the other.
 */
#ifndef MUSTER_SOLVE_PLACE_H
#define MUSTER_SOLVE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/pack.h"
#include "solve/pods/rules.h"
#include "solve/work.h"

/* How a bin is rated for one more replica; the least rating is filled first. */
enum rating {
    RATING_STRAND,    /* what the replica takes away from a typical mix of displaced items */
    RATING_BEST_FIT,  /* squared length of what is left */
    RATING_COSINE,    /* what is left points the same way as the demand */
    RATING_LARGEST,   /* the largest part that is left */
    RATING_FIRST_FIT, /* the first bin */
    RATING_WORST_FIT, /* the emptiest bin */
    RATING_WHOLE,     /* as RATING_STRAND, but only whole items of the mix count, and parts less */
    RATING_COUNT
};

enum { PLACE_PROFILES = 8 };

#define PLACE_ENDLESS 1e300 /* room, where a profile asks for nothing */

struct placer {
    struct pack *pack;
    struct work *work;
    enum rating rating;
    double *weight;  /* [resource_count] one unit of a resource, comparable between resources */
    double *worth;   /* [resource_count] the same for sizes: scarce ones count more */
    double *profile; /* [resource_count * PLACE_PROFILES] 1 / typical demand, 0 = none */
    double *endless; /* by profile: PLACE_ENDLESS where it is 0, else 0 */
    double profile_value[PLACE_PROFILES];
    double part_value; /* RATING_WHOLE: of all parts together, where whole ones count 1 */
    double *bin_value; /* [bin_count] what the typical mix finds there, unless pack->is_touched */
    double *bin_slope; /* [bin_count * resource_count] and, for RATING_STRAND, at least so much less
                        * per unit that is taken away */
    double *after;     /* scratch [resource_count]: what would be left */
    int64_t *on_bin;   /* scratch [bin_count]: replicas of the item there, zero between calls */
    int64_t *in_zone;  /* scratch [zone_count], zero between calls */
    struct candidate *candidates;
    struct rules *rules; /* NULL when the problem has none */
    bool has_rules;      /* some touch the item that is being placed */
};

/* weight and profiles follow from what is displaced and what is free. */
struct placer *placer_new(struct pack *pack, struct work *work);
void placer_free(struct placer *placer); /* NULL is allowed */

/* Work out weight, profile and profile_value; placer_new does. */
void placer_weigh(struct placer *placer);

/* Let RATING_STRAND and RATING_WHOLE mean the mix of some groups: [group_count], NULL = all. To be
 * called as well before and after these two take turns. */
void placer_mean(struct placer *placer, const bool *is_meant);

/* Place up to want replicas of an item on eligible bins of a cluster, within capacity, caps
 * and rules between pods.
 * Returns how many were placed. */
int64_t placer_fill(struct placer *placer, int32_t item, int32_t cluster, int64_t want);

/* Place up to want replicas on one bin. */
int64_t placer_fill_bin(struct placer *placer, int32_t item, int32_t bin, int64_t want);

/* Rate a bin that can hold a replica with this demand. */
double placer_rate(const struct placer *placer, int32_t bin, const int64_t *demand);

/* What the typical mix would still find on a bin with this much left, and on a bin as it is. */
double placer_mix_value(const struct placer *placer, const double *left);
double placer_bin_value(const struct placer *placer, int32_t bin);

/* Size of an item's replica, or of a group: its share of what is free, scarce resources first. */
double placer_size(const struct placer *placer, const int64_t *demand);

#endif
