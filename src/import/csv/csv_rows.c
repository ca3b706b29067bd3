/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers and single cells. */
#include "import/csv/csv_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/quantity.h"
#include "estate/suggest.h"

/* ---- which file has which columns: R required, o optional */

struct column {
    const char *name;
    char use[CSV_KIND_COUNT + 1]; /* nodes, workloads, placements, stacks */
};

static const struct column columns[] = {
    [COLUMN_CLUSTER] = {"cluster", "RRRo"},
    [COLUMN_NODE] = {"node", "R-R-"},
    [COLUMN_CPU] = {"cpu", "RR--"},
    [COLUMN_MEMORY] = {"memory", "RR--"},
    [COLUMN_OS] = {"os", "oo--"},
    [COLUMN_ARCH] = {"arch", "oo--"},
    [COLUMN_ZONE] = {"zone", "o---"},
    [COLUMN_PODS] = {"pods", "o---"},
    [COLUMN_EPHEMERAL] = {"ephemeral_storage", "oo--"},
    [COLUMN_SCHEDULABLE] = {"schedulable", "o---"},
    [COLUMN_READY] = {"ready", "o---"},
    [COLUMN_LABELS] = {"labels", "o---"},
    [COLUMN_TAINTS] = {"taints", "o---"},
    [COLUMN_STACK] = {"stack", "-RRR"},
    [COLUMN_WORKLOAD] = {"workload", "-RR-"},
    [COLUMN_REPLICAS] = {"replicas", "-RR-"},
    [COLUMN_NAMESPACE] = {"namespace", "-ooo"},
    [COLUMN_TIER] = {"tier", "-o-o"},
    [COLUMN_WEIGHT] = {"weight", "-o-o"},
    [COLUMN_PRIORITY] = {"priority", "-o--"},
    [COLUMN_ENVIRONMENT] = {"environment", "-o-o"},
    [COLUMN_CPU_LIMIT] = {"cpu_limit", "-o--"},
    [COLUMN_MEMORY_LIMIT] = {"memory_limit", "-o--"},
    [COLUMN_NODE_SELECTOR] = {"node_selector", "-o--"},
    [COLUMN_TOLERATIONS] = {"tolerations", "-o--"},
    [COLUMN_MAX_PER_NODE] = {"max_per_node", "-o--"},
    [COLUMN_MAX_PER_ZONE] = {"max_per_zone", "-o--"},
    [COLUMN_KIND] = {"kind", "-oo-"},
    [COLUMN_FAMILY] = {"family", "-o--"},
    [COLUMN_DAEMON] = {"daemon", "-o--"},
    [COLUMN_RUNNING] = {"running", "-o--"},
    [COLUMN_POD_LABELS] = {"pod_labels", "-o--"},
    [COLUMN_RULE] = {"rule", "-o--"},
    [COLUMN_HOME_RULE] = {"home_rule", "-o--"},
    [COLUMN_POD_RULE] = {"pod_rule", "-o--"},
    [COLUMN_PREEMPTION] = {"preemption_policy", "-o--"},
    [COLUMN_VOLUMES] = {"volumes", "-o--"},
    [COLUMN_TEAM] = {"team", "---o"},
    [COLUMN_TARGETS] = {"targets", "---o"},
    [COLUMN_NOT_TARGETS] = {"not_targets", "---o"},
    [COLUMN_PORTABLE] = {"portable", "---o"},
    [COLUMN_KEEP] = {"keep", "---o"},
    [COLUMN_REQUIRES] = {"requires", "---o"},
    [COLUMN_ACTIVE_ACTIVE] = {"active_active", "---o"},
    [COLUMN_SPLIT] = {"split", "---o"},
    [COLUMN_MIN_REPLICAS] = {"min_replicas", "---o"},
    [COLUMN_FAILOVER] = {"failover_replicas", "-o-o"},
    [COLUMN_PLATFORM] = {"platform", "---o"},
    [COLUMN_ASSUMED] = {"assumed", "---o"},
};

enum { COLUMN_NAMES = sizeof columns / sizeof *columns };

static const char resource_prefix[] = "resource:";
static const char limit_prefix[] = "limit:";

const char *csv_kind_name(enum csv_kind kind)
{
    static const char *const names[] = {"nodes", "workloads", "placements", "stacks"};
    return names[kind];
}

/* Is `name` one of the cells of an unparsed header? Quotes around a cell do not count. */
static bool names_column(const char *header, const char *name)
{
    size_t n = strlen(name);
    for (const char *cell = header; cell; cell = strchr(cell, ',')) {
        cell += *cell == ',';
        const char *start = cell + (*cell == '"');
        char end = start[0] && strncmp(start, name, n) == 0 ? start[n] : 'x';
        if (end == '\0' || end == ',' || end == '"')
            return true;
    }
    return false;
}

enum csv_kind csv_kind_of(const char *header)
{
    bool has_workload = names_column(header, "workload");
    if (names_column(header, "node"))
        return has_workload ? CSV_PLACEMENTS : CSV_NODES;
    if (has_workload)
        return CSV_WORKLOADS;
    return names_column(header, "stack") ? CSV_STACKS : CSV_KIND_COUNT;
}

/* ---- header */

static void header_error(struct csv_file *file, long line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void header_error(struct csv_file *file, long line, const char *format, ...)
{
    struct error error = {.code = ERROR_INPUT};
    va_list args;
    va_start(args, format);
    vsnprintf(error.text, sizeof error.text, format, args);
    va_end(args);
    error_at(&error, file->path, line, 0);
    error_list_add(file->session->errors, &error);
}

static void refuse_unknown(struct csv_file *file, long line, const char *name)
{
    const char *names[COLUMN_NAMES];
    size_t count = 0;
    char end[SUGGEST_SIZE];
    for (size_t i = 0; i < COLUMN_NAMES; i++)
        if (columns[i].use[file->kind] == 'R' || columns[i].use[file->kind] == 'o')
            names[count++] = columns[i].name;
    header_error(file, line, "unknown column of %s: found \"%.150s\"; %s",
                 csv_kind_name(file->kind), name, suggest(name, names, count, end));
}

/* resource:NAME or limit:NAME. cpu and its like have columns of their own. */
static void place_resource(struct csv_file *file, long line, size_t cell, bool is_limit,
                           const char *name)
{
    static const char *const own[][3] = {{"cpu", "cpu", "cpu_limit"},
                                         {"memory", "memory", "memory_limit"},
                                         {"pods", "pods", NULL},
                                         {"ephemeral-storage", "ephemeral_storage", NULL}};
    const char *prefix = is_limit ? limit_prefix : resource_prefix;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(name, own[i][0]) == 0 && own[i][1 + is_limit]) {
            header_error(file, line,
                         "column %s%s: found a resource that has its own "
                         "column; expected the column %s",
                         prefix, name, own[i][1 + is_limit]);
            return;
        }
    }
    struct origin origin = {file->path, line, 0, NULL};
    file->resource[cell] = builder_resource(file->session->builder, name, &origin);
    file->is_limit[cell] = is_limit;
    for (size_t i = 0; i < cell; i++)
        if (file->resource[cell] >= 0 && file->resource[i] == file->resource[cell] &&
            file->is_limit[i] == is_limit)
            header_error(file, line,
                         "column given twice: found \"%s%.150s\" again; "
                         "expected each column once",
                         prefix, name);
}

static void place_column(struct csv_file *file, long line, size_t cell, const char *name)
{
    size_t prefix = sizeof resource_prefix - 1, limit = sizeof limit_prefix - 1;
    bool has_resources = file->kind == CSV_NODES || file->kind == CSV_WORKLOADS;
    if (has_resources && strncmp(name, resource_prefix, prefix) == 0) {
        place_resource(file, line, cell, false, name + prefix);
        return;
    }
    if (file->kind == CSV_WORKLOADS && strncmp(name, limit_prefix, limit) == 0) {
        place_resource(file, line, cell, true, name + limit);
        return;
    }
    size_t i = 0;
    while (i < COLUMN_NAMES && strcmp(columns[i].name, name) != 0)
        i++;
    char use = i < COLUMN_NAMES ? columns[i].use[file->kind] : '-';
    if (use == '-')
        refuse_unknown(file, line, name);
    else if (file->place[i] >= 0)
        header_error(file, line,
                     "column given twice: found \"%s\" again; expected each column once", name);
    else
        file->place[i] = (int)cell;
}

bool csv_header(struct csv_file *file, const struct row *header)
{
    size_t before = file->session->errors->total;
    file->column_count = header->count;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        file->place[i] = -1;
    for (size_t i = 0; i < header->count; i++)
        file->resource[i] = -1;
    for (size_t i = 0; i < header->count; i++)
        place_column(file, header->line, i, header->cells[i]);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (columns[i].use[file->kind] == 'R' && file->place[i] < 0)
            header_error(file, header->line, "missing column of %s: found no \"%s\"",
                         csv_kind_name(file->kind), columns[i].name);
    return file->session->errors->total == before;
}

/* ---- cells */

static void row_error(struct csv_file *file, const char *column, const char *text)
{
    struct error error = {.code = ERROR_INPUT};
    snprintf(error.text, sizeof error.text, "%s", text);
    snprintf(error.field, sizeof error.field, "row %ld%s%.200s", file->row->number,
             column ? ", column " : "", column ? column : "");
    error_at(&error, file->path, file->row->line, 0);
    error_list_add(file->session->errors, &error);
}

bool csv_refuse(struct csv_file *file, enum csv_column column, const char *format, ...)
{
    char text[sizeof((struct error *)NULL)->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    row_error(file, column < COLUMN_COUNT ? columns[column].name : NULL, text);
    return false;
}

struct origin csv_origin(const struct csv_file *file)
{
    struct origin origin = {file->path, file->row->line, 0, NULL};
    return origin;
}

const char *csv_cell(const struct csv_file *file, enum csv_column column)
{
    return file->place[column] >= 0 ? file->row->cells[file->place[column]] : "";
}

bool csv_name(struct csv_file *file, enum csv_column column, const char **ret)
{
    const char *text = csv_cell(file, column);
    if (!text[0])
        return csv_refuse(file, column, "empty cell: expected a name");
    *ret = text;
    return true;
}

enum csv_found csv_integer(struct csv_file *file, enum csv_column column, int64_t least,
                           int64_t most, int64_t *ret)
{
    return csv_integer_text(file, column, csv_cell(file, column), least, most, ret);
}

enum csv_found csv_integer_text(struct csv_file *file, enum csv_column column, const char *text,
                                int64_t least, int64_t most, int64_t *ret)
{
    enum { MOST_DIGITS = 16 }; /* 10^16 is more than any of the caps */
    bool is_negative = text[0] == '-';
    const char *digits = text + is_negative;
    size_t n = strspn(digits, "0123456789");
    int64_t value = 0;
    if (!text[0])
        return CSV_ABSENT;
    for (size_t i = 0; i < n && i < MOST_DIGITS; i++)
        value = 10 * value + (digits[i] - '0');
    value = is_negative ? -value : value;
    if (n > 0 && n <= MOST_DIGITS && digits[n] == '\0' && value >= least && value <= most) {
        *ret = value;
        return CSV_GIVEN;
    }
    csv_refuse(file, column, "%s: found \"%.60s\"; expected a whole number from %lld to %lld",
               n > 0 && digits[n] == '\0' ? "number out of range" : "not a whole number", text,
               (long long)least, (long long)most);
    return CSV_WRONG;
}

/* A quantity in the text of a cell. */
static enum csv_found read_quantity(struct csv_file *file, const char *column, const char *text,
                                    const char *resource, bool up, int64_t *ret)
{
    struct error error;
    int scale = resource_unit_of(resource) == UNIT_MILLI ? 3 : 0;
    if (!text[0])
        return CSV_ABSENT;
    if (quantity_parse(text, strlen(text), scale, up ? QUANTITY_UP : QUANTITY_DOWN, ret, &error))
        return CSV_GIVEN;
    row_error(file, column, error.text);
    return CSV_WRONG;
}

enum csv_found csv_quantity(struct csv_file *file, enum csv_column column, const char *name,
                            bool up, int64_t *ret)
{
    return read_quantity(file, columns[column].name, csv_cell(file, column), name, up, ret);
}

enum csv_found csv_resource(struct csv_file *file, size_t cell, bool up, int64_t *ret)
{
    const char *text = file->row->cells[cell];
    const char *name = builder_resource_name(file->session->builder, file->resource[cell]);
    char column[CAP_NAME_BYTES + sizeof resource_prefix];
    if (!text[0])
        return CSV_ABSENT;
    snprintf(column, sizeof column, "%s%s", file->is_limit[cell] ? limit_prefix : resource_prefix,
             name);
    return read_quantity(file, column, text, name, up, ret);
}

enum csv_found csv_bool(struct csv_file *file, enum csv_column column, bool *ret)
{
    static const char *const words[] = {"true", "yes", "1", "false", "no", "0"};
    const char *text = csv_cell(file, column);
    if (!text[0])
        return CSV_ABSENT;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *ret = i < 3;
            return CSV_GIVEN;
        }
    }
    csv_refuse(file, column, "not a truth value: found \"%.60s\"; expected true or false", text);
    return CSV_WRONG;
}
