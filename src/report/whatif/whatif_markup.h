/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whatif_markup: names from the input as data in Markdown and XML. */
#ifndef MUSTER_REPORT_WHATIF_WHATIF_MARKUP_H
#define MUSTER_REPORT_WHATIF_WHATIF_MARKUP_H

struct buf;

/* A code span, which holds in a table too: in it nothing is markup, and no name mentions anybody.
 */
void markdown_code(struct buf *out, const char *text);

/* Text of an element or an attribute. */
void xml_text(struct buf *out, const char *text);

#endif
