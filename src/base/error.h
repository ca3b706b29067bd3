/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error: what went wrong, where, and what was expected.
 *
 * The callee fills an error; the caller decides; only cli/ prints. An importer collects up to
 * ERROR_LIST_MAX errors of one file in an error_list. Texts are bounded and always terminated;
 * names from the input are stored as they are and are made safe for a terminal when printed.
 */
#ifndef MUSTER_BASE_ERROR_H
#define MUSTER_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

enum error_code {
    ERROR_NONE = 0,
    ERROR_USAGE,    /* exit 2: wrong command line */
    ERROR_INPUT,    /* exit 3: a file is missing, malformed or contradicts itself */
    ERROR_LIMIT,    /* exit 3: the input passes a cap; the text names the cap */
    ERROR_INTERNAL, /* exit 70 */
};

struct error {
    enum error_code code;
    char file[512];  /* as the user named it; "" when there is none */
    long line;       /* from 1; 0 = unknown (then field holds the position, if there is one) */
    long column;     /* from 1; 0 = unknown */
    char field[256]; /* JSON path, "row 3, column cpu", option name; "" = none */
    char text[768];  /* "what is wrong: what was found; what was expected" */
};

enum { ERROR_LIST_MAX = 20 };

/* Errors of one input, in order of discovery; total counts those beyond the cap as well. */
struct error_list {
    struct error items[ERROR_LIST_MAX];
    size_t count;
    size_t total;
};

/* Fill *reterr. A NULL reterr is allowed and ignored. Returns false, so that a callee can
 * `return error_set(...)`. The position fields are left empty. */
bool error_set(struct error *reterr, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Set file, line, column of an error (file may be NULL = leave). */
void error_at(struct error *error, const char *file, long line, long column);

/* Write "FILE:LINE:COL: FIELD: TEXT" (empty parts left out) to out, made safe for a terminal:
 * control characters and invalid UTF-8 appear as \xNN. At most size bytes with the 0. */
void error_format(const struct error *error, char *out, size_t size);

/* Append a copy; beyond the cap only total grows. */
void error_list_add(struct error_list *list, const struct error *error);

/* Out of memory: print one line and exit with 70. Allocation failures are not survivable here. */
_Noreturn void error_out_of_memory(void);

#endif
