/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * why_json: reasons and margins as JSON, written and read back (doc/formats.md).
 */
#ifndef MUSTER_RESULT_WHY_WHY_JSON_H
#define MUSTER_RESULT_WHY_WHY_JSON_H

#include "result/reader.h"
#include "result/result.h"

struct json_writer;

/* "why" of a stack; nothing when it has no reasons. */
void why_write_reasons(struct json_writer *json, const struct result_stack *stack);
void why_read_reasons(struct reader *reader, const struct value *map, struct result_stack *ret);

/* "growth" of a tier; nothing when nothing bounds it. */
void why_write_growth(struct json_writer *json, const struct result_growth *growth);
void why_read_growth(struct reader *reader, const struct value *tier, struct result_growth *ret);

/* "margin" of a stack that fits. It follows from the rest of the answer and is not read back. */
void why_write_margin(struct json_writer *json, const struct result_answer *answer,
                      const struct result_stack *stack);

#endif
