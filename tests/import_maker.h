/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_maker: estates from texts, for the unit tests of estate and import.
 */
#ifndef MUSTER_TESTS_IMPORT_MAKER_H
#define MUSTER_TESTS_IMPORT_MAKER_H

#include "base/buf.h"
#include "base/error.h"
#include "estate/estate.h"

/* Write the texts (NULL = no such file) to a fresh folder as muster.yaml, nodes.csv, workloads.csv,
 * placements.csv, stacks.csv, import it, and remove it. NULL with *errors; free with estate_free.
 */
struct import_texts {
    const char *muster, *nodes, *workloads, *placements, *stacks;
};
struct estate *import_texts(const struct import_texts *texts, struct error_list *errors);

/* All errors as lines, with the name of that folder left out at their start and as DIR elsewhere.
 * Starts *out; release it. */
void import_errors(const struct error_list *errors, struct buf *out);

/* Import what must fail, and compare these lines. */
void import_bad(const struct import_texts *texts, const char *expected);

/* Import what must be good, with `clusters` and `sources` added to the settings: csv clusters a and
 * b. Fails the test with the errors if it is not. */
struct estate *import_good(const struct import_texts *texts);

/* The findings with this code as lines "CLUSTER/STACK/NODE: TEXT", "" for those it is not about.
 * Static. */
const char *findings_of(const struct estate *estate, const char *code);

#endif
