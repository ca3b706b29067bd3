/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finding_codes: the one table of the codes that findings have, and what each means. Codes are
 * stable: what a script greps for today it finds tomorrow.
 */
#ifndef MUSTER_REPORT_FINDING_CODES_H
#define MUSTER_REPORT_FINDING_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "estate/estate.h"

struct buf;

struct finding_code {
    const char *code;
    enum severity severity; /* the highest it has */
    const char *title;      /* one line */
    const char *text;       /* what it means, why it matters, what to do */
};

extern const struct finding_code finding_codes[]; /* by code */
extern const size_t finding_code_count;

const struct finding_code *finding_code_find(const char *code); /* NULL = no such code */

/* The list of all codes, or one of them whole; lines of at most `width` columns. */
void finding_codes_write_table(size_t width, bool is_colored, struct buf *out);
void finding_code_write(const struct finding_code *code, size_t width, bool is_colored,
                        struct buf *out);

/* The same as JSON; one = NULL: all of them. */
void finding_codes_write_json(const struct finding_code *one, const char *version, struct buf *out);

#endif
