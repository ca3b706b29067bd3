/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_model: the inside of a struct rules.
 */
#ifndef MUSTER_SOLVE_PODS_RULES_MODEL_H
#define MUSTER_SOLVE_PODS_RULES_MODEL_H

#include "solve/pods/rules.h"

enum rule_kind { RULE_EXCLUSION, RULE_AFFINITY, RULE_SPREAD, RULE_QUOTA };

/* A rule that touches an item. */
struct rule_ref {
    enum rule_kind kind;
    int32_t number;
};

static inline bool rule_keeps_room(enum rule_kind kind)
{
    return kind == RULE_EXCLUSION || kind == RULE_QUOTA;
}

/* A rule that binds the item being placed. */
struct open_rule {
    enum rule_kind kind;
    int32_t number;
    bool is_own;       /* the item is its owner */
    bool counts;       /* the item is in its set */
    int32_t slot;      /* first array of counts */
    int32_t anchor;    /* affinity: the bin whose domains the item must share, or -1 */
    int64_t left;      /* quota */
    int64_t amount;    /* quota, of one replica */
    int64_t least;     /* spread: least count of a domain, */
    int64_t second;    /* the least but one of them */
    bool is_only;      /* one domain alone has the least count */
    bool never_counts; /* spread: fewer domains than min_domains */
};

struct rules {
    const struct pack *pack;
    const struct problem *problem;
    int64_t *first_ref; /* [item_count + 1] */
    struct rule_ref *refs;
    bool *one_by_one;                 /* [item_count] */
    int32_t *depth;                   /* [item_count] */
    bool *leant_on;                   /* [group_count] */
    const struct affinity **affinity; /* [item_count] or NULL */
    int32_t domain_room;
    int64_t **counts; /* arrays [domain_room], zero when not in use */
    int32_t count_room, count_used;
    struct open_rule *open;
    size_t open_count, open_room;
    int32_t item, cluster; /* being placed */
    bool keeps_room;       /* daemons count also where they may come: exclusions, quotas */
    int64_t ticks;
};

/* One step through the replicas of an item in a cluster. */
struct walk {
    size_t next;
    int32_t bin;
    int64_t count;
};

/* Begin with a zeroed walk. */
bool rules_walk(struct rules *rules, int32_t item, int32_t cluster, struct walk *walk);

bool rules_stands_in(struct rules *rules, int32_t item, int32_t cluster);
bool rules_set_stands_in(struct rules *rules, const struct item_set *set, int32_t cluster);
bool rules_set_has(const struct item_set *set, int32_t item);

/* An array of counts, all zero; give back with rules_drop, the last first, zero again. */
int32_t rules_take(struct rules *rules);
void rules_drop(struct rules *rules);

/* Count a set's replicas in a cluster by domain, or (is_closing) zero those counts. */
void rules_count(struct rules *rules, const struct item_set *set, const int32_t *bin_domain,
                 int32_t cluster, int64_t *counts, bool is_closing);

/* Amount of a quota that the packing uses. */
int64_t rules_used(struct rules *rules, const struct quota_row *quota);

#endif
