/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup: texts from the input as HTML and as Markdown. In both, control characters, bidirectional
 * overrides and bytes that are no UTF-8 become U+FFFD, and nothing can end the place it stands in.
 */
#ifndef MUSTER_REPORT_REVIEW_MARKUP_H
#define MUSTER_REPORT_REVIEW_MARKUP_H

struct buf;

/* As text and inside quoted attributes. */
void html_text(struct buf *out, const char *text);

/* Format, with each %s escaped; other conversions are %d of an int and %%. */
void html_format(struct buf *out, const char *format, ...);

/* In a line or a table cell: no link, no HTML, no end of the cell, no emphasis. Not at the begin of
 * a line. */
void markdown_text(struct buf *out, const char *text);
void markdown_format(struct buf *out, const char *format, ...);

#endif
