/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wiki: a review as Markdown, in the size of a wiki page: the verdict first. */
#ifndef MUSTER_REPORT_REVIEW_WIKI_H
#define MUSTER_REPORT_REVIEW_WIKI_H

#include "report/review/review.h"

/* At most WIKI_SCENARIOS_MAX scenarios have a section; the rest is counted. */
enum { WIKI_SCENARIOS_MAX = 60, WIKI_GIVING_WAY_MAX = 12, WIKI_CASES_MAX = 60 };

void wiki_write(const struct review *review, struct buf *out);

#endif
