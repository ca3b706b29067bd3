/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario: what is lost at once, and what is left.
 *
 * WHAT is `CLUSTER`, `CLUSTER/zone:Z`, `CLUSTER/node:N` or `region:R` (contract, section 3). A
 * cluster is lost as a whole, or some of its nodes are (partial loss: only their replicas are
 * displaced, inside that cluster). A region is all clusters of that region.
 */
#ifndef MUSTER_SCENARIO_SCENARIO_H
#define MUSTER_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/estate.h"

struct arena;
struct error;

struct scenario {
    const char *name;        /* "lose east", "lose east + west", or the estate's name for it */
    const char *const *lost; /* the words, as given */
    int32_t lost_count;
    const bool *cluster_lost; /* [cluster_count] lost as a whole */
    const bool *node_lost;    /* [node_count] true for each lost node, also of lost clusters */
    int32_t lost_cluster_count;
    bool is_partial; /* some cluster loses nodes but not all of itself */
};

/* How the scenarios of a run are chosen. */
struct scenario_choice {
    const char *const *lose; /* one --lose each: "east", "east,west/zone:a", "region:eu" */
    int32_t lose_count;
    int32_t lose_any; /* --lose-any K: every combination of exactly K clusters; 0 = none */
};

/* Parse one comma list of WHAT. Unknown names are errors that name the nearest known one. The name
 * is made from the words unless given. */
bool scenario_parse(const struct estate *estate, const char *words, const char *name,
                    struct arena *arena, struct scenario *ret, struct error *reterr);

/* The same scenario with more clusters lost as a whole, by its old name; their names follow the
 * words, in the estate's order. falls: [cluster_count], none of them lost before. */
void scenario_lose_more(const struct estate *estate, const struct scenario *from, const bool *falls,
                        struct arena *arena, struct scenario *ret);

/* All scenarios of a run in a fixed order: each --lose, then the combinations of --lose-any in
 * lexicographic order of cluster indices; with neither: the estate's own scenarios, or else each
 * cluster in turn. At most CAP_SCENARIOS. A duplicate (same lost set) is kept once. */
bool scenario_list(const struct estate *estate, const struct scenario_choice *choice,
                   struct arena *arena, struct scenario **ret, int32_t *ret_count,
                   struct error *reterr);

#endif
