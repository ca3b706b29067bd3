/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_rows: the header and the cells of one CSV file, with exact errors. Private to csv_source.
 */
#ifndef MUSTER_IMPORT_CSV_ROWS_H
#define MUSTER_IMPORT_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/caps.h"
#include "document/rows.h"
#include "estate/builder.h"
#include "import/csv/csv_source.h"

struct arena;
struct intern;

enum csv_column {
    COLUMN_CLUSTER,
    COLUMN_NODE,
    COLUMN_CPU,
    COLUMN_MEMORY,
    COLUMN_OS,
    COLUMN_ARCH,
    COLUMN_ZONE,
    COLUMN_PODS,
    COLUMN_EPHEMERAL,
    COLUMN_SCHEDULABLE,
    COLUMN_READY,
    COLUMN_LABELS,
    COLUMN_TAINTS,
    COLUMN_STACK,
    COLUMN_WORKLOAD,
    COLUMN_REPLICAS,
    COLUMN_NAMESPACE,
    COLUMN_TIER,
    COLUMN_WEIGHT,
    COLUMN_PRIORITY,
    COLUMN_ENVIRONMENT,
    COLUMN_CPU_LIMIT,
    COLUMN_MEMORY_LIMIT,
    COLUMN_NODE_SELECTOR,
    COLUMN_TOLERATIONS,
    COLUMN_MAX_PER_NODE,
    COLUMN_MAX_PER_ZONE,
    COLUMN_KIND,
    COLUMN_FAMILY,
    COLUMN_DAEMON,
    COLUMN_RUNNING,
    COLUMN_POD_LABELS,
    COLUMN_RULE,
    COLUMN_HOME_RULE,
    COLUMN_POD_RULE,
    COLUMN_PREEMPTION,
    COLUMN_VOLUMES,
    COLUMN_TEAM,
    COLUMN_TARGETS,
    COLUMN_NOT_TARGETS,
    COLUMN_PORTABLE,
    COLUMN_KEEP,
    COLUMN_REQUIRES,
    COLUMN_ACTIVE_ACTIVE,
    COLUMN_SPLIT,
    COLUMN_MIN_REPLICAS,
    COLUMN_FAILOVER,
    COLUMN_PLATFORM,
    COLUMN_ASSUMED,
    COLUMN_COUNT
};

struct csv_session {
    struct builder *builder;
    struct error_list *errors;
    struct arena *arena;       /* for the cells of one row; reset after it */
    struct intern *workloads;  /* keys of struct csv_workload_name */
    int32_t *workload_handles; /* [interned] handle of the builder; AMBIGUOUS, or -1 = refused */
    size_t workload_count, workload_room;
    struct intern *stacks; /* cluster, stack: for messages */
};

enum { WORKLOAD_AMBIGUOUS = -2 };

/* A file while it is read. */
struct csv_file {
    struct csv_session *session;
    enum csv_kind kind;
    const char *path;
    int32_t own_cluster;               /* -1 = any */
    int place[COLUMN_COUNT];           /* cell of a column, -1 = the file does not have it */
    int32_t resource[CAP_CSV_COLUMNS]; /* of a cell: the extended resource it holds, else -1 */
    bool is_limit[CAP_CSV_COLUMNS];    /* ... of which it holds the limit */
    size_t column_count;
    const struct row *row; /* the one being read */
};

/* ---- header */

/* Place the columns; false when one is unknown, refused, given twice or missing. */
bool csv_header(struct csv_file *file, const struct row *header);

/* ---- cells. All errors name file, row and column; an empty cell is no error unless said. */

/* Add an error about a column of the row (COLUMN_COUNT: about the row); always false. */
bool csv_refuse(struct csv_file *file, enum csv_column column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

struct origin csv_origin(const struct csv_file *file);

/* Text of a cell, "" when it is empty or not in the file. */
const char *csv_cell(const struct csv_file *file, enum csv_column column);

/* A name that must be there; false with an error when it is empty. */
bool csv_name(struct csv_file *file, enum csv_column column, const char **ret);

/* The cluster of the row, -1 with an error. */
int32_t csv_cluster(struct csv_file *file);

enum csv_found { CSV_ABSENT, CSV_GIVEN, CSV_WRONG };

/* A whole number from least to most. CSV_WRONG with an error. */
enum csv_found csv_integer(struct csv_file *file, enum csv_column column, int64_t least,
                           int64_t most, int64_t *ret);
/* The same of a part of the cell. */
enum csv_found csv_integer_text(struct csv_file *file, enum csv_column column, const char *text,
                                int64_t least, int64_t most, int64_t *ret);

/* A quantity of the resource `name`; up: round up. CSV_WRONG with an error. */
enum csv_found csv_quantity(struct csv_file *file, enum csv_column column, const char *name,
                            bool up, int64_t *ret);

/* The same for the extended resource in a cell. */
enum csv_found csv_resource(struct csv_file *file, size_t cell, bool up, int64_t *ret);

enum csv_found csv_bool(struct csv_file *file, enum csv_column column, bool *ret);

/* The parts of a cell between `;`, without spaces around them and without empty ones. Live until
 * the row ends. */
void csv_list(struct csv_file *file, enum csv_column column, const char *const **ret,
              int32_t *ret_count);

/* k=v;k=v, or {"k": "v"} as JSON. False with an error. */
bool csv_labels(struct csv_file *file, enum csv_column column, const struct label **ret,
                int32_t *ret_count);

bool csv_taints(struct csv_file *file, const struct taint **ret, int32_t *ret_count);
bool csv_tolerations(struct csv_file *file, const struct toleration **ret, int32_t *ret_count);

/* A cell of JSON, read by take with a reader whose arena is that of the row; null: the cell is
 * empty. False with an error. */
struct keys_reader;
struct value;
bool csv_json(struct csv_file *file, enum csv_column column,
              void (*take)(struct keys_reader *reader, const struct value *value, void *context),
              void *context);

/* What a placement says of its workload; NULL = not said. */
struct csv_workload_name {
    int32_t cluster;
    const char *name_space, *stack, *kind, *workload;
};

/* Remember under which handle (-1 = its row is wrong) placements will name a workload. */
void csv_remember_workload(struct csv_session *session, const struct csv_workload_name *name,
                           int32_t handle);

/* ---- rows, one function a kind of file */

void csv_node_row(struct csv_file *file);
void csv_workload_row(struct csv_file *file);
void csv_placement_row(struct csv_file *file);
void csv_stack_row(struct csv_file *file);

#endif
