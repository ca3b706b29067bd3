/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result_json: a result to JSON (contract section 5) and back. The worker processes of a sweep hand
 * their scenarios to the parent through the same text, so what is saved is what was computed.
 */
#ifndef MUSTER_RESULT_RESULT_JSON_H
#define MUSTER_RESULT_RESULT_JSON_H

#include <stdbool.h>

#include "result/result.h"

struct arena;
struct buf;
struct document;
struct document_part;
struct error;
struct json_writer;
struct value;

/* The whole result, ended by a newline. */
void result_json_write(const struct result *result, struct buf *out);

/* One scenario as one JSON object, ended by a newline. */
void result_json_write_scenario(const struct result_scenario *scenario, struct buf *out);

/* What is large in a result: for document_read_parts and document_parse_parts. Read from whole
 * trees or with these parts, a result is the same. */
const struct document_part *result_json_parts(void);

/* Read back; strings are copied to the arena. Errors name the path of the wrong value. Unknown keys
 * are ignored (a later version may have written them). */
bool result_json_read(const struct document *document, struct arena *arena, struct result *ret,
                      struct error *reterr);
bool result_json_read_scenario(const struct document *document, const struct value *value,
                               struct arena *arena, struct result_scenario *ret,
                               struct error *reterr);

#endif
