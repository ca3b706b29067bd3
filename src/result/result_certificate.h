/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * result_certificate: the `certificate` of an answer as JSON, compact: lists of numbers that are
 * indices of the estate whose digest the result gives (doc/formats.md). One certificate has one
 * spelling: lists ascend where they have no order of their own, empty ones are left out, nothing
 * else may stand in it. Ranges that need the estate are checked by verify.
 */
#ifndef MUSTER_RESULT_RESULT_CERTIFICATE_H
#define MUSTER_RESULT_RESULT_CERTIFICATE_H

#include "model/certificate.h"

struct arena;
struct json_writer;
struct reader;
struct value;

/* Write the object itself, without its key. */
void result_certificate_write(struct json_writer *json, const struct certificate *certificate);

/* A copy, all of it in the arena. */
void result_certificate_copy(const struct certificate *from, struct arena *arena,
                             struct certificate *ret);

/* Read it from the object (NULL: nothing, the error is noted already); all zeros when it is wrong.
 */
void result_certificate_read(struct reader *reader, const struct value *map,
                             struct certificate *ret);

#endif
