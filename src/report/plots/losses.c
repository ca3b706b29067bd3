/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars by lost cluster: its critical stacks by verdict. Drawn where a matrix would be nearly empty.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/plots/cells.h"

enum { LOSSES_MAX = 24, LOSS_PITCH = 22, AXIS_X = 236, AXIS_SPAN = 360, NAMES_X = 620 };

struct loss {
    int32_t scenario_ix;
    int32_t counts[VERDICT_COUNT]; /* critical stacks */
    int32_t total;
    int32_t bad; /* not all right, by standing */
};

static int compare_losses(const void *a, const void *b)
{
    const struct loss *x = a;
    const struct loss *y = b;
    for (int v = 0; v < VERDICT_FITS; v++)
        if (x->counts[v] != y->counts[v])
            return x->counts[v] > y->counts[v] ? -1 : 1;
    if (x->total != y->total)
        return x->total > y->total ? -1 : 1;
    return x->scenario_ix < y->scenario_ix ? -1 : 1;
}

static struct loss *list_losses(const struct plotting *plotting, const struct cells *cells)
{
    int32_t count = plotting->result->scenario_count;
    struct loss *losses = ARENA_NEW(plotting->arena, count, struct loss);
    for (int32_t s = 0; s < count; s++)
        losses[s].scenario_ix = s;
    for (int32_t i = 0; i < cells->row_count; i++)
        for (int32_t k = 0; k < cells->rows[i].count; k++) {
            const struct cell *cell = &cells->rows[i].cells[k];
            struct loss *loss = &losses[cell->scenario_ix];
            loss->counts[cell->stack->verdict]++;
            loss->total++;
            loss->bad += cell->standing == STANDING_BAD;
        }
    qsort(losses, (size_t)count, sizeof *losses, compare_losses);
    return losses;
}

/* The names of those that are not recovered: two, then how many more. */
static const char *loss_names(const struct plotting *plotting, const struct cells *cells,
                              const struct loss *loss)
{
    const char *text = "";
    int32_t count = 0;
    for (int32_t i = 0; i < cells->row_count; i++) {
        const struct cell *cell = cell_at(&cells->rows[i], loss->scenario_ix);
        if (!cell || cell->stack->verdict >= VERDICT_FITS)
            continue;
        if (count++ < 2)
            text = arena_format(plotting->arena, "%s%s%s", text, count > 1 ? ", " : "",
                                name_elide(plotting->arena, cells->rows[i].name, 22));
    }
    return count > 2 ? arena_format(plotting->arena, "%s +%d", text, (int)count - 2) : text;
}

static void draw_loss(const struct plotting *plotting, const struct loss *loss, const char *name,
                      int32_t widest, int32_t y, struct plot *plot)
{
    int32_t before = 0;
    plot_text(plot, TEXT_LABEL, AXIS_X - 8, y + 8, INK, name);
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (loss->counts[v] == 0)
            continue;
        int32_t x0 = AXIS_X + plot_scale(before, widest, AXIS_SPAN) + (before > 0);
        int32_t x1 = AXIS_X + plot_scale(before + loss->counts[v], widest, AXIS_SPAN);
        char letter = verdict_letter((enum verdict)v);
        const char *label = loss->counts[v] == 1 ? arena_format(plotting->arena, "%c", letter)
                                                 : arena_format(plotting->arena, "%c %d", letter,
                                                                (int)loss->counts[v]);
        if (text_width(TEXT_LETTER, label) > x1 - x0 - 2)
            label = arena_format(plotting->arena, "%c", letter);
        plot_box(plot, x0, y, x1, y + 17, verdict_fill((enum verdict)v));
        if (text_width(TEXT_LETTER, label) <= x1 - x0 - 2)
            plot_text(plot, TEXT_LETTER, (x0 + x1) / 2, y + 8, verdict_ink((enum verdict)v), label);
        before += loss->counts[v];
    }
}

static void write_table(const struct plotting *plotting, const struct loss *losses,
                        struct plot *plot)
{
    plot_header(plot, "scenario\tcritical\tnot all right\tX\tB\tA\t?\tD\tC\tF");
    for (int32_t i = 0; i < plotting->result->scenario_count; i++) {
        plot_cell(plot, plotting->result->scenarios[losses[i].scenario_ix].name, true);
        plot_number(plot, losses[i].total);
        plot_number(plot, losses[i].bad);
        for (int v = 0; v < VERDICT_UNAFFECTED; v++)
            plot_number(plot, losses[i].counts[v]);
        plot_row_end(plot);
    }
}

static const char *losses_title(const struct plotting *plotting, const struct cells *cells,
                                const struct loss *losses)
{
    int32_t count = plotting->result->scenario_count, with = 0;
    int32_t stacks = cells_count(plotting, cells, STANDING_BAD, LOSS_SINGLE);
    for (int32_t i = 0; i < count; i++)
        with += losses[i].bad > 0;
    if (with == 0)
        return cells_title(plotting, cells);
    return arena_format(plotting->arena,
                        "In %d of %d single-cluster losses a critical stack is not fully "
                        "recovered; %d %s in all",
                        (int)with, (int)count, (int)stacks, plural(stacks, "stack", "stacks"));
}

static void draw_rows(const struct plotting *plotting, const struct cells *cells,
                      const struct loss *losses, int32_t shown, struct plot *plot)
{
    const struct result *result = plotting->result;
    const char **full = ARENA_NEW(plotting->arena, shown, const char *);
    int32_t widest = 1, top = 98 + plot->top;
    for (int32_t i = 0; i < shown; i++) {
        full[i] = scenario_short(plotting->arena, &result->scenarios[losses[i].scenario_ix], 256);
        widest = losses[i].total > widest ? losses[i].total : widest;
    }
    const char **names = name_elide_all(plotting->arena, full, shown, 24);
    plot_text(plot, TEXT_BOLD, AXIS_X, top, INK, "critical stacks of the lost cluster");
    plot_text(plot, TEXT_BOLD, NAMES_X, top, INK, "not recovered");
    for (int32_t i = 0; i < shown; i++) {
        int32_t y = top + 16 + i * LOSS_PITCH;
        draw_loss(plotting, &losses[i], names[i], widest, y, plot);
        plot_text(plot, TEXT_NOTE, NAMES_X, y + 8, MUTED,
                  text_fit(plotting->arena, TEXT_NOTE, loss_names(plotting, cells, &losses[i]),
                           PLOT_RIGHT - NAMES_X));
    }
}

static const char *losses_foot(const struct plotting *plotting, const struct cells *cells,
                               int32_t told, int32_t shown)
{
    struct arena *arena = plotting->arena;
    int32_t count = plotting->result->scenario_count;
    const char *text = "";
    if (told > shown)
        text = arena_format(arena, "The worst %d of %d scenarios. Not drawn: %d less bad",
                            (int)shown, (int)count, (int)(told - shown));
    else if (count > told)
        text = "Not drawn: ";
    if (count > told)
        text = arena_format(arena, "%s%s%d in which every critical stack fits, or none is lost",
                            text, told > shown ? ", " : "", (int)(count - told));
    if (text[0])
        text = arena_format(arena, "%s. ", text);
    if (cells->failed_scenarios > 0)
        text = arena_format(arena, "%sScenarios that failed: %d. ", text,
                            (int)cells->failed_scenarios);
    return arena_format(arena, "%sAll are in matrix.tsv.", text);
}

void losses_draw(const struct plotting *plotting, struct plots *plots)
{
    struct arena *arena = plotting->arena;
    const struct result *result = plotting->result;
    struct cells cells;
    cells_make(plotting, &cells);
    struct loss *losses = list_losses(plotting, &cells);
    bool occurs[VERDICT_COUNT] = {false};
    int32_t told = 0;
    for (; told < result->scenario_count; told++)
        if (losses[told].total == losses[told].counts[VERDICT_FITS] && losses[told].bad == 0)
            break;
    int32_t shown = told < LOSSES_MAX ? told : LOSSES_MAX;
    struct plot *plot = plots_add(plots, FIGURE_MATRIX, -1, "matrix");
    plot_head(plot, losses_title(plotting, &cells, losses),
              arena_format(arena,
                           "estate %s \xC2\xB7 %s critical %s \xC3\x97 %s scenarios \xC2\xB7 "
                           "worst first \xC2\xB7 %s",
                           name_elide(arena, result->estate_name, 40),
                           grouped(arena, cells.row_count),
                           plural(cells.row_count, "stack", "stacks"),
                           grouped(arena, result->scenario_count), result_assumed(plotting)));
    for (int32_t i = 0; i < shown; i++)
        for (int v = 0; v < VERDICT_COUNT; v++)
            occurs[v] |= losses[i].counts[v] > 0;
    for (int v = 0; v < VERDICT_COUNT; v++)
        if (occurs[v])
            plot_legend(plot, verdict_fill((enum verdict)v), verdict_letter((enum verdict)v),
                        (enum verdict)v, verdict_words((enum verdict)v));
    draw_rows(plotting, &cells, losses, shown, plot);
    write_table(plotting, losses, plot);
    plot_foot(plot, 98 + plot->top + 16 + shown * LOSS_PITCH + 40,
              losses_foot(plotting, &cells, told, shown));
}
