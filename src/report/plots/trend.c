/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trend over several results: what is recovered when a stack's own cluster is lost, the survivors
 * of the worst loss, and what changed between the last two. What each change did alone would take
 * new runs on the estates, which a report does not have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/checked.h"
#include "report/line.h"
#include "report/plots/cells.h"
#include "report/table.h"

enum {
    SHOWN_MAX = 8,
    TIERS = 4,
    LEFT_X = 70,
    RIGHT_X = 444,
    PANEL_RIGHT = 590,
    CHANGE_X = 640,
};

/* One result, summed up. */
struct quarter {
    const struct result *result;
    const char *label;
    bool has_tier[TIERS];
    int64_t recovered[TIERS], displaced[TIERS]; /* weights, over all single losses */
    int64_t bad;                                /* critical stacks not all right in single losses */
    const char **bad_names;
    const struct result_scenario *worst; /* single loss that strands most critical weight */
    struct result_usage sums[2];         /* cpu, memory of its survivors */
};

struct picture {
    const struct plotting *plotting;
    struct plot *plot;
    struct quarter *quarters;
    int32_t count, left_out;
    int resource; /* 0 cpu, 1 memory */
};

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
    struct cells cells;
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
            if (!is_displaced(stack) || stack->tier >= TIERS)
                continue;
            q.has_tier[stack->tier] = true;
            q.displaced[stack->tier] = checked_add(q.displaced[stack->tier], stack->weight);
            if (stack->verdict == VERDICT_FITS)
                q.recovered[stack->tier] = checked_add(q.recovered[stack->tier], stack->weight);
        }
    }
    cells_make(&one, &cells);
    q.bad_names = ARENA_NEW(plotting->arena, cells.row_count, const char *);
    for (int32_t i = 0; i < cells.row_count; i++)
        for (int32_t k = 0; k < cells.rows[i].count; k++) {
            const struct cell *cell = &cells.rows[i].cells[k];
            if (cell->standing != STANDING_BAD ||
                loss_kind(&result->scenarios[cell->scenario_ix]) != LOSS_SINGLE)
                continue;
            q.bad_names[q.bad++] = cells.rows[i].path;
            break;
        }
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
static int64_t share(const struct quarter *q, int tier)
{
    return q->displaced[tier] > 0
               ? (int64_t)((__int128)q->recovered[tier] * 1000 / q->displaced[tier])
               : 1000;
}

static const char *share_text(struct arena *arena, int64_t tenths)
{
    return tenths == 1000 ? "100"
                          : arena_format(arena, "%d.%d", (int)(tenths / 10), (int)(tenths % 10));
}

static const char *change_text(struct arena *arena, int64_t tenths)
{
    int64_t size = tenths < 0 ? -tenths : tenths;
    return arena_format(arena, "%s%d.%d",
                        tenths < 0   ? "\xE2\x88\x92"
                        : tenths > 0 ? "+"
                                     : "",
                        (int)(size / 10), (int)(size % 10));
}

static int32_t column_x(const struct picture *p, int32_t i)
{
    return LEFT_X + 24 + (int32_t)((int64_t)i * (RIGHT_X - LEFT_X - 24) / (p->count - 1));
}

/* ---- left, above: lines */

static int32_t tier_line(int tier)
{
    static const int32_t lines[TIERS] = {0x12355B, 0x2F6FA7, 0x5C9BCB, 0x7F93A6};
    return lines[tier];
}

static int32_t tier_text(int tier)
{
    static const int32_t texts[TIERS] = {0x12355B, 0x2F6FA7, 0x3E7FB3, MUTED};
    return texts[tier];
}

static int64_t lowest(const struct picture *p)
{
    int64_t least = 1000;
    for (int32_t i = 0; i < p->count; i++)
        for (int t = 0; t < TIERS; t++)
            if (p->quarters[i].has_tier[t] && share(&p->quarters[i], t) < least)
                least = share(&p->quarters[i], t);
    least -= least % 200;
    return least == 1000 ? 800 : least;
}

/* Labels at the right end in the order of their values, 13 px apart or more. */
static void draw_ends(const struct picture *p, const int32_t y_of[TIERS], const bool is_told[TIERS])
{
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    int order[TIERS], count = 0;
    int32_t y[TIERS];
    struct arena *arena = p->plotting->arena;
    for (int t = 0; t < TIERS; t++) {
        int k = count;
        if (!is_told[t])
            continue;
        for (; k > 0 && y_of[order[k - 1]] > y_of[t]; k--)
            order[k] = order[k - 1];
        order[k] = t;
        count++;
    }
    for (int i = 0; i < count; i++)
        y[i] = i > 0 && y_of[order[i]] < y[i - 1] + 14 ? y[i - 1] + 14 : y_of[order[i]];
    for (int i = 0; i < count; i++) {
        int t = order[i];
        const char *change =
            before->has_tier[t] ? change_text(arena, share(last, t) - share(before, t)) : "new";
        plot_text(
            p->plot, TEXT_VALUE, RIGHT_X + 14, y[i], tier_text(t),
            arena_format(arena, "tier %d  %s  (%s)", t, share_text(arena, share(last, t)), change));
    }
}

static void draw_shares(const struct picture *p, int32_t top, int32_t bottom)
{
    static const enum marker marks[TIERS] = {MARK_ROUND, MARK_SQUARE, MARK_UP, MARK_DIAMOND};
    int64_t from = lowest(p);
    int32_t last_y[TIERS] = {0};
    plot_text(p->plot, TEXT_BOLD, LEFT_X, top - 26, INK, "Recovered as is, %");
    for (int64_t at = from; at <= 1000; at += 200) {
        int32_t y = bottom - plot_scale(at - from, 1000 - from, bottom - top);
        plot_box(p->plot, LEFT_X, y, PANEL_RIGHT, y + 1, GRID);
        plot_text(p->plot, TEXT_NOTE_RIGHT, LEFT_X - 8, y, MUTED,
                  arena_format(p->plotting->arena, "%d", (int)(at / 10)));
    }
    for (int t = TIERS - 1; t >= 0; t--)
        for (int32_t i = 0; i < p->count; i++) {
            const struct quarter *q = &p->quarters[i];
            int32_t x = column_x(p, i);
            int32_t y = bottom - plot_scale(share(q, t) - from, 1000 - from, bottom - top);
            if (!q->has_tier[t])
                continue;
            if (i > 0 && q[-1].has_tier[t])
                plot_line(p->plot, column_x(p, i - 1),
                          bottom - plot_scale(share(&q[-1], t) - from, 1000 - from, bottom - top),
                          x, y, tier_line(t));
            plot_point(p->plot, x, y, 12, marks[t], tier_line(t));
            last_y[t] = y;
        }
    draw_ends(p, last_y, p->quarters[p->count - 1].has_tier);
    for (int32_t i = 0; i < p->count; i++)
        plot_text(p->plot, TEXT_NOTE_MID, column_x(p, i), bottom + 18, MUTED,
                  text_fit(p->plotting->arena, TEXT_NOTE_MID, p->quarters[i].label, 70));
}

/* ---- left, below: bars */

/* The resource whose survivors of the last worst loss are fuller. */
static int tighter(const struct picture *p)
{
    const struct result_usage *sums = p->quarters[p->count - 1].sums;
    return (__int128)sums[1].reserved_after * sums[0].allocatable >
           (__int128)sums[0].reserved_after * sums[1].allocatable;
}

static int32_t bar_y(int64_t amount, int64_t one, int64_t to, int32_t height)
{
    return plot_scale(amount / (one / 10), to * 10, height);
}

static void draw_survivors(const struct picture *p, int32_t top, int32_t bottom)
{
    struct arena *arena = p->plotting->arena;
    const struct quarter *last = &p->quarters[p->count - 1];
    int64_t one = p->resource == 0 ? 1000 : INT64_C(1) << 30, most = 1;
    const char *unit = p->resource == 0 ? "cores" : "GiB";
    for (int32_t i = 0; i < p->count; i++) {
        const struct result_usage *u = &p->quarters[i].sums[p->resource];
        most = u->allocatable / one + 1 > most ? u->allocatable / one + 1 : most;
        most = u->reserved_after / one + 1 > most ? u->reserved_after / one + 1 : most;
    }
    int64_t step = plot_step(most, 4), to = (most / step + (most % step > 0)) * step;
    plot_text(p->plot, TEXT_BOLD, LEFT_X, top - 26, INK,
              text_fit(arena, TEXT_BOLD,
                       arena_format(arena, "%s of the survivors of the worst loss (%s), %s",
                                    p->resource == 0 ? "CPU" : "Memory",
                                    scenario_short(arena, last->worst, 14), unit),
                       CHANGE_X - 16 - LEFT_X));
    for (int64_t at = 0; at <= to; at += step) {
        int32_t y = bottom - plot_scale(at, to, bottom - top);
        plot_box(p->plot, LEFT_X, y, PANEL_RIGHT, y + 1, GRID);
        plot_text(p->plot, TEXT_NOTE_RIGHT, LEFT_X - 8, y, MUTED, grouped(arena, at));
    }
    for (int32_t i = 0; i < p->count; i++) {
        const struct result_usage *u = &p->quarters[i].sums[p->resource];
        int32_t x = column_x(p, i), high = bottom - top, half = p->count > 6 ? 17 : 20;
        int32_t before = bottom - bar_y(u->reserved_before, one, to, high);
        int32_t full = bottom - bar_y(u->allocatable, one, to, high);
        int32_t line = bottom - bar_y(u->allocatable - u->headroom, one, to, high);
        plot_box(p->plot, x - half, before, x + half, bottom, RESERVED);
        plot_box(p->plot, x - half, bottom - bar_y(u->reserved_after, one, to, high), x + half,
                 before, ADDED);
        if (u->has_holes && u->headroom > 0)
            plot_box(p->plot, x - half - 3, line - 1, x + half + 3, line + 1, HEADROOM_LINE);
        plot_box(p->plot, x - half - 3, full - 1, x + half + 3, full + 1, INK);
        plot_text(p->plot, TEXT_NOTE_MID, x, bottom + 14, MUTED,
                  text_fit(arena, TEXT_NOTE_MID, p->quarters[i].label, 70));
    }
    const struct result_usage *u = &last->sums[p->resource];
    struct {
        int64_t at, amount;
        const char *text;
        int32_t colour;
    } ends[] = {
        {u->allocatable, u->allocatable, "allocatable", INK},
        {u->allocatable - u->headroom, u->allocatable - u->headroom, "less headroom",
         HEADROOM_TEXT},
        {(u->reserved_before + u->reserved_after) / 2, u->reserved_after - u->reserved_before,
         "+ failover", ADDED},
        {u->reserved_before / 2, u->reserved_before, "reserved", MUTED},
    };
    int32_t y = top - 30;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char number[NUMBER_SIZE];
        int32_t wanted = bottom - bar_y(ends[i].at, one, to, bottom - top);
        if (i == 1 && (!u->has_holes || u->headroom == 0))
            continue;
        y = wanted < y + 14 ? y + 14 : wanted;
        number_amount(p->resource == 0 ? "milli" : "bytes", ends[i].amount, false, number);
        plot_text(p->plot, TEXT_VALUE, RIGHT_X + 28, y, ends[i].colour,
                  arena_format(arena, "%s %s", ends[i].text, number));
    }
}

/* ---- right: what changed between the last two */

static const char *names_text(struct arena *arena, const char *const *names, int64_t count,
                              int32_t width)
{
    const char *text = "";
    for (int64_t i = 0; i < count; i++) {
        const char *more =
            arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "", name_elide(arena, names[i], 26));
        const char *rest = i + 1 < count ? arena_format(arena, " +%d", (int)(count - i - 1)) : "";
        if (i > 0 && text_width(TEXT_NOTE, more) + text_width(TEXT_NOTE, rest) > width)
            return arena_format(arena, "%s +%d", text, (int)(count - i));
        text = more;
    }
    return count > 0 ? text_fit(arena, TEXT_NOTE, text, width) : "none";
}

static bool has_name(const char *const *names, int64_t count, const char *name)
{
    for (int64_t i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

/* Names of a that b lacks. */
static const char **without(struct arena *arena, const struct quarter *a, const struct quarter *b,
                            int64_t *ret_count)
{
    const char **names = ARENA_NEW(arena, a->bad, const char *);
    *ret_count = 0;
    for (int64_t i = 0; i < a->bad; i++)
        if (!has_name(b->bad_names, b->bad, a->bad_names[i]))
            names[(*ret_count)++] = a->bad_names[i];
    return names;
}

/* Reserved before plus what the plan brings and what it leaves out is not in a result; what is
 * reserved on all clusters before the loss is: survivors and the lost one together are the estate.
 * Demand is told by the survivors of the same loss in both results. */
static const char *amount_change(struct arena *arena, const char *what, int64_t a, int64_t b, int r)
{
    const char *unit = r == 0 ? "milli" : "bytes";
    char from[NUMBER_SIZE], to[NUMBER_SIZE];
    number_amount(unit, a, false, from);
    number_amount(unit, b, false, to);
    return arena_format(arena, "%s: %s \xE2\x86\x92 %s %s", what, from, to, number_unit(unit));
}

static const char *rules_change(struct arena *arena, const struct result *a, const struct result *b)
{
    struct plotting x = {.result = a, .arena = arena}, y = {.result = b, .arena = arena};
    const char *before = result_assumed(&x), *after = result_assumed(&y);
    if (!strcmp(before, after) && a->critical_tier == b->critical_tier)
        return "Options: unchanged";
    return arena_format(arena, "Options: %s \xE2\x86\x92 %s", before, after);
}

static int32_t draw_lines(const struct picture *p, int32_t y, const char *text, int32_t colour)
{
    for (int32_t lines = 0; *text && lines < 4; lines++) {
        size_t n = text_line(TEXT_NOTE, text, PLOT_RIGHT - CHANGE_X), cut = n;
        while (text[n] && cut > 0 && text[cut] != ' ')
            cut--;
        n = cut > 0 ? cut : n;
        plot_text(p->plot, TEXT_NOTE, CHANGE_X, y, colour,
                  arena_strndup(p->plotting->arena, text, n));
        text += n + strspn(text + n, " ");
        y += 16;
    }
    return y;
}

static void draw_changes(const struct picture *p, int32_t top)
{
    struct arena *arena = p->plotting->arena;
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    int64_t most = last->bad > before->bad ? last->bad : before->bad, lost, won;
    int32_t y = top;
    plot_text(p->plot, TEXT_BOLD, CHANGE_X, top - 26, INK, "Critical stacks not fully recovered");
    for (const struct quarter *q = before; q <= last; q++, y += 62) {
        int32_t end = CHANGE_X + 76 + plot_scale(q->bad, most, 150);
        plot_text(p->plot, TEXT_LABEL, CHANGE_X + 66, y + 14, INK, q->label);
        plot_box(p->plot, CHANGE_X + 76, y, end + (q->bad == 0), y + 28,
                 q == last && last->bad > before->bad ? RED_LINE : RESERVED);
        plot_text(p->plot, TEXT_VALUE, end + 6, y + 14, INK, grouped(arena, q->bad));
        plot_text(p->plot, TEXT_NOTE, CHANGE_X, y + 40, MUTED,
                  names_text(arena, q->bad_names, q->bad, PLOT_RIGHT - CHANGE_X));
    }
    y += 14;
    plot_text(p->plot, TEXT_BOLD, CHANGE_X, y, INK,
              arena_format(arena, "Changed since %s", before->label));
    y += 22;
    const char **added = without(arena, last, before, &lost);
    y = draw_lines(p, y,
                   arena_format(arena, "No longer recovered: %s",
                                names_text(arena, added, lost, 2 * (PLOT_RIGHT - CHANGE_X) - 150)),
                   lost > 0 ? RED_TEXT : MUTED);
    const char **gone = without(arena, before, last, &won);
    y = draw_lines(p, y,
                   arena_format(arena, "Recovered now: %s",
                                names_text(arena, gone, won, 2 * (PLOT_RIGHT - CHANGE_X) - 150)),
                   MUTED);
    y = draw_lines(p, y, rules_change(arena, before->result, last->result), MUTED);
    for (int r = 0; r < 2; r++) {
        const struct result_usage *a = &before->sums[r], *b = &last->sums[r];
        y = draw_lines(p, y,
                       amount_change(arena,
                                     r == 0 ? "CPU of the survivors" : "Memory of the survivors",
                                     a->allocatable, b->allocatable, r),
                       MUTED);
        y = draw_lines(p, y,
                       amount_change(arena, r == 0 ? "CPU reserved there" : "Memory reserved there",
                                     a->reserved_before, b->reserved_before, r),
                       MUTED);
    }
}

/* ---- the finding */

static const char *trend_title(const struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    for (int t = 0; t < TIERS; t++) {
        if (!last->has_tier[t] || !before->has_tier[t])
            continue;
        int64_t a = share(before, t), b = share(last, t);
        if (a != b)
            return arena_format(arena, "Tier %d %s from %s%% to %s%% since %s", t,
                                b < a ? "fell" : "rose", share_text(arena, a), share_text(arena, b),
                                before->label);
    }
    return arena_format(arena, "No tier recovers more or less than in %s", before->label);
}

static void write_table(const struct picture *p)
{
    plot_header(p->plot, "result\ttier\trecovered\tdisplaced");
    for (int32_t i = 0; i < p->count; i++)
        for (int t = 0; t < TIERS; t++) {
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
}

static void draw(struct picture *p)
{
    struct arena *arena = p->plotting->arena;
    struct plot *plot = p->plot;
    p->resource = tighter(p);
    plot_head(plot, trend_title(p),
              arena_format(arena,
                           "estate %s \xC2\xB7 every single-cluster loss \xC2\xB7 share by "
                           "weight that fits as is when its own cluster is lost",
                           name_elide(arena, p->plotting->result->estate_name, 40)));
    draw_shares(p, 114 + plot->top, 254 + plot->top);
    draw_survivors(p, 334 + plot->top, 456 + plot->top);
    draw_changes(p, 114 + plot->top);
    write_table(p);
    plot_foot(
        plot, 504 + plot->top,
        arena_format(arena,
                     "%sTiers 0 to 3. The worst loss of each result is the one that strands "
                     "the most critical weight. What a change did alone takes a new run on the "
                     "estate.",
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
