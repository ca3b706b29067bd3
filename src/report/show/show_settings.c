/* SPDX-License-Identifier: GPL-3.0-or-later */
/* muster.yaml of an estate that is written as CSV. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/intern.h"
#include "document/json_writer.h"
#include "estate/estate.h"
#include "report/show/show.h"
#include "report/show/show_csv.h"
#include "report/show/show_rule.h"

/* A JSON string is a YAML string in double quotes. */
static void quoted(struct buf *out, const char *text)
{
    struct json_writer json;
    json_init(&json, out);
    json_string(&json, text);
}

static void key_text(struct buf *out, const char *key, const char *text)
{
    buf_format(out, "%s: ", key);
    quoted(out, text);
    buf_add_char(out, '\n');
}

static void write_headroom_value(struct buf *out, const struct resource *resource,
                                 struct headroom headroom)
{
    if (headroom.kind == HEADROOM_SHARE) {
        char share[48];
        int n = snprintf(share, sizeof share, "%" PRId64 ".%04d", headroom.value / 10000,
                         (int)(headroom.value % 10000));
        while (n > 0 && share[n - 1] == '0')
            share[--n] = '\0';
        if (n > 0 && share[n - 1] == '.')
            share[--n] = '\0';
        buf_format(out, "%s%%", share);
    } else {
        buf_format(out, "%" PRId64 "%s", headroom.value, resource->unit == UNIT_MILLI ? "m" : "");
    }
}

/* {cpu: 5%, memory: 1073741824}; only what differs from `base` (NULL = none). False when empty. */
static bool write_headroom(struct buf *out, const struct estate *estate,
                           const struct headroom *headroom, const struct headroom *base)
{
    const char *separator = "{";
    for (int32_t r = 0; r < estate->resource_count; r++) {
        bool is_base =
            base && base[r].kind == headroom[r].kind && base[r].value == headroom[r].value;
        if (headroom[r].kind == HEADROOM_NONE || is_base)
            continue;
        buf_add_text(out, separator);
        quoted(out, estate->resources[r].name);
        buf_add_text(out, ": ");
        write_headroom_value(out, &estate->resources[r], headroom[r]);
        separator = ", ";
    }
    if (separator[0] == ',')
        buf_add_char(out, '}');
    return separator[0] == ',';
}

static void write_headroom_line(struct buf *out, const char *key, const struct estate *estate,
                                const struct headroom *headroom, const struct headroom *base)
{
    struct buf text;
    buf_init(&text);
    if (write_headroom(&text, estate, headroom, base))
        buf_format(out, "%s: %s\n", key, text.data);
    buf_release(&text);
}

static void write_duration(struct buf *out, const char *key, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        char letter;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    size_t i = 0;
    while (i < 3 && (seconds == 0 || seconds % units[i].seconds != 0))
        i++;
    buf_format(out, "%s: %" PRId64 "%c\n", key, seconds / units[i].seconds, units[i].letter);
}

static void write_unreserved(const struct estate *estate, struct buf *out)
{
    switch (estate->unreserved) {
    case UNRESERVED_LIMIT: buf_add_text(out, "unreserved: limit\n"); break;
    case UNRESERVED_ZERO: buf_add_text(out, "unreserved: zero\n"); break;
    case UNRESERVED_FAIL: buf_add_text(out, "unreserved: fail\n"); break;
    case UNRESERVED_AMOUNT:
        /* The amounts themselves are written as reservations, so none is assumed again. */
        buf_add_text(out, "unreserved: {cpu: 0}\n");
        break;
    }
}

/* ---- platform: patterns that match exactly the platform's stacks */

/* Are all stacks that the pattern (a name) would match the platform's? */
static bool is_safe(const struct estate *estate, const char *name)
{
    for (int32_t i = 0; i < estate->stack_count; i++) {
        const struct stack *stack = &estate->stacks[i];
        if (!stack->is_platform && (!strcmp(stack->name, name) || !strcmp(stack->name_space, name)))
            return false;
    }
    return name[0] && !strpbrk(name, "*?");
}

static bool is_listed(const struct intern *names, const char *name)
{
    return intern_find(names, name, strlen(name)) >= 0;
}

static void write_platform(struct show_csv_writer *writer, struct buf *out)
{
    const struct estate *estate = writer->estate;
    struct intern *names = intern_new();
    for (int32_t i = 0; i < estate->stack_count; i++) {
        const struct stack *stack = &estate->stacks[i];
        if (!stack->is_platform || is_listed(names, stack->name_space) ||
            is_listed(names, stack->name))
            continue;
        const char *name = is_safe(estate, stack->name_space) ? stack->name_space : stack->name;
        if (is_safe(estate, name))
            intern_add(names, name, strlen(name));
        else
            writer->needs_platform_row[i] = true;
    }
    buf_add_text(out, "platform: [");
    for (int32_t i = 0; i < intern_count(names); i++) {
        buf_add_text(out, i > 0 ? ", " : "");
        quoted(out, intern_name(names, i));
    }
    buf_add_text(out, "]\n");
    intern_free(names);
}

static void write_lend(const struct estate *estate, struct buf *out)
{
    if (estate->lend_count == 0)
        return;
    buf_add_text(out, "lend: [");
    for (int32_t i = 0; i < estate->lend_count; i++) {
        buf_add_text(out, i > 0 ? ", " : "");
        quoted(out, estate->lend[i]);
    }
    buf_add_text(out, "]\n");
}

static void write_scenarios(const struct estate *estate, struct buf *out)
{
    if (estate->scenario_count > 0)
        buf_add_text(out, "scenarios:\n");
    for (int32_t i = 0; i < estate->scenario_count; i++) {
        const struct named_scenario *scenario = &estate->scenarios[i];
        buf_add_text(out, "  - {name: ");
        quoted(out, scenario->name);
        buf_add_text(out, ", lose: [");
        for (int32_t k = 0; k < scenario->lose_count; k++) {
            buf_add_text(out, k > 0 ? ", " : "");
            quoted(out, scenario->lose[k]);
        }
        buf_add_text(out, "]}\n");
    }
}

static void write_captured(const struct cluster *cluster, struct buf *out)
{
    char text[40];
    struct tm parts;
    time_t when = (time_t)cluster->captured_s;
    if (cluster->has_captured && gmtime_r(&when, &parts) &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0)
        buf_format(out, "    captured: %s\n", text);
}

static void write_name_spaces(const struct estate *estate, int32_t cluster_ix, struct buf *out)
{
    const char *title = "    namespaces:\n";
    for (int32_t i = 0; i < estate->name_space_count; i++) {
        const struct name_space *name_space = &estate->name_spaces[i];
        struct json_writer json;
        if (name_space->cluster_ix != cluster_ix)
            continue;
        buf_format(out, "%s      - ", title);
        json_init(&json, out);
        json_object(&json, true);
        json_member_string(&json, "namespace", name_space->name);
        show_write_labels(&json, "labels", name_space->labels, name_space->label_count);
        json_end(&json);
        buf_add_char(out, '\n');
        title = "";
    }
}

static void write_quotas(const struct estate *estate, int32_t cluster_ix, struct buf *out)
{
    const char *title = "    quotas:\n";
    for (int32_t i = 0; i < estate->quota_count; i++) {
        const struct quota *quota = &estate->quotas[i];
        const struct resource *resource = &estate->resources[quota->resource];
        if (quota->cluster_ix != cluster_ix)
            continue;
        buf_format(out, "%s      - {quota: ", title);
        quoted(out, quota->name);
        buf_add_text(out, ", namespace: ");
        quoted(out, quota->name_space);
        buf_add_text(out, ", resource: ");
        quoted(out, resource->name);
        buf_format(out, "%s, hard: %" PRId64 "%s}\n", quota->is_limit ? ", limit: true" : "",
                   quota->hard, resource->unit == UNIT_MILLI ? "m" : "");
        title = "";
    }
}

/* JSON in one line is YAML too. */
static void write_budgets(const struct estate *estate, int32_t cluster_ix, struct buf *out)
{
    const char *title = "    budgets:\n";
    for (int32_t i = 0; i < estate->budget_count; i++) {
        struct json_writer json;
        struct buf text;
        if (estate->budgets[i].cluster_ix != cluster_ix)
            continue;
        buf_init(&text);
        json_init(&json, &text);
        json_list(&json, true);
        show_write_budget(&json, &estate->budgets[i]);
        json_end(&json);
        buf_format(out, "%s      - %.*s\n", title, (int)(text.length - 2), text.data + 1);
        buf_release(&text);
        title = "";
    }
}

static void write_cluster(struct show_csv_writer *writer, int32_t cluster_ix, struct buf *out)
{
    static const char *const roles[] = {"active", "standby-hot", "standby-cold"};
    const struct estate *estate = writer->estate;
    const struct cluster *cluster = &estate->clusters[cluster_ix];
    buf_add_text(out, "  - name: ");
    quoted(out, cluster->name);
    buf_format(out, "\n    orchestrator: %s\n    role: %s\n",
               orchestrator_name(cluster->orchestrator), roles[cluster->role]);
    if (cluster->region[0])
        key_text(out, "    region", cluster->region);
    if (cluster->environment[0])
        key_text(out, "    environment", cluster->environment);
    write_captured(cluster, out);
    write_headroom_line(out, "    headroom", estate, cluster->headroom, estate->headroom);
    if (cluster->is_partial)
        buf_add_text(out, "    partial: true\n");
    write_name_spaces(estate, cluster_ix, out);
    write_quotas(estate, cluster_ix, out);
    write_budgets(estate, cluster_ix, out);
}

void show_write_settings(struct show_csv_writer *writer)
{
    const struct estate *estate = writer->estate;
    struct buf *out = writer->out->settings;
    buf_add_text(out, "muster: 1\n");
    key_text(out, "name", estate->name);
    buf_format(out, "critical_tier: %d\n", (int)estate->critical_tier);
    write_headroom_line(out, "headroom", estate, estate->headroom, NULL);
    write_unreserved(estate, out);
    if (estate->has_max_age)
        write_duration(out, "max_age", estate->max_age_s);
    write_lend(estate, out);
    write_platform(writer, out);
    write_scenarios(estate, out);
    buf_add_text(out, "clusters:\n");
    for (int32_t i = 0; i < estate->cluster_count; i++)
        write_cluster(writer, i, out);
    buf_format(out, "sources: [nodes.csv, workloads.csv%s]\nstacks: stacks.csv\n",
               estate->placement_count > 0 ? ", placements.csv" : "");
}
