/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finding: words for a finding of the estate. */
#ifndef MUSTER_ESTATE_FINDING_H
#define MUSTER_ESTATE_FINDING_H

#include "estate/estate.h"

struct buf;

const char *severity_name(enum severity severity); /* "error", "warning", "info" */

/* What a finding is about: "east/shop", "east/n-17", "east", or nothing for the estate. */
void finding_add_where(const struct estate *estate, const struct finding *finding, struct buf *out);

#endif
