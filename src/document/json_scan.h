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

struct error;

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
