/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/findings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/json_writer.h"
#include "estate/finding.h"
#include "report/csv.h"
#include "report/finding_codes.h"
#include "report/line.h"

enum { DAY_S = 86400, HOUR_S = 3600, WHERE_WIDTH_WIDE = 40 };

/* "9 days" from two days on, else "31 hours". */
static const char *age_text(int64_t seconds, struct arena *arena)
{
    if (seconds >= 2 * DAY_S)
        return arena_format(arena, "%" PRId64 " days", seconds / DAY_S);
    return arena_format(arena, "%" PRId64 " hour%s", seconds / HOUR_S,
                        seconds / HOUR_S == 1 ? "" : "s");
}

static int32_t add_stale(const struct estate *estate, int64_t now_s, struct arena *arena,
                         struct finding *items)
{
    int32_t count = 0;
    for (int32_t c = 0; c < estate->cluster_count; c++) {
        const struct cluster *cluster = &estate->clusters[c];
        int64_t age = now_s - cluster->captured_s;
        if (!estate->has_max_age || !cluster->has_captured || age <= estate->max_age_s)
            continue;
        items[count++] = (struct finding){
            .code = "stale-snapshot",
            .severity = SEVERITY_WARNING,
            .cluster_ix = c,
            .stack_ix = -1,
            .node_ix = -1,
            .text = arena_format(arena, "the snapshot is %s old, max_age is %s",
                                 age_text(age, arena), age_text(estate->max_age_s, arena))};
    }
    return count;
}

/* Findings beside the place they had, which breaks ties. */
struct ranked {
    struct finding finding;
    int32_t place;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->finding.severity != y->finding.severity)
        return x->finding.severity > y->finding.severity ? -1 : 1;
    int order = strcmp(x->finding.code, y->finding.code);
    return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

struct findings findings_collect(const struct estate *estate, const struct finding *more,
                                 int32_t more_count, int64_t now_s, struct arena *arena)
{
    struct findings findings = {.estate = estate, .count = estate->finding_count};
    size_t room =
        (size_t)estate->finding_count + (size_t)more_count + (size_t)estate->cluster_count;
    struct finding *items = ARENA_NEW(arena, room, struct finding);
    struct ranked *ranked = ARENA_NEW(arena, room, struct ranked);
    for (int32_t i = 0; i < estate->finding_count; i++)
        items[i] = estate->findings[i];
    for (int32_t i = 0; i < more_count; i++)
        items[findings.count++] = more[i];
    findings.count += add_stale(estate, now_s, arena, items + findings.count);
    for (int32_t i = 0; i < findings.count; i++) {
        ranked[i] = (struct ranked){items[i], i};
        findings.by_severity[items[i].severity]++;
    }
    qsort(ranked, (size_t)findings.count, sizeof *ranked, compare_ranked);
    for (int32_t i = 0; i < findings.count; i++)
        items[i] = ranked[i].finding;
    findings.items = items;
    return findings;
}

static const char *sgr_of(enum severity severity)
{
    return severity == SEVERITY_ERROR     ? SGR_BAD
           : severity == SEVERITY_WARNING ? SGR_WARN
                                          : SGR_PLAIN;
}

/* Where the columns begin. */
struct columns {
    size_t code, where, text;
    size_t where_width;
};

static struct columns lay_out(const struct findings *findings, size_t where_max)
{
    struct columns columns = {.code = 10, .where_width = 5};
    size_t code_width = 4;
    struct buf where;
    buf_init(&where);
    for (int32_t i = 0; i < findings->count; i++) {
        buf_clear(&where);
        finding_add_where(findings->estate, &findings->items[i], &where);
        size_t width = line_measure(where.data, where_max);
        size_t code = line_measure(findings->items[i].code, 40);
        columns.where_width = width > columns.where_width ? width : columns.where_width;
        code_width = code > code_width ? code : code_width;
    }
    buf_release(&where);
    columns.where = columns.code + code_width + 2;
    columns.text = columns.where + columns.where_width + 2;
    return columns;
}

static void write_header(const struct columns *columns, bool is_wide, struct line *line)
{
    line_left(line, 0, 8, SGR_BOLD, "SEVERITY");
    line_left(line, columns->code, 4, SGR_BOLD, "CODE");
    line_left(line, columns->where, 5, SGR_BOLD, "WHERE");
    if (is_wide)
        line_left(line, columns->text, 4, SGR_BOLD, "WHAT");
    line_end(line);
}

/* Wide: the text beside the rest. Narrow: below it. */
static void write_finding(const struct findings *findings, const struct finding *finding,
                          const struct findings_options *options, const struct columns *columns,
                          struct line *line)
{
    struct buf where;
    size_t at = options->is_wide ? columns->text : columns->code;
    buf_init(&where);
    finding_add_where(findings->estate, finding, &where);
    line_left(line, 0, 8, sgr_of(finding->severity), severity_name(finding->severity));
    line_left(line, columns->code, columns->where - columns->code - 2, SGR_PLAIN, finding->code);
    line_left(line, columns->where, columns->where_width, SGR_PLAIN, where.data);
    if (!options->is_wide)
        line_end(line);
    line_wrapped(line, at, options->width, finding->text);
    line_end(line);
    buf_release(&where);
}

/* How many findings from `first` on are one group; 1 = it stands for itself. */
static int32_t group_size(const struct findings *findings, int32_t first,
                          const struct findings_options *options)
{
    const struct finding *head = &findings->items[first];
    int32_t end = first + 1;
    while (end < findings->count && findings->items[end].severity == head->severity &&
           strcmp(findings->items[end].code, head->code) == 0)
        end++;
    bool is_one = options->is_whole || head->severity == SEVERITY_ERROR ||
                  end - first < FINDINGS_GROUP || !finding_code_find(head->code);
    return is_one ? 1 : end - first;
}

/* "alpha/web, alpha/db, ..." in at most `width` columns; one place after the other is said once. */
static void add_places(const struct findings *findings, int32_t first, int32_t count, size_t width,
                       struct buf *out)
{
    struct buf where, last;
    buf_init(&where);
    buf_init(&last);
    for (int32_t i = 0, shown = 0; i < count; i++) {
        buf_clear(&where);
        finding_add_where(findings->estate, &findings->items[first + i], &where);
        if (where.length == 0 || (shown > 0 && strcmp(where.data, last.data) == 0))
            continue;
        if (line_measure(out->data, SIZE_MAX) + line_measure(where.data, SIZE_MAX) + 7 > width &&
            shown > 0) {
            buf_add_text(out, ", ...");
            break;
        }
        buf_format(out, "%s%s", shown++ > 0 ? ", " : "", where.data);
        buf_clear(&last);
        buf_add_text(&last, where.data);
    }
    buf_release(&where);
    buf_release(&last);
}

static void write_group(const struct findings *findings, int32_t first, int32_t count,
                        const struct findings_options *options, const struct columns *columns,
                        struct line *line)
{
    const struct finding *finding = &findings->items[first];
    size_t room = options->width > columns->where + 20 ? options->width - columns->where : 20;
    struct buf title, places;
    buf_init(&title);
    buf_init(&places);
    buf_format(&title, "%d: %s", (int)count, finding_code_find(finding->code)->title);
    add_places(findings, first, count, options->width - columns->code, &places);
    line_left(line, 0, 8, sgr_of(finding->severity), severity_name(finding->severity));
    line_left(line, columns->code, columns->where - columns->code - 2, SGR_PLAIN, finding->code);
    line_left(line, columns->where, room, SGR_PLAIN, title.data);
    line_end(line);
    line_wrapped(line, columns->code, options->width, places.data);
    line_end(line);
    buf_release(&title);
    buf_release(&places);
}

void findings_write_table(const struct findings *findings, const struct findings_options *options,
                          struct buf *out)
{
    struct line line;
    struct columns columns =
        lay_out(findings, options->is_wide ? WHERE_WIDTH_WIDE : options->width / 2);
    const int32_t *n = findings->by_severity;
    bool has_groups = false;
    line_init(&line, out, options->is_colored);
    if (findings->count > 0)
        write_header(&columns, options->is_wide, &line);
    for (int32_t i = 0, size; i < findings->count; i += size) {
        size = group_size(findings, i, options);
        has_groups |= size > 1;
        if (size > 1)
            write_group(findings, i, size, options, &columns, &line);
        else
            write_finding(findings, &findings->items[i], options, &columns, &line);
    }
    if (findings->count > 0)
        line_end(&line);
    line_left(&line, 0, 7, SGR_PLAIN, "estate ");
    line_left(&line, 7, 40, SGR_PLAIN, findings->estate->name);
    buf_format(out, ": %d error%s, %d warning%s, %d info%s\n", (int)n[SEVERITY_ERROR],
               n[SEVERITY_ERROR] == 1 ? "" : "s", (int)n[SEVERITY_WARNING],
               n[SEVERITY_WARNING] == 1 ? "" : "s", (int)n[SEVERITY_INFO],
               has_groups ? " (-v lists each)" : "");
}

void findings_write_json(const struct findings *findings, const char *version, struct buf *out)
{
    const struct estate *estate = findings->estate;
    struct json_writer json;
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", version);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "findings");
    json_key(&json, "estate");
    json_object(&json, true);
    json_member_string(&json, "name", estate->name);
    json_member_string(&json, "digest", estate->digest);
    json_end(&json);
    json_key(&json, "findings");
    json_list(&json, false);
    for (int32_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        json_object(&json, true);
        json_member_string(&json, "severity", severity_name(finding->severity));
        json_member_string(&json, "code", finding->code);
        if (finding->cluster_ix >= 0)
            json_member_string(&json, "cluster", estate->clusters[finding->cluster_ix].name);
        if (finding->stack_ix >= 0) {
            const struct stack *stack = &estate->stacks[finding->stack_ix];
            if (stack->name_space[0])
                json_member_string(&json, "namespace", stack->name_space);
            json_member_string(&json, "stack", stack->name);
        }
        if (finding->node_ix >= 0)
            json_member_string(&json, "node", estate->nodes[finding->node_ix].name);
        json_member_string(&json, "text", finding->text);
        json_end(&json);
    }
    json_end(&json);
    json_key(&json, "summary");
    json_object(&json, true);
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
        json_member_integer(&json, severity_name((enum severity)severity),
                            findings->by_severity[severity]);
    json_end(&json);
    json_end(&json);
    buf_add_char(out, '\n');
}

void findings_write_csv(const struct findings *findings, struct buf *out)
{
    const struct estate *estate = findings->estate;
    buf_add_text(out, "severity,code,cluster,namespace,stack,node,text\n");
    for (int32_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        const struct stack *stack =
            finding->stack_ix >= 0 ? &estate->stacks[finding->stack_ix] : NULL;
        csv_defused_cell(out, severity_name(finding->severity), true);
        csv_defused_cell(out, finding->code, false);
        csv_defused_cell(
            out, finding->cluster_ix >= 0 ? estate->clusters[finding->cluster_ix].name : "", false);
        csv_defused_cell(out, stack ? stack->name_space : "", false);
        csv_defused_cell(out, stack ? stack->name : "", false);
        csv_defused_cell(out, finding->node_ix >= 0 ? estate->nodes[finding->node_ix].name : "",
                         false);
        csv_defused_cell(out, finding->text, false);
        buf_add_char(out, '\n');
    }
}
