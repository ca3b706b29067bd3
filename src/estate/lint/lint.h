/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint: parts of seal_lint. Private to estate/.
 */
#ifndef MUSTER_ESTATE_LINT_H
#define MUSTER_ESTATE_LINT_H

#include "estate/seal/seal.h"

/* Names that a finding is about: "web, api, ..."; the first few of them. Starts as {.count = 0}. */
struct lint_list {
    struct buf text; /* when count > 0 */
    int count;
};

void lint_list_add(struct lint_list *list, const char *name);
void lint_list_release(struct lint_list *list);

/* partial-snapshot, no-captured, no-nodes, unlimited-pods, unlimited-ephemeral-storage,
 * unused-headroom, no-workloads, not-ready-node. */
void lint_clusters(struct seal *seal);

/* over-committed-node. */
void lint_nodes(struct seal *seal);

/* oversized-replica. */
void lint_sizes(struct seal *seal);

/* How critical workloads stand: single-replica, one-node, one-zone. */
void lint_standing(struct seal *seal);

/* tier-inversion. */
void lint_requires(struct seal *seal);

/* unused-tier-rule. */
void lint_tier_rules(struct seal *seal);

/* predeployed-unused, predeployed-differs, failover-smaller. */
void lint_failover(struct seal *seal);

/* unused-lend, priority-over-tier. */
void lint_giving_way(struct seal *seal);

#endif
