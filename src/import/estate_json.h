/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_json: what `muster show -o json` wrote, back to calls of the builder. Stacks come settled:
 * their tiers, platform, requirements and assumptions are taken as they were found. What can be
 * worked out again (sums, counts, the digest) is not read. The estate that is sealed of it has the
 * digest of the one that was shown.
 */
#ifndef MUSTER_IMPORT_ESTATE_JSON_H
#define MUSTER_IMPORT_ESTATE_JSON_H

#include <stdbool.h>

struct keys_reader;
struct value;

/* Has it a kind, as what show wrote does, and no muster.yaml? */
bool estate_json_is(const struct value *root);

/* Read it; another kind (a result, what kubectl prints) is refused. Errors go to the reader's list.
 */
void estate_json_read(struct keys_reader *reader, const struct value *root);

#endif
