/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template: a text with {{name}} in it, filled. What is filled in is not looked at again. */
#ifndef MUSTER_REPORT_REVIEW_TEMPLATE_H
#define MUSTER_REPORT_REVIEW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct error;

struct template_value {
    const char *name;
    const struct buf *text;
};

/* Append template with every {{name}} replaced. False with *reterr (file, line) at a name that is
 * none of the values. */
bool template_fill(const char *text, const char *file, const struct template_value *values,
                   size_t count, struct buf *out, struct error *reterr);

#endif
