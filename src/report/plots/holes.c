/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holes: what is free in each survivor against the most that is free on one of its nodes, of the
 * resource that stops the most critical stacks because one replica is larger than every hole.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "report/line.h"
#include "report/plots/plot.h"

enum { LEFT_X = 196, LEFT_SPAN = 320, RIGHT_X = 580, RIGHT_SPAN = 330, ROWS_FEW = 8 };

struct picture {
    const struct plotting *plotting;
    const struct result_answer *answer;
    struct plot *plot;
    const char *resource, *unit;
    const struct result_stack *stack; /* whose replica is the largest that has no place */
    const char *workload;
    int64_t needs;
    int32_t *clusters;
    int32_t count, fit;
    int64_t free_to, hole_to; /* ends of the axes, in grains */
    int64_t one;              /* units of the resource in what is printed */
};

/* Of a resource: stacks that it stops for a hole, and the largest replica among those that count.
 */
static void weigh(const struct picture *p, const char *resource, int64_t counts[2],
                  struct picture *ret)
{
    const struct result_answer *answer = p->answer;
    bool only_critical = false;
    counts[0] = counts[1] = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < answer->stack_count; i++) {
            const struct result_stack *stack = &answer->stacks[i];
            bool is_stopped = false, is_told = is_critical(p->plotting->result, stack);
            for (int32_t k = 0; k < stack->reason_count && stack->verdict < VERDICT_FITS; k++) {
                const struct result_reason *reason = &stack->reasons[k];
                bool is_hole = reason->needs > 0 && !reason->has_slots &&
                               strcmp(reason->reason, "crowded") != 0;
                if (!is_hole || strcmp(reason->resource, resource) != 0)
                    continue;
                is_stopped = true;
                if (pass == 1 && (is_told || !only_critical) && reason->needs > ret->needs) {
                    ret->needs = reason->needs;
                    ret->workload = reason->workload;
                    ret->stack = stack;
                }
            }
            counts[0] += pass == 0 && is_stopped && is_told;
            counts[1] += pass == 0 && is_stopped;
        }
        only_critical = counts[0] > 0;
    }
}

static bool choose_resource(struct picture *p)
{
    const struct result *result = p->plotting->result;
    int64_t best[2] = {0, 0};
    for (int32_t r = 0; r < result->resource_count; r++) {
        int64_t counts[2];
        struct picture found = {0};
        weigh(p, result->resources[r].name, counts, &found);
        if (counts[0] < best[0] || (counts[0] == best[0] && counts[1] <= best[1]))
            continue;
        best[0] = counts[0];
        best[1] = counts[1];
        p->resource = result->resources[r].name;
        p->unit = result->resources[r].unit;
        p->stack = found.stack;
        p->workload = found.workload;
        p->needs = found.needs;
    }
    return p->resource != NULL;
}

static const struct result_usage *usage_at(const struct picture *p, int32_t cluster_ix)
{
    const struct result_usage *u = find_usage(&p->answer->clusters[cluster_ix], p->resource);
    return u && u->has_holes && !u->is_unlimited ? u : NULL;
}

static int64_t free_of(const struct result_usage *u, int64_t reserved)
{
    return u && u->allocatable > reserved ? u->allocatable - reserved : 0;
}

/* Smallest hole after first; equal ones in the order they came in. */
static void sort_clusters(struct picture *p)
{
    for (int32_t i = 1; i < p->count; i++) {
        int32_t c = p->clusters[i], k = i;
        const struct result_usage *u = usage_at(p, c);
        for (; k > 0; k--) {
            const struct result_usage *before = usage_at(p, p->clusters[k - 1]);
            if ((before ? before->hole_after : -1) <= (u ? u->hole_after : -1))
                break;
            p->clusters[k] = p->clusters[k - 1];
        }
        p->clusters[k] = c;
    }
}

/* The end of an axis, rounded up to its step; in units of `one`. */
static int64_t axis_end(const struct picture *p, int64_t most)
{
    int64_t to = most / p->one + (most % p->one > 0);
    int64_t step = plot_step(to > 0 ? to : 1, 5);
    return (to / step + (to % step > 0)) * step;
}

static void measure(struct picture *p)
{
    int64_t most_free = 1, most_hole = p->needs;
    for (int32_t i = 0; i < p->count; i++) {
        const struct result_usage *u = usage_at(p, p->clusters[i]);
        if (!u)
            continue;
        int64_t frees[] = {free_of(u, u->reserved_before), free_of(u, u->reserved_after)};
        for (int k = 0; k < 2; k++)
            most_free = frees[k] > most_free ? frees[k] : most_free;
        most_hole = u->hole_before > most_hole ? u->hole_before : most_hole;
        most_hole = u->hole_after > most_hole ? u->hole_after : most_hole;
    }
    p->free_to = axis_end(p, most_free);
    p->hole_to = axis_end(p, most_hole);
}

/* ---- bars */

/* Where a bar's value goes: inside its end when the bar is long, else after it, where it may not
 * meet the dashed line at `line` (-1 = none): then inside if it fits, or behind the line. */
static void draw_value(const struct picture *p, int32_t x, int32_t end, int32_t y, int32_t span,
                       int32_t line, bool is_after, const char *text)
{
    enum text_style left = is_after ? TEXT_VALUE : TEXT_NOTE;
    enum text_style right = is_after ? TEXT_VALUE_RIGHT : TEXT_NOTE_RIGHT;
    bool is_dense = p->count > ROWS_FEW;
    int32_t wide = text_width(left, text);
    bool is_inside = (end - x) * 100 > span * (is_dense ? 14 : 30) && end - x > wide + 8;
    bool meets = line >= 0 && end + 4 < line + 4 && end + 4 + wide > line - 4;
    if (!is_inside && meets && end - x > wide + 8)
        is_inside = true;
    if (is_inside)
        plot_text(p->plot, right, end - 4, y, is_after ? LIGHT_LETTER : DARK_LETTER, text);
    else
        plot_text(p->plot, left, meets ? line + 6 : end + 4, y, is_after ? INK : MUTED, text);
}

static int32_t bar_end(const struct picture *p, int32_t x, int32_t span, int64_t to, int64_t amount)
{
    __int128 full = (__int128)to * p->one;
    int32_t px = (int32_t)((__int128)amount * span / (full > 0 ? full : 1));
    return x + (px == 0 && amount > 0 ? 1 : px);
}

static void draw_pair(const struct picture *p, const int64_t amounts[2], int32_t x, int32_t span,
                      int64_t to, int32_t y, int32_t line)
{
    bool is_dense = p->count > ROWS_FEW;
    int32_t thick = is_dense ? 11 : 14, apart = is_dense ? 12 : 16;
    for (int k = 0; k < 2; k++) {
        char text[NUMBER_SIZE];
        int32_t end = bar_end(p, x, span, to, amounts[k]), top = y + k * apart;
        number_amount(p->unit, amounts[k], false, text);
        plot_box(p->plot, x, top, end, top + thick, k == 0 ? BEFORE : ADDED);
        draw_value(p, x, end, top + thick / 2, span, line, k == 1, text);
    }
}

static int32_t draw_rows(const struct picture *p)
{
    struct plot *plot = p->plot;
    struct arena *arena = plot->arena;
    int32_t top = 132 + plot->top, pitch = p->count > ROWS_FEW ? 30 : 44;
    int32_t bottom = top + p->count * pitch + 2;
    int32_t line = bar_end(p, RIGHT_X, RIGHT_SPAN, p->hole_to, p->needs);
    const char *unit =
        number_unit(p->unit)[0] ? number_unit(p->unit) : name_elide(arena, p->resource, 20);
    plot_text(plot, TEXT_BOLD, LEFT_X, top - 20, INK,
              arena_format(arena, "Free in the whole cluster, %s", unit));
    plot_text(plot, TEXT_BOLD, RIGHT_X, top - 20, INK,
              text_fit(arena, TEXT_BOLD,
                       arena_format(arena, "Largest hole: most free on one node, %s", unit),
                       PLOT_RIGHT - RIGHT_X));
    plot_grid(plot, LEFT_X, LEFT_X + LEFT_SPAN, top - 2, bottom, p->free_to,
              plot_step(p->free_to, 5));
    plot_grid(plot, RIGHT_X, RIGHT_X + RIGHT_SPAN, top - 2, bottom, p->hole_to,
              plot_step(p->hole_to, 5));
    const char **full = ARENA_NEW(arena, p->count, const char *);
    for (int32_t i = 0; i < p->count; i++)
        full[i] = p->answer->clusters[p->clusters[i]].cluster;
    const char **names = name_elide_all(arena, full, p->count, 24);
    for (int32_t i = 0; i < p->count; i++) {
        const struct result_usage *u = usage_at(p, p->clusters[i]);
        int32_t y = top + 4 + i * pitch;
        plot_text(plot, TEXT_LABEL, LEFT_X - 10, y + (p->count > ROWS_FEW ? 11 : 15), INK,
                  names[i]);
        if (!u) {
            plot_text(plot, TEXT_NOTE, LEFT_X + 4, y + 11, MUTED, "\xE2\x80\x94");
            continue;
        }
        draw_pair(p, (int64_t[]){free_of(u, u->reserved_before), free_of(u, u->reserved_after)},
                  LEFT_X, LEFT_SPAN, p->free_to, y, -1);
        draw_pair(p, (int64_t[]){u->hole_before, u->hole_after}, RIGHT_X, RIGHT_SPAN, p->hole_to, y,
                  line);
    }
    plot_dashes(plot, line, top - 4, bottom, RED_LINE);
    return bottom;
}

/* ---- words */

static const char *replica(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    const char *stack = name_elide(arena, p->stack->stack, 30);
    if (!strcmp(p->stack->stack, p->workload))
        return stack;
    return arena_format(arena, "%s/%s", stack, name_elide(arena, p->workload, 30));
}

static const char *holes_title(const struct picture *p, const struct result_scenario *scenario)
{
    struct arena *arena = p->plotting->arena;
    int64_t left = 0, before = 0, after = 0;
    const char *lost = scenario_short(arena, scenario, 24);
    for (int32_t c = 0; c < p->answer->cluster_count; c++) {
        const struct result_usage *u = usage_at(p, c);
        if (!u)
            continue;
        left = checked_add(left, free_of(u, u->reserved_after));
        before = u->hole_before > before ? u->hole_before : before;
        after = u->hole_after > after ? u->hole_after : after;
    }
    const char *name = name_elide(arena, p->resource, 24);
    int64_t most = before > after ? before : after;
    /* Needed and best may not read the same. */
    bool has_decimal = !strcmp(amount_text(arena, p->unit, name, p->needs, true, false),
                               amount_text(arena, p->unit, name, most, true, false));
    const char *free_text = amount_text(arena, p->unit, name, left, false, false);
    const char *needs = amount_text(arena, p->unit, name, p->needs, true, has_decimal);
    const char *of = number_unit(p->unit)[0] && strcmp(name, "cpu") != 0
                         ? arena_format(arena, " of %s", name)
                         : "";
    if (after >= p->needs)
        return arena_format(arena,
                            "%s needs %s%s on one node; so much is free when %s is lost, but "
                            "headroom or rules keep it from there",
                            replica(p), needs, of, lost);
    return arena_format(
        arena, "%s%s stay free after %s is lost, yet no node %s the %s that %s needs", free_text,
        of, lost, before >= p->needs ? "still has" : "ever had", needs, replica(p));
}

static void write_table(const struct picture *p)
{
    struct plot *plot = p->plot;
    plot_header(plot, "cluster\tresource\tfree before\tfree after\tlargest hole before\t"
                      "largest hole after");
    for (int32_t c = 0; c < p->answer->cluster_count; c++) {
        const struct result_usage *u = usage_at(p, c);
        if (!u)
            continue;
        plot_cell(plot, p->answer->clusters[c].cluster, true);
        plot_cell(plot, p->resource, false);
        plot_number(plot, free_of(u, u->reserved_before));
        plot_number(plot, free_of(u, u->reserved_after));
        plot_number(plot, u->hole_before);
        plot_number(plot, u->hole_after);
        plot_row_end(plot);
    }
    plot_cell(plot, "not placed:", true);
    plot_cell(plot, p->stack->stack, false);
    plot_cell(plot, p->workload, false);
    plot_number(plot, p->needs);
    plot_row_end(plot);
}

static const char *foot(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    int32_t all = p->answer->cluster_count;
    const char *text = "Free = allocatable \xE2\x88\x92 reserved; headroom is not taken off. Nodes "
                       "that take no new pods have no hole. The two panels have different scales. ";
    if (p->count < p->fit)
        text = arena_format(arena, "%s%d of %d clusters that take something are drawn. ", text,
                            (int)p->count, (int)p->fit);
    if (all > p->fit)
        text = arena_format(arena, "%s%d unchanged %s not drawn. ", text, (int)(all - p->fit),
                            plural(all - p->fit, "cluster is", "clusters are"));
    return arena_format(arena, "%sAll are in %s.tsv.", text, p->plot->figure.name);
}

static void draw(struct picture *p, const struct result_scenario *scenario)
{
    struct plot *plot = p->plot;
    struct arena *arena = plot->arena;
    int32_t y;
    p->one = !strcmp(p->unit, "milli") ? 1000 : !strcmp(p->unit, "bytes") ? INT64_C(1) << 30 : 1;
    sort_clusters(p);
    measure(p);
    plot_head(plot, holes_title(p, scenario),
              arena_format(arena, "%s \xC2\xB7 %s \xC2\xB7 smallest hole first",
                           name_elide(arena, scenario->name, 60),
                           resource_word(arena, p->resource)));
    plot_legend(plot, BEFORE, 0, VERDICT_FITS, "before the loss");
    plot_legend(plot, ADDED, 0, VERDICT_FITS, "after failover");
    int32_t x = plot_legend_mark(
        plot, 24,
        arena_format(
            arena, "largest replica not placed: %s, %s", replica(p),
            amount_text(arena, p->unit, name_elide(arena, p->resource, 20), p->needs, true, false)),
        &y);
    for (int32_t at = x; at < x + 24; at += 6)
        plot_box(plot, at, y - 1, at + 4, y + 1, RED_LINE);
    int32_t bottom = draw_rows(p);
    write_table(p);
    plot_foot(plot, bottom + 46, foot(p));
}

void holes_draw(const struct plotting *plotting, int32_t scenario_ix, struct plots *plots)
{
    char name[PLOT_NAME];
    const struct result_scenario *scenario = &plotting->result->scenarios[scenario_ix];
    snprintf(name, sizeof name, "holes-%d", (int)scenario_ix + 1);
    struct picture p = {.plotting = plotting, .answer = &scenario->as_is};
    p.plot = plots_add(plots, FIGURE_HOLES, scenario_ix, name);
    if (!choose_resource(&p)) {
        plot_missing(p.plot, "No stack of this scenario is larger than every hole.");
        return;
    }
    p.clusters = choose_clusters(plotting, p.answer, &p.count, &p.fit);
    bool is_known = false;
    for (int32_t i = 0; i < p.count; i++)
        is_known |= usage_at(&p, p.clusters[i]) != NULL;
    if (is_known)
        draw(&p, scenario);
    else
        plot_missing(p.plot, "No surviving cluster that takes something has the resource.");
}
