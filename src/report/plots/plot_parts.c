/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "report/line.h"
#include "report/plots/plot.h"
#include "report/table/table.h"

bool is_critical(const struct result *result, const struct result_stack *stack)
{
    return stack->tier <= result->critical_tier;
}

bool is_displaced(const struct result_stack *stack)
{
    return stack->verdict != VERDICT_AFFECTED && stack->verdict != VERDICT_UNAFFECTED;
}

/* The name, unless it is only "lose" and what is lost. */
static bool is_plain_name(const struct result_scenario *scenario)
{
    return strncmp(scenario->name, "lose ", 5) == 0;
}

const char *scenario_short(struct arena *arena, const struct result_scenario *scenario, size_t most)
{
    if (!is_plain_name(scenario) || scenario->lost_count == 0)
        return name_elide(arena, scenario->name, 2 * most + 3);
    if (scenario->lost_count == 1)
        return name_elide(arena, scenario->lost[0], most + 8);
    const char *first = name_elide(arena, scenario->lost[0], most);
    const char *second = name_elide(arena, scenario->lost[1], most);
    if (scenario->lost_count == 2)
        return arena_format(arena, "%s + %s", first, second);
    return arena_format(arena, "%s + %s + %d more", first, second, (int)scenario->lost_count - 2);
}

const char *scenario_subject(struct arena *arena, const struct result_scenario *scenario)
{
    return arena_format(arena, "%s %s", is_plain_name(scenario) ? "Losing" : "Scenario",
                        scenario_short(arena, scenario, 24));
}

const char *result_unit(const struct result *result, const char *resource)
{
    for (int32_t i = 0; i < result->resource_count; i++)
        if (!strcmp(result->resources[i].name, resource))
            return result->resources[i].unit;
    return "count";
}

const struct result_usage *find_usage(const struct result_cluster *cluster, const char *resource)
{
    for (int32_t i = 0; i < cluster->resource_count; i++)
        if (!strcmp(cluster->resources[i].resource, resource))
            return &cluster->resources[i];
    return NULL;
}

const char *result_assumed(const struct plotting *review)
{
    const struct result *result = review->result;
    struct buf text;
    const char *residents = "pinned";
    buf_init(&text);
    for (int32_t i = 0; i < result->option_count; i++)
        if (!strcmp(result->options[i].key, "residents"))
            residents = result->options[i].value;
    buf_format(&text, "residents %s", residents);
    for (int32_t i = 0; i < result->headroom_count; i++)
        buf_format(&text, "%s %s %s", i == 0 ? ", headroom" : ",", result->headroom[i].key,
                   result->headroom[i].value);
    const char *kept = arena_strdup(review->arena, text.data);
    buf_release(&text);
    return kept;
}

const char *plural(int64_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

const char *grouped(struct arena *arena, int64_t value)
{
    char text[NUMBER_SIZE];
    number_grouped(value, text);
    return arena_strdup(arena, text);
}

const char *amount_text(struct arena *arena, const char *unit, const char *resource, int64_t amount,
                        bool up, bool has_decimal)
{
    char text[NUMBER_SIZE];
    int64_t one = !strcmp(unit, "milli") ? 1000 : !strcmp(unit, "bytes") ? INT64_C(1) << 30 : 1;
    if (!up) {
        number_amount(unit, amount, has_decimal, text);
    } else if (has_decimal && one > 1) {
        int64_t tenths = (int64_t)(((__int128)amount * 10 + one - 1) / one);
        number_grouped(tenths / 10, text);
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, ".%d", (int)(tenths % 10));
    } else {
        number_grouped(amount / one + (amount % one > 0), text);
    }
    const char *word = number_unit(unit)[0] ? number_unit(unit) : resource;
    return arena_format(arena, "%s %s", text, word);
}

const char *resource_title(struct arena *arena, const char *resource)
{
    return !strcmp(resource, "cpu")      ? "CPU"
           : !strcmp(resource, "memory") ? "Memory"
           : !strcmp(resource, "pods")   ? "Pods"
                                         : name_elide(arena, resource, 24);
}

const char *resource_word(struct arena *arena, const char *resource)
{
    return !strcmp(resource, "cpu") ? "CPU" : name_elide(arena, resource, 24);
}

bool usage_is_over(const struct result_usage *usage)
{
    return !usage->is_unlimited && usage->reserved_after > usage->allocatable - usage->headroom;
}

/* A cluster and how full its fullest of cpu and memory is, in millionths. */
struct fullness {
    int32_t cluster_ix;
    int64_t millionths;
};

static int compare_fullness(const void *a, const void *b)
{
    const struct fullness *x = a;
    const struct fullness *y = b;
    if (x->millionths != y->millionths)
        return x->millionths > y->millionths ? -1 : 1;
    return x->cluster_ix < y->cluster_ix ? -1 : 1;
}

int32_t *choose_clusters(const struct plotting *review, const struct result_answer *answer,
                         int32_t *ret_count, int32_t *ret_fit)
{
    enum { ALL = 8, MOST = 20 };
    struct fullness *list = ARENA_NEW(review->arena, answer->cluster_count, struct fullness);
    int32_t *chosen = ARENA_NEW(review->arena, answer->cluster_count, int32_t);
    int32_t count = 0;
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        struct fullness one = {c, 0};
        bool is_told = answer->cluster_count <= ALL;
        for (int32_t r = 0; r < answer->clusters[c].resource_count; r++) {
            const struct result_usage *usage = &answer->clusters[c].resources[r];
            is_told |= usage->reserved_after > usage->reserved_before;
            is_told |= usage->has_holes && usage_is_over(usage);
            if (usage->allocatable <= 0 || usage->is_unlimited)
                continue;
            int64_t share =
                (int64_t)((__int128)usage->reserved_after * 1000000 / usage->allocatable);
            bool is_main = !strcmp(usage->resource, "cpu") || !strcmp(usage->resource, "memory");
            one.millionths = is_main && share > one.millionths ? share : one.millionths;
        }
        if (is_told)
            list[count++] = one;
    }
    qsort(list, (size_t)count, sizeof *list, compare_fullness);
    *ret_fit = count;
    *ret_count = answer->cluster_count <= ALL || count <= MOST ? count : MOST;
    for (int32_t i = 0; i < *ret_count; i++)
        chosen[i] = list[i].cluster_ix;
    return chosen;
}
