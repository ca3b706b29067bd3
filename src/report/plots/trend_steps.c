/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right half of the trend: what changed between the last two results, as a waterfall. */
#include <string.h>

#include "base/arena.h"
#include "report/line.h"
#include "report/plots/trend.h"

enum {
    BAR_X = TREND_CHANGE_X + 70,
    BAR_WIDTH = 180,
    BAR_HEIGHT = 24,
    NOTES_WIDTH = PLOT_RIGHT - BAR_X,
    ROW_END = 62,  /* with one line below the bar */
    ROW_STEP = 76, /* with two */
};

/* "+a, −b +3" of the step, in a line. */
static const char *names_text(struct arena *arena, const struct step *step)
{
    int32_t count = step->came_count + step->left_count;
    const char *text = "";
    for (int32_t i = 0; i < count; i++) {
        bool has_come = i < step->came_count;
        const char *name = has_come ? step->came[i] : step->left[i - step->came_count];
        const char *more =
            arena_format(arena, "%s%s%s%s", text, i > 0 ? ", " : "",
                         has_come ? "+" : "\xE2\x88\x92", name_elide(arena, name, 26));
        const char *rest =
            i + 1 < count ? arena_format(arena, " and %d more", (int)(count - i - 1)) : "";
        if (i > 0 && text_width(TEXT_NOTE, more) + text_width(TEXT_NOTE, rest) > NOTES_WIDTH)
            return arena_format(arena, "%s and %d more", text, (int)(count - i));
        text = more;
    }
    return text_fit(arena, TEXT_NOTE, text, NOTES_WIDTH);
}

static const char *ends_text(struct arena *arena, const struct quarter *q)
{
    const char *text = "";
    for (int64_t i = 0; i < q->bad; i++) {
        const char *more = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "",
                                        name_elide(arena, q->bad_names[i], 26));
        if (i > 0 && text_width(TEXT_NOTE, more) + 60 > NOTES_WIDTH)
            return arena_format(arena, "%s and %d more", text, (int)(q->bad - i));
        text = more;
    }
    return q->bad > 0 ? text_fit(arena, TEXT_NOTE, text, NOTES_WIDTH) : "none";
}

/* ---- what changed, as facts */

static const char *amount_change(const struct picture *p, const char *what, int64_t a, int64_t b)
{
    const char *unit = p->resource == 0 ? "milli" : "bytes";
    char from[NUMBER_SIZE], to[NUMBER_SIZE];
    struct arena *arena = p->plotting->arena;
    number_amount(unit, a, false, from);
    number_amount(unit, b, false, to);
    if (a == b)
        return arena_format(arena, "%s unchanged", what);
    if (!strcmp(from, to)) { /* a decimal more tells them apart */
        number_amount(unit, a, true, from);
        number_amount(unit, b, true, to);
    }
    return arena_format(arena, "%s %s \xE2\x86\x92 %s %s", what, from, to, number_unit(unit));
}

static const char *count_change(struct arena *arena, int64_t a, int64_t b, const char *what)
{
    return a == b ? ""
                  : arena_format(arena, "%s \xE2\x86\x92 %s %s, ", grouped(arena, a),
                                 grouped(arena, b), what);
}

static const char *value_of(const struct result_option *list, int32_t count, const char *key)
{
    for (int32_t i = 0; i < count; i++)
        if (!strcmp(list[i].key, key))
            return list[i].value;
    return "none";
}

/* Add "WHAT KEY before \xE2\x86\x92 after" for the keys of list a whose values differ; those of b
 * alone where is_new. */
static const char *add_differing(struct arena *arena, const char *text, const char *what,
                                 const struct result_option *a, int32_t a_count,
                                 const struct result_option *b, int32_t b_count, bool is_new)
{
    const struct result_option *keys = is_new ? b : a;
    for (int32_t i = 0; i < (is_new ? b_count : a_count); i++) {
        const char *before = value_of(a, a_count, keys[i].key);
        const char *after = value_of(b, b_count, keys[i].key);
        if (!strcmp(before, after) || (is_new && strcmp(before, "none") != 0) ||
            !strcmp(keys[i].key, "headroom_given"))
            continue;
        text = arena_format(arena, "%s%s%s%s %s \xE2\x86\x92 %s", text, text[0] ? ", " : "", what,
                            keys[i].key, before, after);
    }
    return text;
}

static const char *options_change(const struct picture *p, const struct result *a,
                                  const struct result *b)
{
    struct arena *arena = p->plotting->arena;
    const char *text = "";
    if (a->critical_tier != b->critical_tier)
        text = arena_format(arena, "critical tier %d \xE2\x86\x92 %d", (int)a->critical_tier,
                            (int)b->critical_tier);
    for (int is_new = 0; is_new < 2; is_new++) {
        text = add_differing(arena, text, "headroom ", a->headroom, a->headroom_count, b->headroom,
                             b->headroom_count, is_new);
        text = add_differing(arena, text, "", a->options, a->option_count, b->options,
                             b->option_count, is_new);
    }
    return text[0] ? text : "options unchanged";
}

static const char *fact_of(const struct picture *p, enum cause cause)
{
    struct arena *arena = p->plotting->arena;
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    const struct result *a = before->result, *b = last->result;
    const char *resource = p->resource == 0 ? "CPU" : "memory";
    switch (cause) {
    case CAUSE_RULES: return options_change(p, a, b);
    case CAUSE_CAPACITY:
        return arena_format(arena, "%s%s",
                            count_change(arena, a->node_count, b->node_count, "nodes"),
                            amount_change(p, resource, before->all[p->resource].allocatable,
                                          last->all[p->resource].allocatable));
    case CAUSE_DEMAND:
        return arena_format(arena, "%s%s reserved",
                            count_change(arena, a->stack_count, b->stack_count, "stacks"),
                            amount_change(p, resource, before->all[p->resource].reserved_before,
                                          last->all[p->resource].reserved_before));
    case CAUSE_OTHER:
    case CAUSES: break;
    }
    return "another plan, or a matter of single nodes";
}

/* ---- drawing */

static int32_t draw_end(const struct picture *p, const struct quarter *q, int64_t most, int32_t y)
{
    struct arena *arena = p->plotting->arena;
    int32_t end = BAR_X + plot_scale(q->bad, most, BAR_WIDTH);
    plot_text(p->plot, TEXT_LABEL, BAR_X - 10, y + BAR_HEIGHT / 2, INK,
              text_fit(arena, TEXT_LABEL, q->label, BAR_X - 10 - TREND_CHANGE_X + 30));
    plot_box(p->plot, BAR_X, y, end + (q->bad == 0), y + BAR_HEIGHT, RESERVED);
    plot_text(p->plot, TEXT_VALUE, end + 6, y + BAR_HEIGHT / 2, INK, grouped(arena, q->bad));
    plot_text(p->plot, TEXT_NOTE, BAR_X, y + BAR_HEIGHT + 11, MUTED, ends_text(arena, q));
    return y + ROW_END;
}

/* "+3", "−1", "0", "+3 −1". */
static const char *sum_text(struct arena *arena, const struct step *step)
{
    if (step->came_count == 0 && step->left_count == 0)
        return "0";
    const char *came =
        step->came_count > 0 ? arena_format(arena, "+%d", (int)step->came_count) : "";
    const char *left =
        step->left_count > 0 ? arena_format(arena, "\xE2\x88\x92%d", (int)step->left_count) : "";
    return arena_format(arena, "%s%s%s", came, came[0] && left[0] ? " " : "", left);
}

static int32_t draw_step(const struct picture *p, enum cause cause, const struct step *step,
                         int64_t from, int64_t most, int32_t y)
{
    struct arena *arena = p->plotting->arena;
    int64_t to = from + step->came_count - step->left_count;
    int64_t low = to < from ? to : from, high = to < from ? from : to;
    int32_t x0 = BAR_X + plot_scale(low, most, BAR_WIDTH);
    int32_t x1 = BAR_X + plot_scale(high, most, BAR_WIDTH);
    bool is_still = step->came_count + step->left_count == 0;
    int32_t colour = to > from ? RED_LINE : to < from ? ADDED : RULE;
    plot_text(p->plot, TEXT_LABEL, BAR_X - 10, y + BAR_HEIGHT / 2, INK, cause_name(cause));
    plot_box(p->plot, x0, y, x1 > x0 ? x1 : x0 + 2, y + BAR_HEIGHT, colour);
    plot_text(p->plot, TEXT_VALUE, x1 + 8, y + BAR_HEIGHT / 2, to > from ? RED_TEXT : INK,
              sum_text(arena, step));
    plot_text(p->plot, TEXT_NOTE, BAR_X, y + BAR_HEIGHT + 11, MUTED,
              text_fit(arena, TEXT_NOTE, fact_of(p, cause), NOTES_WIDTH));
    if (is_still)
        return y + ROW_END;
    plot_text(p->plot, TEXT_NOTE, BAR_X, y + BAR_HEIGHT + 26, INK, names_text(arena, step));
    return y + ROW_STEP;
}

int32_t trend_draw_steps(const struct picture *p, const struct step steps[CAUSES], int32_t top)
{
    const struct quarter *last = &p->quarters[p->count - 1], *before = last - 1;
    int64_t most = last->bad > before->bad ? last->bad : before->bad, at = before->bad;
    int32_t y = top;
    for (int c = 0; c < CAUSES; c++) {
        at += steps[c].came_count - steps[c].left_count;
        most = at > most ? at : most;
    }
    plot_text(p->plot, TEXT_BOLD, TREND_CHANGE_X, top - 26, INK,
              "Critical stacks not fully recovered, and why");
    y = draw_end(p, before, most, y);
    at = before->bad;
    for (int c = 0; c < CAUSES; c++) {
        if (c == CAUSE_OTHER && steps[c].came_count + steps[c].left_count == 0)
            continue;
        y = draw_step(p, (enum cause)c, &steps[c], at, most, y);
        at += steps[c].came_count - steps[c].left_count;
    }
    return draw_end(p, last, most, y);
}
