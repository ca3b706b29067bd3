/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Before and after: what is reserved on each survivor, in percent of what is allocatable there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/line.h"
#include "report/plots/plot.h"

enum {
    AXIS_TO = 160, /* percent */
    SPAN = 350,
    PANEL_X = 196,
    SECOND_X = 586,
    PANELS_MAX = 6,
    SPARSE_ROWS = 8, /* with a line of numbers each */
};

struct panels {
    const char *resources[PANELS_MAX];
    int32_t count;
    int32_t left_out;
};

struct picture {
    const struct plotting *plotting;
    const struct result_answer *answer;
    struct plot *plot;
    const int32_t *clusters; /* [count] fullest first */
    const char **names;
    int32_t count;
    bool is_dense;
    int32_t pitch;
    bool has_headroom, has_limits, has_past;
};

/* Does a reason of some stack name the resource, or is some cluster that takes it past its line? */
static bool binds(const struct result_answer *answer, const char *resource)
{
    for (int32_t c = 0; c < answer->cluster_count; c++) {
        const struct result_usage *usage = find_usage(&answer->clusters[c], resource);
        if (usage && usage->allocatable > 0 && !usage->is_unlimited &&
            usage->reserved_after > usage->reserved_before &&
            usage->reserved_after >= usage->allocatable - usage->headroom)
            return true;
    }
    for (int32_t i = 0; i < answer->stack_count; i++)
        for (int32_t k = 0; k < answer->stacks[i].reason_count; k++)
            if (!strcmp(answer->stacks[i].reasons[k].resource, resource))
                return true;
    return false;
}

static struct panels choose_panels(const struct picture *p)
{
    const struct result *result = p->plotting->result;
    struct panels panels = {{"cpu", "memory"}, 2, 0};
    for (int32_t r = 0; r < result->resource_count; r++) {
        const char *name = result->resources[r].name;
        if (!strcmp(name, "cpu") || !strcmp(name, "memory") || !binds(p->answer, name))
            continue;
        if (panels.count < PANELS_MAX)
            panels.resources[panels.count++] = name;
        else
            panels.left_out++;
    }
    return panels;
}

/* ---- one row */

static int64_t percent(int64_t part, int64_t whole)
{
    return number_percent_up(part, whole);
}

static int32_t px(int64_t part, int64_t whole)
{
    __int128 scaled = (__int128)part * 100 * SPAN;
    __int128 full = (__int128)whole * AXIS_TO;
    return part <= 0 ? 0 : scaled >= full * SPAN ? SPAN : (int32_t)((scaled + full / 2) / full);
}

static void draw_limits(struct picture *p, const struct result_usage *u, int32_t x, int32_t y)
{
    struct plot *plot = p->plot;
    int64_t whole = u->allocatable;
    if (u->limits_before <= 0 && u->limits_after <= 0)
        return;
    p->has_limits = true;
    if (percent(u->limits_before, whole) <= AXIS_TO) {
        plot_point(plot, x + px(u->limits_before, whole), y, 15, MARK_DIAMOND, INK);
        plot_point(plot, x + px(u->limits_before, whole), y, 9, MARK_DIAMOND, GROUND);
    }
    if (percent(u->limits_after, whole) <= AXIS_TO) {
        plot_point(plot, x + px(u->limits_after, whole), y, 15, MARK_DIAMOND, INK);
        return;
    }
    p->has_past = true;
    plot_text(plot, TEXT_NOTE_RIGHT, x + SPAN, y, INK,
              arena_format(plot->arena, "\xE2\x96\xB8 %s%%",
                           grouped(plot->arena, percent(u->limits_after, whole))));
}

static const char *row_text(const struct picture *p, const struct result_usage *u)
{
    struct arena *arena = p->plotting->arena;
    char before[NUMBER_SIZE], after[NUMBER_SIZE];
    const char *unit = result_unit(p->plotting->result, u->resource);
    number_amount(unit, u->reserved_before, false, before);
    number_amount(unit, u->reserved_after, false, after);
    return arena_format(
        arena, "%s \xE2\x86\x92 %s of %s (%s%%)", before, after,
        amount_text(arena, unit, name_elide(arena, u->resource, 24), u->allocatable, false, false),
        grouped(arena, percent(u->reserved_after, u->allocatable)));
}

static void draw_usage(struct picture *p, const struct result_usage *u, int32_t x, int32_t y)
{
    struct plot *plot = p->plot;
    int32_t middle = y + 8;
    if (!u || u->allocatable <= 0 || u->is_unlimited) {
        plot_text(plot, TEXT_NOTE, x, middle, MUTED,
                  u && u->is_unlimited ? "no limit" : "\xE2\x80\x94");
        return;
    }
    int32_t before = px(u->reserved_before, u->allocatable);
    int32_t after = px(u->reserved_after, u->allocatable);
    int32_t full = px(u->allocatable, u->allocatable);
    bool is_over = u->has_holes && usage_is_over(u);
    if (u->has_holes && u->headroom > 0) {
        plot_box(plot, x + px(u->allocatable - u->headroom, u->allocatable), y, x + full, y + 16,
                 HEADROOM);
        p->has_headroom = true;
    }
    plot_box(plot, x, y, x + before, y + 16, RESERVED);
    plot_box(plot, x + before, y, x + after, y + 16, ADDED);
    plot_box(plot, x + full - 1, y - 2, x + full + 1, y + 18, INK);
    draw_limits(p, u, x, middle);
    if (!p->is_dense) {
        plot_text(plot, is_over ? TEXT_VALUE : TEXT_NOTE, x, y + 25, is_over ? RED_TEXT : MUTED,
                  row_text(p, u));
        return;
    }
    const char *text =
        arena_format(plot->arena, "%s \xE2\x86\x92 %s",
                     grouped(plot->arena, percent(u->reserved_before, u->allocatable)),
                     grouped(plot->arena, percent(u->reserved_after, u->allocatable)));
    int32_t wide = text_width(TEXT_SMALL, text);
    bool is_inside = before >= wide + 10;
    int32_t at = is_inside ? x + 5 : x + after + 6;
    if (!is_inside && at + wide > x + full - 4 && at < x + full + 6)
        at = x + full + 6;
    plot_text(plot, TEXT_SMALL, at, middle,
              is_inside ? DARK_LETTER
              : is_over ? RED_TEXT
                        : INK,
              text);
}

static void draw_panel(struct picture *p, const char *resource, int32_t x, int32_t y)
{
    struct plot *plot = p->plot;
    int32_t bottom = y + p->count * p->pitch + 2;
    plot_text(
        plot, TEXT_BOLD, x, y - 20, INK,
        arena_format(plot->arena, "%s, %% of allocatable", resource_title(plot->arena, resource)));
    plot_grid(plot, x, x + SPAN, y - 6, bottom, AXIS_TO, 25);
    for (int32_t i = 0; i < p->count; i++)
        draw_usage(p, find_usage(&p->answer->clusters[p->clusters[i]], resource), x,
                   y + i * p->pitch);
}

static int32_t draw_panels(struct picture *p, const struct panels *panels)
{
    int32_t top = 132 + p->plot->top, height = p->count * p->pitch + 70;
    for (int32_t i = 0; i < panels->count; i++) {
        int32_t y = top + i / 2 * height;
        draw_panel(p, panels->resources[i], i % 2 ? SECOND_X : PANEL_X, y);
        for (int32_t k = 0; i % 2 == 0 && k < p->count; k++)
            plot_text(p->plot, TEXT_LABEL, PANEL_X - 10, y + k * p->pitch + 8, INK, p->names[k]);
    }
    return top + (panels->count + 1) / 2 * height - 10;
}

/* ---- the finding */

/* The fullest of those that take something; ret_any: that there is one. */
static const struct result_usage *fullest(const struct picture *p, const char **ret_cluster)
{
    const struct result_usage *best = NULL;
    for (int32_t c = 0; c < p->answer->cluster_count; c++)
        for (int32_t r = 0; r < p->answer->clusters[c].resource_count; r++) {
            const struct result_usage *u = &p->answer->clusters[c].resources[r];
            if (u->allocatable <= 0 || u->is_unlimited || u->reserved_after <= u->reserved_before)
                continue;
            if (!best || (__int128)u->reserved_after * best->allocatable >
                             (__int128)best->reserved_after * u->allocatable) {
                best = u;
                *ret_cluster = p->answer->clusters[c].cluster;
            }
        }
    return best;
}

static const char *distance(struct arena *arena, const struct result_usage *u)
{
    if (!u->has_holes)
        return "";
    const char *line = u->headroom > 0 ? "its headroom line" : "what is allocatable";
    int64_t room = u->allocatable - u->headroom;
    int64_t points = (int64_t)((__int128)room * 100 / u->allocatable) -
                     percent(u->reserved_after, u->allocatable);
    if (u->reserved_after > room)
        return arena_format(arena, ", over %s", line);
    if (u->reserved_after == room)
        return arena_format(arena, ", all the way to %s", line);
    if (points <= 0)
        return arena_format(arena, ", less than a point under %s", line);
    return arena_format(
        arena, ", %s under %s",
        points == 1 ? "one point" : arena_format(arena, "%s points", grouped(arena, points)), line);
}

static const char *before_after_title(const struct picture *p,
                                      const struct result_scenario *scenario)
{
    struct arena *arena = p->plotting->arena;
    const char *cluster = "";
    const struct result_usage *u = fullest(p, &cluster);
    if (!u)
        return arena_format(arena, "%s adds nothing to any surviving cluster",
                            scenario_subject(arena, scenario));
    return arena_format(arena, "%s fills the %s of %s to %s%%%s", scenario_subject(arena, scenario),
                        resource_word(arena, u->resource), name_elide(arena, cluster, 24),
                        grouped(arena, percent(u->reserved_after, u->allocatable)),
                        distance(arena, u));
}

static void write_table(const struct picture *p)
{
    struct plot *plot = p->plot;
    plot_header(plot, "cluster\tresource\tallocatable\treserved before\treserved after\theadroom\t"
                      "limits before\tlimits after");
    for (int32_t c = 0; c < p->answer->cluster_count; c++)
        for (int32_t r = 0; r < p->answer->clusters[c].resource_count; r++) {
            const struct result_usage *u = &p->answer->clusters[c].resources[r];
            plot_cell(plot, p->answer->clusters[c].cluster, true);
            plot_cell(plot, u->resource, false);
            if (u->is_unlimited)
                plot_cell(plot, "no limit", false);
            else
                plot_number(plot, u->allocatable);
            plot_number(plot, u->reserved_before);
            plot_number(plot, u->reserved_after);
            plot_number(plot, u->headroom);
            plot_number(plot, u->limits_before);
            plot_number(plot, u->limits_after);
            plot_row_end(plot);
        }
}

static const char *foot(const struct picture *p, const struct panels *panels, int32_t fit)
{
    struct arena *arena = p->plotting->arena;
    int32_t all = p->answer->cluster_count;
    const char *text = "";
    if (p->count < fit)
        text = arena_format(arena,
                            "The fullest %d of %d clusters that take something or are over "
                            "their headroom line. ",
                            (int)p->count, (int)fit);
    if (all > fit)
        text = arena_format(arena, "%s%d unchanged %s not drawn. ", text, (int)(all - fit),
                            plural(all - fit, "cluster is", "clusters are"));
    if (panels->left_out > 0)
        text = arena_format(arena, "%s%d more %s in the table. ", text, (int)panels->left_out,
                            plural(panels->left_out, "resource is", "resources are"));
    if (p->has_limits)
        text = arena_format(arena, "%sLimits: the most containers may use%s. ", text,
                            p->has_past ? "; past the axis \xE2\x96\xB8 with its value" : "");
    return arena_format(arena, "%sAll are in %s.tsv.", text, p->plot->figure.name);
}

/* The legend comes first but names only what occurs. */
static void look_ahead(const struct picture *p, bool *ret_headroom, bool *ret_limits)
{
    for (int32_t c = 0; c < p->count; c++)
        for (int32_t r = 0; r < p->answer->clusters[p->clusters[c]].resource_count; r++) {
            const struct result_usage *u = &p->answer->clusters[p->clusters[c]].resources[r];
            bool is_main = !strcmp(u->resource, "cpu") || !strcmp(u->resource, "memory");
            *ret_headroom |= is_main && u->has_holes && u->headroom > 0;
            *ret_limits |= is_main && (u->limits_before > 0 || u->limits_after > 0);
        }
}

static void draw_legend(const struct picture *p)
{
    bool has_headroom = false, has_limits = false;
    struct plot *plot = p->plot;
    int32_t y;
    look_ahead(p, &has_headroom, &has_limits);
    plot_legend(plot, RESERVED, 0, VERDICT_FITS, "reserved before");
    plot_legend(plot, ADDED, 0, VERDICT_FITS, "added by failover");
    if (has_headroom)
        plot_legend(plot, HEADROOM, 0, VERDICT_FITS, "headroom kept");
    int32_t x = plot_legend_mark(plot, 6, "allocatable = 100%", &y);
    plot_box(plot, x + 2, y - 9, x + 4, y + 9, INK);
    if (!has_limits)
        return;
    x = plot_legend_mark(plot, 26, "limits before (open) and after (solid)", &y);
    plot_point(plot, x + 6, y, 15, MARK_DIAMOND, INK);
    plot_point(plot, x + 6, y, 9, MARK_DIAMOND, GROUND);
    plot_point(plot, x + 20, y, 15, MARK_DIAMOND, INK);
}

/* Why there is nothing to show; NULL = there is. */
static const char *nothing(const struct result_answer *answer)
{
    if (answer->status == STATUS_FAILED && answer->cluster_count == 0)
        return "This scenario failed: there is no plan to show.";
    if (answer->cluster_count == 0)
        return "No cluster survives in this scenario.";
    for (int32_t i = 0; i < answer->stack_count; i++)
        if (is_displaced(&answer->stacks[i]))
            return NULL;
    return "No stack is displaced in this scenario.";
}

void before_after_draw(const struct plotting *plotting, int32_t scenario_ix, struct plots *plots)
{
    char name[PLOT_NAME];
    const struct result_scenario *scenario = &plotting->result->scenarios[scenario_ix];
    struct arena *arena = plotting->arena;
    int32_t fit = 0;
    snprintf(name, sizeof name, "before-after-%d", (int)scenario_ix + 1);
    struct plot *plot = plots_add(plots, FIGURE_BEFORE_AFTER, scenario_ix, name);
    struct picture p = {.plotting = plotting, .answer = &scenario->as_is, .plot = plot};
    if (nothing(p.answer)) {
        plot_missing(plot, nothing(p.answer));
        return;
    }
    p.clusters = choose_clusters(plotting, p.answer, &p.count, &fit);
    if (p.count == 0) {
        plot_missing(plot, "No surviving cluster takes anything in this scenario.");
        return;
    }
    const char **full = ARENA_NEW(arena, p.count, const char *);
    for (int32_t i = 0; i < p.count; i++)
        full[i] = p.answer->clusters[p.clusters[i]].cluster;
    p.names = name_elide_all(arena, full, p.count, 24);
    p.is_dense = p.count > SPARSE_ROWS;
    p.pitch = p.is_dense ? 26 : 40;
    plot_head(plot, before_after_title(&p, scenario),
              arena_format(arena,
                           "%s \xC2\xB7 reservations before and after the plan \xC2\xB7 "
                           "fullest cluster first",
                           name_elide(arena, scenario->name, 60)));
    draw_legend(&p);
    struct panels panels = choose_panels(&p);
    int32_t bottom = draw_panels(&p, &panels);
    write_table(&p);
    plot_foot(plot, bottom, foot(&p, &panels, fit));
}
