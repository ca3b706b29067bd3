/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plots/plot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/line.h"

/* Fills and letters. `affected` and `choice` were chosen by the rules of design/spec.md, section 2:
 * lightness L* between their neighbours in badness (53 between 45 and 58; 72 between 67 and 79), at
 * least 28 (CIE76) from every other verdict in normal sight, under deuteranopia and protanopia, and
 * a letter of contrast 4.5 or more. */
static const struct {
    int32_t fill, ink;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_DOES_NOT_FIT] = {0x8F1425, LIGHT_LETTER}, [VERDICT_BLOCKED] = {0x7A57B8, LIGHT_LETTER},
    [VERDICT_AFFECTED] = {0xB07028, DARK_LETTER},      [VERDICT_UNKNOWN] = {0x868D97, DARK_LETTER},
    [VERDICT_DEGRADED] = {0x63ABDC, DARK_LETTER},      [VERDICT_CHOICE] = {0xA8B878, DARK_LETTER},
    [VERDICT_FITS] = {0xB2E2D8, DARK_LETTER},          [VERDICT_UNAFFECTED] = {GROUND, DOT},
};

int32_t verdict_fill(enum verdict verdict)
{
    return verdicts[verdict].fill;
}

int32_t verdict_ink(enum verdict verdict)
{
    return verdicts[verdict].ink;
}

int tier_class(int64_t tier)
{
    return tier < TIER_CLASSES - 1 ? (int)tier : TIER_CLASSES - 1;
}

int32_t tier_fill(int class)
{
    static const int32_t fills[TIER_CLASSES] = {0x12355B, 0x2F6FA7, 0x7DB3DC, 0xC7DEEF};
    return fills[class];
}

int32_t tier_ink(int class)
{
    return class < 2 ? LIGHT_LETTER : DARK_LETTER;
}

/* ---- marks */

void plot_box(struct plot *plot, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t colour)
{
    if (x1 > x0 && y1 > y0)
        buf_format(&plot->boxes, "%d\t%d\t%d\t%d\t%d\n", (int)x0, (int)x1, (int)y0, (int)y1,
                   (int)colour);
}

void plot_frame(struct plot *plot, const int32_t corners[4], int32_t width, int32_t colour)
{
    int32_t x0 = corners[0], y0 = corners[1], x1 = corners[2], y1 = corners[3];
    plot_box(plot, x0, y0, x1, y0 + width, colour);
    plot_box(plot, x0, y1 - width, x1, y1, colour);
    plot_box(plot, x0, y0 + width, x0 + width, y1 - width, colour);
    plot_box(plot, x1 - width, y0 + width, x1, y1 - width, colour);
}

void plot_line(struct plot *plot, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t colour)
{
    buf_format(&plot->lines, "%d\t%d\t%d\t%d\t%d\n", (int)x0, (int)y0, (int)(x1 - x0),
               (int)(y1 - y0), (int)colour);
}

void plot_dashes(struct plot *plot, int32_t x, int32_t y0, int32_t y1, int32_t colour)
{
    for (int32_t y = y0; y < y1; y += 6)
        plot_box(plot, x - 1, y, x + 1, y + 4 < y1 ? y + 4 : y1, colour);
}

void plot_point(struct plot *plot, int32_t x, int32_t y, int32_t size, enum marker marker,
                int32_t colour)
{
    buf_format(&plot->points, "%d\t%d\t%d\t%d\t%d\n", (int)x, (int)y, (int)size, (int)marker,
               (int)colour);
}

/* Which side of a text its anchor is: -1 left, 0 middle, 1 right. */
static int side_of(enum text_style style)
{
    switch (style) {
    case TEXT_LABEL:
    case TEXT_BOLD_LABEL:
    case TEXT_NOTE_RIGHT:
    case TEXT_VALUE_RIGHT: return 1;
    case TEXT_NOTE_MID:
    case TEXT_LETTER: return 0;
    default: return -1;
    }
}

static void keep_box(struct plot *plot, enum text_style style, int32_t x, int32_t y,
                     const char *text)
{
    int32_t width = text_width(style, text), half = text_size(style) / 2, side = side_of(style);
    int32_t x0 = side < 0 ? x : side > 0 ? x - width : x - width / 2;
    struct text_box box = {x0, y - half, x0 + width, y + half, text};
    /* 40 degrees: cosine 0.766, sine 0.643. Only how far it reaches, for two of them run side by
     * side. */
    if (style == TEXT_LEAN)
        box = (struct text_box){x, y - (width * 643 + 999) / 1000 - half, x + width * 766 / 1000, y,
                                text};
    VEC_PUSH(plot->text_boxes, plot->text_count, plot->text_room, box);
}

/* A backslash in a label is interpreted, and a quote at its start swallows the field's end: both
 * are written otherwise. */
void plot_text(struct plot *plot, enum text_style style, int32_t x, int32_t y, int32_t colour,
               const char *text)
{
    const char *clean = name_clean(plot->arena, text);
    struct buf *out = &plot->texts[style];
    if (!clean[strspn(clean, " ")])
        return;
    keep_box(plot, style, x, y, clean);
    buf_format(out, "%d\t%d\t%d\t", (int)x, (int)y, (int)colour);
    for (; *clean; clean++) {
        if (*clean == '\\')
            buf_add_text(out, "\\\\");
        else if (*clean == '"')
            buf_add_text(out, "\xE2\x80\x9D");
        else
            buf_add_char(out, *clean);
    }
    buf_add_char(out, '\n');
}

/* ---- the frame */

/* A text over lines that fit, broken at words; returns how many lines. */
static int32_t wrapped(struct plot *plot, enum text_style style, int32_t y, int32_t pitch,
                       int32_t colour, const char *text)
{
    int32_t lines = 0;
    for (; *text; lines++) {
        size_t n = text_line(style, text, PLOT_RIGHT - PLOT_LEFT);
        size_t cut = n;
        while (text[n] && cut > 0 && text[cut] != ' ')
            cut--;
        n = cut > 0 ? cut : n;
        plot_text(plot, style, PLOT_LEFT, y + lines * pitch, colour,
                  arena_strndup(plot->arena, text, n));
        text += n;
        text += strspn(text, " ");
    }
    return lines;
}

void plot_head(struct plot *plot, const char *title, const char *subtitle)
{
    plot->figure.title = name_clean(plot->arena, title);
    int32_t lines = wrapped(plot, TEXT_TITLE, 26, 22, INK, plot->figure.title);
    plot->top += 22 * (lines - 1);
    lines = wrapped(plot, TEXT_PLAIN, 48 + plot->top, 16, MUTED, name_clean(plot->arena, subtitle));
    plot->top += 16 * (lines - 1);
    plot->legend_x = PLOT_LEFT;
}

int32_t plot_legend_mark(struct plot *plot, int32_t width, const char *label, int32_t *ret_y)
{
    const char *clean = name_clean(plot->arena, label);
    int32_t x = plot->legend_x, wide = width + 6 + text_width(TEXT_NOTE, clean);
    if (x > PLOT_LEFT && x + wide > PLOT_RIGHT) {
        x = PLOT_LEFT;
        plot->top += 20;
    }
    *ret_y = 74 + plot->top;
    plot_text(plot, TEXT_NOTE, x + width + 6, *ret_y, MUTED, clean);
    plot->legend_x = x + wide + 22;
    return x;
}

void plot_legend(struct plot *plot, int32_t colour, char letter, enum verdict verdict,
                 const char *label)
{
    int32_t y;
    int32_t x = plot_legend_mark(plot, 14, label, &y);
    char text[2] = {letter, '\0'};
    plot_box(plot, x, y - 6, x + 14, y + 7, colour);
    if (letter)
        plot_text(plot, TEXT_LETTER, x + 7, y, verdict_ink(verdict), text);
}

void plot_foot(struct plot *plot, int32_t y, const char *notes)
{
    int32_t lines = wrapped(plot, TEXT_NOTE, y, 15, MUTED, name_clean(plot->arena, notes));
    plot->figure.width = PLOT_WIDTH;
    plot->figure.height = y + 15 * (lines > 0 ? lines - 1 : 0) + 18;
}

int64_t plot_step(int64_t to, int32_t most)
{
    static const int64_t parts[] = {10, 20, 25, 50, 100};
    for (int64_t scale = 1;; scale *= 10)
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            int64_t step = parts[i] * scale / 10;
            bool is_whole = step * 10 == parts[i] * scale;
            if ((is_whole && to / step <= most) || scale > INT64_MAX / 1000)
                return step;
        }
}

int32_t plot_scale(int64_t value, int64_t to, int32_t span)
{
    if (value <= 0 || to <= 0)
        return 0;
    if (value >= to)
        return span;
    return (int32_t)(((__int128)value * span + to / 2) / to);
}

void plot_grid(struct plot *plot, int32_t x0, int32_t x1, int32_t y0, int32_t y1, int64_t to,
               int64_t step)
{
    for (int64_t at = 0; at <= to; at += step) {
        char number[NUMBER_SIZE];
        int32_t x = x0 + plot_scale(at, to, x1 - x0);
        number_grouped(at, number);
        plot_box(plot, x, y0, x + 1, y1, GRID);
        plot_text(plot, TEXT_NOTE_MID, x, y1 + 12, MUTED, number);
    }
}

/* ---- the table of numbers */

void plot_cell(struct plot *plot, const char *text, bool is_first)
{
    const char *clean = name_clean(plot->arena, text);
    if (!is_first)
        buf_add_char(&plot->table, '\t');
    if (*clean && strchr("=+-@", *clean) && strcmp(clean, "-") != 0)
        buf_add_char(&plot->table, '\'');
    buf_add_text(&plot->table, clean);
}

void plot_number(struct plot *plot, int64_t number)
{
    buf_format(&plot->table, "\t%" PRId64, number);
}

void plot_row_end(struct plot *plot)
{
    buf_add_char(&plot->table, '\n');
}

void plot_header(struct plot *plot, const char *cells)
{
    buf_add_text(&plot->table, cells);
    buf_add_char(&plot->table, '\n');
}

/* ---- the list */

struct plot *plots_add(struct plots *plots, enum figure_kind kind, int32_t scenario_ix,
                       const char *name)
{
    struct plot plot = {.arena = plots->arena,
                        .figure = {.kind = kind,
                                   .scenario_ix = scenario_ix,
                                   .name = arena_strdup(plots->arena, name),
                                   .title = ""}};
    buf_init(&plot.table);
    buf_init(&plot.boxes);
    buf_init(&plot.lines);
    buf_init(&plot.points);
    for (int i = 0; i < TEXT_STYLES; i++)
        buf_init(&plot.texts[i]);
    VEC_PUSH(plots->items, plots->count, plots->room, plot);
    return &plots->items[plots->count - 1];
}

void plot_missing(struct plot *plot, const char *why)
{
    plot->figure.missing = name_clean(plot->arena, why);
}

void plot_release(struct plot *plot)
{
    buf_release(&plot->table);
    buf_release(&plot->boxes);
    buf_release(&plot->lines);
    buf_release(&plot->points);
    for (int i = 0; i < TEXT_STYLES; i++)
        buf_release(&plot->texts[i]);
    free(plot->text_boxes);
}
