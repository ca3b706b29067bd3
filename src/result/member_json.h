/* SPDX-License-Identifier: GPL-3.0-or-later */
/* member_json: the clusters of the estate, and amounts by resource, as JSON. Private to result/. */
#ifndef MUSTER_RESULT_MEMBER_JSON_H
#define MUSTER_RESULT_MEMBER_JSON_H

#include "result/result.h"

struct json_writer;
struct reader;
struct value;

/* {"cpu":24000,"memory":...} under key. */
void result_amounts_write(struct json_writer *json, const char *key,
                          const struct result_amount *amounts, int32_t count);
/* Absent: none. */
const struct result_amount *result_amounts_read(struct reader *reader, const struct value *map,
                                                const char *key, int32_t *ret_count);

/* The member "clusters" of a result; left out where there is none. */
void result_members_write(struct json_writer *json, const struct result *result);
void result_members_read(struct reader *reader, const struct value *top, struct result *ret);

#endif
