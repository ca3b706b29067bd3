/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net: all fillings of one bin as paths. Units of one size each are taken or left in their order,
 * the largest first; a node stands for a unit that may be taken at a position, which is how full
 * the bin is by then. Only paths that end with little enough waste are in it.
 *
 * Arcs that no path of a sufficient value uses, or that stand for a position the search has ruled
 * out, are taken away (net_restrict): what is left is a smaller net of the same kind.
 */
#ifndef MUSTER_SOLVE_LINE_NET_H
#define MUSTER_SOLVE_LINE_NET_H

#include <stdbool.h>
#include <stdint.h>

struct net_node {
    int32_t unit, position;
    int32_t take, leave; /* where the arcs lead, -1 = no arc; always to a smaller number */
};

struct net {
    struct net_node *nodes; /* [count]; node 0 is the end */
    int32_t count, room;
    int32_t root; /* -1 = there is no path at all */
};

/* The units of a question, the largest first. */
struct net_units {
    int32_t count;
    int64_t capacity, waste; /* of a bin: at most so much of it stays empty */
    const int64_t *size;     /* [count] */
};

/* False when it has more than node_max nodes. */
bool net_build(struct net *net, const struct net_units *units, int32_t node_max);
void net_free(struct net *net);

/* Values of the best ways: from the root to each node, and from each node to the end. */
struct net_values {
    const int64_t *value;        /* [units] */
    int64_t *forward, *backward; /* [node count] */
    int32_t *came;               /* [node count] the arc of the best way to a node */
    int64_t best;                /* of a whole path */
};

#define NET_NOTHING (INT64_MIN / 4)

void net_evaluate(const struct net *net, struct net_values *values);

/* The path with the most value through node (by its take arc), or the best one of all (node = 0).
 * Writes units in order; returns how many. */
int32_t net_path(const struct net *net, const struct net_values *values, int32_t node,
                 int32_t *units);

/* Into *to: arcs of paths with at least this value, and units at positions first[] .. last[] only.
 * to may not be from. */
struct net_limits {
    const struct net_values *values; /* NULL = any */
    int64_t least;
    const int32_t *first, *last;    /* [units] */
    int32_t not_unit, not_position; /* never this unit just there; -1 = none */
};

void net_restrict(const struct net *from, const struct net_limits *limits, struct net *to);

/* Is there a path of just these units? */
bool net_has(const struct net *net, const int32_t *units, int32_t count);

#endif
