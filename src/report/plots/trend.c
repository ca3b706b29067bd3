/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trend over several results: what is recovered when a stack's own cluster is lost, the survivors
 * of the worst loss, and what changed between the last two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "report/line.h"
#include "report/plots/trend.h"
#include "report/table/table.h"

enum { SHOWN_MAX = 8 };

/* ---- summing up */

static const char *const resource_names[2] = {"cpu", "memory"};

static void add_usage(struct result_usage *sum, const struct result_usage *u)
{
    sum->allocatable = checked_add(sum->allocatable, u->allocatable);
    sum->reserved_before = checked_add(sum->reserved_before, u->reserved_before);
    sum->reserved_after = checked_add(sum->reserved_after, u->reserved_after);
    sum->headroom = checked_add(sum->headroom, u->headroom);
    sum->has_holes |= u->has_holes;
}

static void sum_survivors(struct quarter *q)
{
    for (int32_t c = 0; q->worst && c < q->worst->as_is.cluster_count; c++)
        for (int r = 0; r < 2; r++) {
            const struct result_usage *u =
                find_usage(&q->worst->as_is.clusters[c], resource_names[r]);
            if (u)
                add_usage(&q->sums[r], u);
        }
}

static bool has_cluster(const struct result_answer *answer, const char *name)
{
    for (int32_t c = 0; c < answer->cluster_count; c++)
        if (!strcmp(answer->clusters[c].cluster, name))
            return true;
    return false;
}

/* Every cluster as it is before a loss: each stands in the single losses of the others. */
static void sum_clusters(struct quarter *q)
{
    for (int32_t s = 0; s < q->result->scenario_count; s++) {
        const struct result_answer *answer = &q->result->scenarios[s].as_is;
        for (int32_t c = 0; c < answer->cluster_count; c++) {
            bool is_known = false;
            for (int32_t t = 0; t < s && !is_known; t++)
                is_known = has_cluster(&q->result->scenarios[t].as_is, answer->clusters[c].cluster);
            for (int r = 0; r < 2 && !is_known; r++) {
                const struct result_usage *u = find_usage(&answer->clusters[c], resource_names[r]);
                if (u)
                    add_usage(&q->all[r], u);
            }
        }
    }
}

static int64_t stranded(const struct result *result, const struct result_scenario *scenario)
{
    int64_t weight = 0;
    for (int32_t i = 0; i < scenario->as_is.stack_count; i++) {
        const struct result_stack *stack = &scenario->as_is.stacks[i];
        if (is_critical(result, stack) && stack->verdict < VERDICT_FITS)
            weight = checked_add(weight, stack->weight);
    }
    return weight;
}

static struct quarter sum_up(const struct plotting *plotting, const struct result *result)
{
    struct plotting one = *plotting;
    struct quarter q = {.result = result};
    int64_t most = -1;
    one.result = result;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_scenario *scenario = &result->scenarios[s];
        if (!table_is_single(scenario))
            continue;
        if (stranded(result, scenario) > most) {
            most = stranded(result, scenario);
            q.worst = scenario;
        }
        for (int32_t i = 0; i < scenario->as_is.stack_count; i++) {
            const struct result_stack *stack = &scenario->as_is.stacks[i];
            if (!is_displaced(stack) || stack->tier >= TREND_TIERS)
                continue;
            q.has_tier[stack->tier] = true;
            q.displaced[stack->tier] = checked_add(q.displaced[stack->tier], stack->weight);
            if (stack->verdict == VERDICT_FITS)
                q.recovered[stack->tier] = checked_add(q.recovered[stack->tier], stack->weight);
        }
    }
    cells_make(&one, &q.cells);
    q.bad_names = ARENA_NEW(plotting->arena, q.cells.row_count, const char *);
    for (int32_t i = 0; i < q.cells.row_count; i++)
        if (trend_bad_cell(&q, &q.cells.rows[i]))
            q.bad_names[q.bad++] = q.cells.rows[i].name;
    sum_clusters(&q);
    sum_survivors(&q);
    return q;
}

/* Labels: the quarter that a result was made in; where that does not tell them apart, the day; else
 * their number. */
static void label(struct picture *p)
{
    for (int way = 0; way < 3; way++) {
        bool is_good = true;
        for (int32_t i = 0; i < p->count; i++) {
            const struct result *result = p->quarters[i].result;
            const char *day =
                result->has_run && strlen(result->started) >= 10 ? result->started : "";
            int month = day[0] ? (day[5] - '0') * 10 + day[6] - '0' : 0;
            bool has_quarter = month >= 1 && month <= 12;
            struct arena *arena = p->plotting->arena;
            p->quarters[i].label = way == 2 ? arena_format(arena, "#%d", (int)(i + 1 + p->left_out))
                                   : !has_quarter ? ""
                                   : way == 0 ? arena_format(arena, "%.4sQ%d", day, (month + 2) / 3)
                                              : arena_format(arena, "%.10s", day);
            is_good &= p->quarters[i].label[0] != '\0';
            for (int32_t k = 0; k < i; k++)
                is_good &= strcmp(p->quarters[k].label, p->quarters[i].label) != 0;
        }
        if (is_good)
            return;
    }
}

/* Tenths of a percent, rounded down: 1000 only when all. */
int64_t trend_share(const struct quarter *q, int tier)
{
    return q->displaced[tier] > 0
               ? (int64_t)((__int128)q->recovered[tier] * 1000 / q->displaced[tier])
               : 1000;
}

const char *trend_share_text(struct arena *arena, int64_t tenths)
{
    return tenths == 1000 ? "100"
                          : arena_format(arena, "%d.%d", (int)(tenths / 10), (int)(tenths % 10));
}

/* ---- the finding */

static const char *trend_title(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    for (int t = 0; t < TREND_TIERS; t++) {
        if (!last->has_tier[t] || !before->has_tier[t])
            continue;
        int64_t a = trend_share(before, t), b = trend_share(last, t);
        if (a != b)
            return arena_format(arena, "Tier %d %s from %s%% to %s%% since %s", t,
                                b < a ? "fell" : "rose", trend_share_text(arena, a),
                                trend_share_text(arena, b), before->label);
    }
    return arena_format(arena, "No tier recovers more or less than in %s", before->label);
}

/* "rules 1, demand 5": of how many critical stacks each was the cause. */
static const char *causes_text(struct arena *arena, const struct step steps[CAUSES], bool is_coming,
                               int32_t *ret_count)
{
    const char *text = "";
    *ret_count = 0;
    for (int c = 0; c < CAUSES; c++) {
        int32_t count = is_coming ? steps[c].came_count : steps[c].left_count;
        if (count > 0)
            text = arena_format(arena, "%s%s%s %d", text, text[0] ? ", " : "",
                                cause_name((enum cause)c), (int)count);
        *ret_count += count;
    }
    return text;
}

/* ": 6 more critical stacks are not fully recovered (rules 1, demand 5), 2 are again (rules 2)" */
static const char *title_causes(struct arena *arena, const struct step steps[CAUSES])
{
    int32_t came, left;
    const char *by = causes_text(arena, steps, true, &came);
    const char *back = causes_text(arena, steps, false, &left);
    const char *text = "";
    if (came > 0)
        text = arena_format(arena, ": %d more critical stack%s not fully recovered (%s)", (int)came,
                            came == 1 ? " is" : "s are", by);
    if (left > 0 && came > 0)
        text = arena_format(arena, "%s, %d %s again (%s)", text, (int)left,
                            left == 1 ? "is" : "are", back);
    else if (left > 0)
        text = arena_format(arena, ": %d critical stack%s recovered again (%s)", (int)left,
                            left == 1 ? " is" : "s are", back);
    return text;
}

static void write_table(const struct picture *p, const struct step steps[CAUSES])
{
    plot_header(p->plot, "result\ttier\trecovered\tdisplaced");
    for (int32_t i = 0; i < p->count; i++)
        for (int t = 0; t < TREND_TIERS; t++) {
            if (!p->quarters[i].has_tier[t])
                continue;
            plot_cell(p->plot, p->quarters[i].label, true);
            plot_number(p->plot, t);
            plot_number(p->plot, p->quarters[i].recovered[t]);
            plot_number(p->plot, p->quarters[i].displaced[t]);
            plot_row_end(p->plot);
        }
    plot_header(p->plot, "result\tworst loss\tresource\tallocatable\theadroom\treserved before\t"
                         "reserved after\tcritical not all right");
    for (int32_t i = 0; i < p->count; i++)
        for (int r = 0; r < 2; r++) {
            const struct result_usage *u = &p->quarters[i].sums[r];
            plot_cell(p->plot, p->quarters[i].label, true);
            plot_cell(p->plot, p->quarters[i].worst->name, false);
            plot_cell(p->plot, resource_names[r], false);
            plot_number(p->plot, u->allocatable);
            plot_number(p->plot, u->headroom);
            plot_number(p->plot, u->reserved_before);
            plot_number(p->plot, u->reserved_after);
            plot_number(p->plot, p->quarters[i].bad);
            plot_row_end(p->plot);
        }
    plot_header(p->plot, "cause\tcame\tleft\tstack");
    for (int c = 0; c < CAUSES; c++)
        for (int32_t i = 0; i < steps[c].came_count + steps[c].left_count; i++) {
            bool has_come = i < steps[c].came_count;
            plot_cell(p->plot, cause_name((enum cause)c), true);
            plot_number(p->plot, has_come);
            plot_number(p->plot, !has_come);
            plot_cell(p->plot, has_come ? steps[c].came[i] : steps[c].left[i - steps[c].came_count],
                      false);
            plot_row_end(p->plot);
        }
}

static void draw(struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    struct plot *plot = p->plot;
    struct step steps[CAUSES];
    p->resource = trend_tighter(p);
    trend_steps(arena, &p->quarters[p->count - 2], &p->quarters[p->count - 1], steps);
    plot_head(plot, arena_format(arena, "%s%s", trend_title(p), title_causes(arena, steps)),
              arena_format(arena,
                           "estate %s \xC2\xB7 every single-cluster loss \xC2\xB7 share by "
                           "weight that fits as is when its own cluster is lost",
                           name_elide(arena, p->plotting->result->estate_name, 40)));
    trend_draw_shares(p, 114 + plot->top, 254 + plot->top);
    trend_draw_survivors(p, 334 + plot->top, 456 + plot->top);
    int32_t end = trend_draw_steps(p, steps, 114 + plot->top);
    write_table(p, steps);
    plot_foot(
        plot, end + 4 > 504 + plot->top ? end + 4 : 504 + plot->top,
        arena_format(arena,
                     "%sTiers 0 to 3. The worst loss strands the most critical weight. Causes are "
                     "read off the two results, each stack has one: rules (it is no question of "
                     "capacity), or which changed more in the same loss, the capacity of the "
                     "survivors or the demand on them.",
                     p->left_out > 0 ? arena_format(arena, "The last %d of %d results. ",
                                                    (int)p->count, (int)(p->count + p->left_out))
                                     : ""));
}

void trend_draw(const struct plotting *plotting, struct plots *plots)
{
    struct picture p = {.plotting = plotting};
    int32_t all = plotting->result_count;
    p.plot = plots_add(plots, FIGURE_TREND, -1, "trend");
    if (all < 2) {
        plot_missing(p.plot, "A trend takes two results or more.");
        return;
    }
    p.count = all < SHOWN_MAX ? all : SHOWN_MAX;
    p.left_out = all - p.count;
    p.quarters = ARENA_NEW(plotting->arena, p.count, struct quarter);
    for (int32_t i = 0; i < p.count; i++) {
        p.quarters[i] = sum_up(plotting, plotting->results[p.left_out + i]);
        if (!p.quarters[i].worst) {
            plot_missing(p.plot, "A trend takes single losses in every result.");
            return;
        }
    }
    label(&p);
    draw(&p);
}
