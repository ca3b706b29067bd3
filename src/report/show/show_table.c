/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "estate/estate.h"
#include "report/line.h"
#include "report/show/show.h"
#include "report/show/show_sources.h"

enum {
    CLUSTER_WIDTH = 14,
    STACK_WIDTH = 32,
    TIER_CLASSES = 5, /* tiers 0 to 3, the rest as one */
};

static void amount(struct line *line, size_t end, const char *unit, int64_t value)
{
    char text[NUMBER_SIZE];
    number_amount(unit, value, true, text);
    line_right(line, end, SGR_PLAIN, text);
}

static void count(struct line *line, size_t end, int64_t value)
{
    char text[NUMBER_SIZE];
    number_count(value, text);
    line_right(line, end, SGR_PLAIN, text);
}

static void tier(struct line *line, size_t end, int32_t value)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%d", (int)value);
    line_right(line, end, SGR_PLAIN, text);
}

static size_t cluster_width(const struct estate *estate)
{
    size_t width = 7;
    for (int32_t i = 0; i < estate->cluster_count; i++) {
        size_t columns = line_measure(estate->clusters[i].name, CLUSTER_WIDTH);
        width = columns > width ? columns : width;
    }
    return width;
}

/* "24/26": schedulable of all; one number where both are equal. */
static void write_nodes(const struct estate *estate, const struct cluster *cluster, size_t end,
                        struct line *line)
{
    char text[NUMBER_SIZE];
    int32_t schedulable = 0;
    for (int32_t i = 0; i < cluster->node_count; i++)
        schedulable += estate->nodes[cluster->first_node + i].is_schedulable &&
                       estate->nodes[cluster->first_node + i].is_ready;
    if (schedulable == cluster->node_count)
        snprintf(text, sizeof text, "%d", (int)cluster->node_count);
    else
        snprintf(text, sizeof text, "%d/%d", (int)schedulable, (int)cluster->node_count);
    line_right(line, end, SGR_PLAIN, text);
}

static void write_captured(const struct cluster *cluster, size_t at, struct line *line)
{
    char text[NUMBER_SIZE] = "-";
    struct tm parts;
    time_t when = (time_t)cluster->captured_s;
    if (cluster->has_captured && gmtime_r(&when, &parts))
        strftime(text, sizeof text, "%Y-%m-%d", &parts);
    line_left(line, at, 10, SGR_PLAIN, text);
}

static void write_cluster_header(size_t at, bool is_wide, struct line *line)
{
    line_left(line, 0, 7, SGR_BOLD, "CLUSTER");
    line_left(line, at, 12, SGR_BOLD, "ORCHESTRATOR");
    line_right(line, at + 21, SGR_BOLD, "NODES");
    line_right(line, at + 28, SGR_BOLD, "PODS");
    line_right(line, at + 37, SGR_BOLD, "CORES");
    line_right(line, at + 47, SGR_BOLD, "RESERVED");
    size_t end = at + 47;
    if (is_wide)
        line_right(line, end += 10, SGR_BOLD, "LIMITS");
    line_right(line, end += 10, SGR_BOLD, "GiB");
    line_right(line, end += 10, SGR_BOLD, "RESERVED");
    if (is_wide) {
        line_right(line, end += 10, SGR_BOLD, "LIMITS");
        line_left(line, end + 2, 10, SGR_BOLD, "CAPTURED");
    }
    line_end(line);
}

static void write_clusters(const struct estate *estate, bool is_wide, struct line *line)
{
    struct show_sums sums;
    size_t at = cluster_width(estate) + 2;
    show_sums_init(&sums, estate);
    write_cluster_header(at, is_wide, line);
    for (int32_t i = 0; i < estate->cluster_count; i++) {
        const struct cluster *cluster = &estate->clusters[i];
        int64_t row = (int64_t)i * sums.resource_count;
        size_t end = at + 37;
        line_left(line, 0, at - 2, SGR_PLAIN, cluster->name);
        line_left(line, at, 12, SGR_PLAIN, orchestrator_name(cluster->orchestrator));
        write_nodes(estate, cluster, at + 21, line);
        count(line, at + 28, sums.cluster_pods[i]);
        for (int32_t r = RESOURCE_CPU; r <= RESOURCE_MEMORY; r++) {
            const char *unit = resource_unit_name(estate->resources[r].unit);
            amount(line, end, unit, sums.cluster_allocatable[row + r]);
            amount(line, end += 10, unit, sums.cluster_reserved[row + r]);
            if (is_wide)
                amount(line, end += 10, unit, sums.cluster_limits[row + r]);
            end += 10;
        }
        if (is_wide)
            write_captured(cluster, end - 8, line);
        line_end(line);
    }
    show_sums_release(&sums);
}

static int tier_class(const struct stack *stack)
{
    return stack->tier < TIER_CLASSES - 1 ? (int)stack->tier : TIER_CLASSES - 1;
}

static void write_tiers(const struct estate *estate, struct line *line)
{
    static const char *const heads[TIER_CLASSES] = {"TIER 0", "TIER 1", "TIER 2", "TIER 3",
                                                    "OTHER"};
    size_t at = cluster_width(estate);
    line_left(line, 0, 7, SGR_BOLD, "CLUSTER");
    line_right(line, at + 8, SGR_BOLD, "STACKS");
    for (size_t k = 0; k < TIER_CLASSES; k++)
        line_right(line, at + 8 + 8 * (k + 1), SGR_BOLD, heads[k]);
    line_right(line, at + 18 + 8 * TIER_CLASSES, SGR_BOLD, "PLATFORM");
    line_end(line);
    for (int32_t i = 0; i < estate->cluster_count; i++) {
        const struct cluster *cluster = &estate->clusters[i];
        int64_t tiers[TIER_CLASSES] = {0}, platform = 0;
        for (int32_t s = 0; s < cluster->stack_count; s++) {
            const struct stack *stack = &estate->stacks[cluster->first_stack + s];
            platform += stack->is_platform;
            tiers[tier_class(stack)] += !stack->is_platform;
        }
        line_left(line, 0, at, SGR_PLAIN, cluster->name);
        count(line, at + 8, cluster->stack_count - platform);
        for (size_t k = 0; k < TIER_CLASSES; k++)
            count(line, at + 8 + 8 * (k + 1), tiers[k]);
        count(line, at + 18 + 8 * TIER_CLASSES, platform);
        line_end(line);
    }
}

/* What the replicas of a stack reserve together, daemons as they run. */
static int64_t stack_reserved(const struct estate *estate, const struct stack *stack, int32_t r,
                              int64_t *ret_replicas)
{
    int64_t sum = 0;
    *ret_replicas = 0;
    for (int32_t i = 0; i < stack->workload_count; i++) {
        int32_t workload = stack->first_workload + i;
        int64_t replicas = estate->workloads[workload].replicas;
        sum += replicas * estate_reservation(estate, workload, r);
        *ret_replicas += replicas;
    }
    return sum;
}

static void write_stacks(const struct estate *estate, size_t width, struct line *line)
{
    size_t cluster_at = STACK_WIDTH + 2, at = cluster_at + cluster_width(estate);
    line_left(line, 0, STACK_WIDTH, SGR_BOLD, "STACK");
    line_left(line, cluster_at, 7, SGR_BOLD, "CLUSTER");
    line_right(line, at + 6, SGR_BOLD, "TIER");
    line_right(line, at + 16, SGR_BOLD, "REPLICAS");
    line_right(line, at + 26, SGR_BOLD, "CORES");
    line_right(line, at + 36, SGR_BOLD, "GiB");
    line_left(line, at + 38, 10, SGR_BOLD, "RULE");
    line_end(line);
    for (int32_t i = 0; i < estate->stack_count; i++) {
        const struct stack *stack = &estate->stacks[i];
        int64_t replicas;
        int64_t cpu = stack_reserved(estate, stack, RESOURCE_CPU, &replicas);
        int64_t memory = stack_reserved(estate, stack, RESOURCE_MEMORY, &replicas);
        struct buf name;
        buf_init(&name);
        buf_format(&name, "%s%s%s", stack->name_space, stack->name_space[0] ? "/" : "",
                   stack->name);
        line_left(line, 0, STACK_WIDTH, SGR_PLAIN, name.data);
        line_left(line, cluster_at, at - cluster_at, SGR_PLAIN,
                  estate->clusters[stack->cluster_ix].name);
        if (stack->is_platform)
            line_right(line, at + 6, SGR_PLAIN, "-");
        else
            tier(line, at + 6, stack->tier);
        count(line, at + 16, replicas);
        amount(line, at + 26, "milli", cpu);
        amount(line, at + 36, "bytes", memory);
        line_left(line, at + 38, width > at + 38 ? width - at - 38 : 1, SGR_PLAIN,
                  stack->is_platform ? "platform" : stack->tier_rule);
        line_end(line);
        buf_release(&name);
    }
}

void show_write_table(const struct estate *estate, const struct show_options *options,
                      struct buf *out)
{
    struct line line;
    int32_t critical = 0, platform = 0;
    for (int32_t i = 0; i < estate->stack_count; i++) {
        platform += estate->stacks[i].is_platform;
        critical +=
            !estate->stacks[i].is_platform && estate->stacks[i].tier <= estate->critical_tier;
    }
    line_init(&line, out, options->is_colored);
    line_left(&line, 0, 7, SGR_PLAIN, "estate ");
    line_left(&line, 7, 40, SGR_PLAIN, estate->name);
    buf_format(out, ": %d clusters, %d nodes, %d stacks, %d of them critical\n\n",
               (int)estate->cluster_count, (int)estate->node_count,
               (int)(estate->stack_count - platform), (int)critical);
    line.column = 0;
    write_clusters(estate, options->is_wide, &line);
    line_end(&line);
    write_tiers(estate, &line);
    show_write_sources(estate, options->is_wide, &line);
    if (options->is_wide) {
        line_end(&line);
        write_stacks(estate, options->width, &line);
    }
    buf_add_char(out, '\n');
    buf_format(out, "digest %s\n", estate->digest);
}
