/* SPDX-License-Identifier: GPL-3.0-or-later */
/* question: options that change the question, in the estate's indices. */
#ifndef MUSTER_CLI_QUESTION_H
#define MUSTER_CLI_QUESTION_H

#include <stdbool.h>

#include "model/plan.h"

struct cli_options;
struct error;
struct estate;

/* Fill *ret from --residents, --headroom, --only-tier and --no-eviction; it lives in the arena of
 * the options. False with ERROR_USAGE when --headroom names a resource that the estate does not
 * have, or options contradict each other. */
bool question_make(const struct cli_options *options, const struct estate *estate,
                   struct question_options *ret, struct error *reterr);

#endif
