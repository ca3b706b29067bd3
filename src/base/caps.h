/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caps: every limit on input in one place. A cap names itself in its error.
 */
#ifndef MUSTER_BASE_CAPS_H
#define MUSTER_BASE_CAPS_H

#include <stdint.h>

#define CAP_FILE_BYTES ((size_t)4 << 30)    /* one input file */
#define CAP_YAML_BYTES ((size_t)64 << 20)   /* one YAML file: it is held as a tree */
#define CAP_DEPTH 200                       /* nesting of lists and maps, JSON and YAML */
#define CAP_SCALAR_BYTES ((size_t)16 << 20) /* one scalar */
#define CAP_ALIAS_VALUES 100000             /* values that YAML aliases may add to one document */
#define CAP_NAME_BYTES 1024                 /* a name of anything */
#define CAP_CSV_COLUMNS 256
#define CAP_CSV_ROWS 20000000
#define CAP_CLUSTERS 10000
#define CAP_NODES 2000000
#define CAP_STACKS 2000000
#define CAP_WORKLOADS 4000000
#define CAP_RESOURCES 64
#define CAP_REPLICAS ((int64_t)10000000) /* of one workload */
#define CAP_RULES 10000                  /* tier rules, or platform patterns, of one estate */
#define CAP_SCENARIOS 100000
#define CAP_QUANTITY ((int64_t)1 << 53) /* a single value: what every JSON reader holds exactly */

#endif
