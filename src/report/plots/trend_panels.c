/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The left half of the trend: shares by tier, and the survivors of the worst loss. */
#include <string.h>

#include "base/arena.h"
#include "report/line.h"
#include "report/plots/trend.h"

enum { RIGHT_X = 444, PANEL_RIGHT = 590 };

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
    return TREND_LEFT_X + 24 +
           (int32_t)((int64_t)i * (RIGHT_X - TREND_LEFT_X - 24) / (p->count - 1));
}

/* ---- left, above: lines */

static int32_t tier_line(int tier)
{
    static const int32_t lines[TREND_TIERS] = {0x12355B, 0x2F6FA7, 0x5C9BCB, 0x7F93A6};
    return lines[tier];
}

static int32_t tier_text(int tier)
{
    static const int32_t texts[TREND_TIERS] = {0x12355B, 0x2F6FA7, 0x3E7FB3, MUTED};
    return texts[tier];
}

static int64_t lowest(const struct picture *p)
{
    int64_t least = 1000;
    for (int32_t i = 0; i < p->count; i++)
        for (int t = 0; t < TREND_TIERS; t++)
            if (p->quarters[i].has_tier[t] && trend_share(&p->quarters[i], t) < least)
                least = trend_share(&p->quarters[i], t);
    least -= least % 200;
    return least == 1000 ? 800 : least;
}

/* Labels at the right end in the order of their values, 13 px apart or more. */
static void draw_ends(const struct picture *p, const int32_t y_of[TREND_TIERS],
                      const bool is_told[TREND_TIERS])
{
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    int order[TREND_TIERS], count = 0;
    int32_t y[TREND_TIERS];
    struct arena *arena = p->plotting->arena;
    for (int t = 0; t < TREND_TIERS; t++) {
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
        const char *change = before->has_tier[t]
                                 ? change_text(arena, trend_share(last, t) - trend_share(before, t))
                                 : "new";
        plot_text(p->plot, TEXT_VALUE, RIGHT_X + 14, y[i], tier_text(t),
                  arena_format(arena, "tier %d  %s  (%s)", t,
                               trend_share_text(arena, trend_share(last, t)), change));
    }
}

void trend_draw_shares(const struct picture *p, int32_t top, int32_t bottom)
{
    static const enum marker marks[TREND_TIERS] = {MARK_ROUND, MARK_SQUARE, MARK_UP, MARK_DIAMOND};
    int64_t from = lowest(p);
    int32_t last_y[TREND_TIERS] = {0};
    plot_text(p->plot, TEXT_BOLD, TREND_LEFT_X, top - 26, INK, "Recovered as is, %");
    for (int64_t at = from; at <= 1000; at += 200) {
        int32_t y = bottom - plot_scale(at - from, 1000 - from, bottom - top);
        plot_box(p->plot, TREND_LEFT_X, y, PANEL_RIGHT, y + 1, GRID);
        plot_text(p->plot, TEXT_NOTE_RIGHT, TREND_LEFT_X - 8, y, MUTED,
                  arena_format(p->plotting->arena, "%d", (int)(at / 10)));
    }
    for (int t = TREND_TIERS - 1; t >= 0; t--)
        for (int32_t i = 0; i < p->count; i++) {
            const struct quarter *q = &p->quarters[i];
            int32_t x = column_x(p, i);
            int32_t y = bottom - plot_scale(trend_share(q, t) - from, 1000 - from, bottom - top);
            if (!q->has_tier[t])
                continue;
            if (i > 0 && q[-1].has_tier[t])
                plot_line(p->plot, column_x(p, i - 1),
                          bottom -
                              plot_scale(trend_share(&q[-1], t) - from, 1000 - from, bottom - top),
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
int trend_tighter(const struct picture *p)
{
    const struct result_usage *sums = p->quarters[p->count - 1].sums;
    return (__int128)sums[1].reserved_after * sums[0].allocatable >
           (__int128)sums[0].reserved_after * sums[1].allocatable;
}

static int32_t bar_y(int64_t amount, int64_t one, int64_t to, int32_t height)
{
    return plot_scale(amount / (one / 10), to * 10, height);
}

void trend_draw_survivors(const struct picture *p, int32_t top, int32_t bottom)
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
    plot_text(p->plot, TEXT_BOLD, TREND_LEFT_X, top - 26, INK,
              text_fit(arena, TEXT_BOLD,
                       arena_format(arena, "%s of the survivors of the worst loss (%s), %s",
                                    p->resource == 0 ? "CPU" : "Memory",
                                    scenario_short(arena, last->worst, 14), unit),
                       TREND_CHANGE_X - 16 - TREND_LEFT_X));
    for (int64_t at = 0; at <= to; at += step) {
        int32_t y = bottom - plot_scale(at, to, bottom - top);
        plot_box(p->plot, TREND_LEFT_X, y, PANEL_RIGHT, y + 1, GRID);
        plot_text(p->plot, TEXT_NOTE_RIGHT, TREND_LEFT_X - 8, y, MUTED, grouped(arena, at));
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
