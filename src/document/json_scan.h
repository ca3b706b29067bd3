/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_scan: reads JSON text once, strictly, before cJSON does. cJSON takes more than JSON (any
 * control character as white space, 01, raw line ends in strings), loses digits of numbers, and
 * cannot say where it failed. Private to document/.
 */
#ifndef MUSTER_DOCUMENT_JSON_SCAN_H
#define MUSTER_DOCUMENT_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/caps.h"

struct error;

/* What json_scan_next found. Commas and colons are checked on the way and are no tokens. */
enum json_token {
    JSON_OPEN,   /* of a list or a map: the character at start says of which */
    JSON_CLOSE,  /* likewise */
    JSON_KEY,    /* in quotes */
    JSON_STRING, /* in quotes */
    JSON_NUMBER,
    JSON_WORD, /* true, false, null */
    JSON_END,  /* of the text, where it may end */
    JSON_MORE, /* the text at hand ends inside a token; pos stands before it */
    JSON_BAD,  /* not JSON, or past a cap; *reterr says what */
};

/* What the grammar wants next; the first one begins a text. */
enum json_want {
    JSON_WANT_VALUE,
    JSON_WANT_ITEM_OR_END,
    JSON_WANT_KEY,
    JSON_WANT_KEY_OR_END,
    JSON_WANT_COLON,
    JSON_WANT_NEXT,
};

/* A text that is read token by token. Set text, n, is_last and reterr, all else 0. After JSON_MORE
 * more text follows: the same bytes from pos on, then new ones (text, n, pos, is_last are set
 * again). Places in errors are right only in a text that was whole from the start; with reterr NULL
 * nothing is said. */
struct json_scan {
    const char *text; /* UTF-8 */
    size_t n;
    bool is_last; /* the text ends at n */
    size_t pos;
    size_t start;    /* the token is from here to pos */
    bool has_escape; /* a key or string with a backslash */
    bool is_spaced;  /* white space stands before pos */
    enum json_want want;
    size_t depth;              /* of open containers, after the token */
    char closers[CAP_DEPTH];   /* what ends each of them */
    size_t openers[CAP_DEPTH]; /* where it began */
    struct error *reterr;
};

enum json_token json_scan_next(struct json_scan *scan);

/* The text of n bytes between the quotes of a key or string that was scanned: escapes resolved.
 * out has room for n bytes; returns how many were written. */
size_t json_unescape(const char *text, size_t n, char *out);

/* Where a number stands in the text. */
struct json_number {
    size_t offset;
    size_t length;
};

/* All numbers of a text in their order; free(items) releases it. */
struct json_numbers {
    struct json_number *items;
    size_t count;
    size_t room;
};

/* Check that the n bytes are one or more JSON values with white space between them (RFC 8259; n 0
 * or only white space is an error), nested at most CAP_DEPTH deep, strings of at most
 * CAP_SCALAR_BYTES, no \u0000. The text is UTF-8 already. Else false with line, column, what was
 * found and expected. */
bool json_scan(const char *text, size_t n, struct json_numbers *numbers, struct error *reterr);

#endif
