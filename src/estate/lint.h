/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint: parts of seal_lint. Private to estate/.
 */
#ifndef MUSTER_ESTATE_LINT_H
#define MUSTER_ESTATE_LINT_H

#include "estate/seal.h"

/* partial-snapshot, no-captured, no-nodes, unlimited-pods, unlimited-ephemeral-storage,
 * unused-headroom. */
void lint_clusters(struct seal *seal);

/* over-committed-node. */
void lint_nodes(struct seal *seal);

/* oversized-replica. */
void lint_sizes(struct seal *seal);

#endif
