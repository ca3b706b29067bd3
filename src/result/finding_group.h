/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finding_group: findings of an estate in a result, equal codes together (`findings` of the JSON).
 */
#ifndef MUSTER_RESULT_FINDING_GROUP_H
#define MUSTER_RESULT_FINDING_GROUP_H

#include "estate/estate.h"
#include "result/result.h"

struct arena;
struct json_writer;
struct reader;
struct value;

/* How many places of a group are named. */
enum { FINDING_WHERE_MAX = 3 };

/* The findings of the estate and `more` that others have. */
void result_tell_findings(const struct estate *estate, const struct finding *more,
                          int32_t more_count, struct arena *arena, struct result *ret);

void result_findings_write(struct json_writer *json, const struct result *result);
void result_findings_read(struct reader *reader, const struct value *top, struct result *ret);

#endif
