/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verdict matrix: critical stacks x scenarios. Where only single losses are asked, and many, a
 * stack is lost in one column alone and the matrix would be nearly empty: losses.c draws instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/plots/cells.h"
#include "report/table/table.h"

enum {
    COLUMNS_MAX = 16,
    SPARSE_FROM = 12, /* single losses that are too many for a matrix, when there is nothing else */
    PAGE_ROWS = 40,
    PAGES_MAX = 3,
    ROW_PITCH = 20,
    NAME_MAX_CHARACTERS = 30,
    BY_EVICTION = 0xF0BC45, /* the fill of E */
};

struct matrix {
    const struct plotting *plotting;
    const struct cells *cells;
    int32_t columns[COLUMNS_MAX]; /* scenario indices, in sweep order */
    int32_t column_count, column_width;
    int32_t left_out;   /* scenarios that are not shown */
    const char **names; /* [told_count] elided */
    int32_t x, y;       /* of the first cell */
    const char *title;
};

struct weighed {
    int32_t scenario_ix;
    int32_t counts[VERDICT_COUNT];
};

static int compare_worst(const void *a, const void *b)
{
    const struct weighed *x = a;
    const struct weighed *y = b;
    for (int v = 0; v < VERDICT_FITS; v++)
        if (x->counts[v] != y->counts[v])
            return x->counts[v] > y->counts[v] ? -1 : 1;
    return x->scenario_ix < y->scenario_ix ? -1 : 1;
}

static int compare_index(const void *a, const void *b)
{
    const int32_t *x = a;
    const int32_t *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The worst scenarios, back in sweep order. Failed ones have no verdicts to show. */
static void choose_columns(struct matrix *m)
{
    const struct result *result = m->plotting->result;
    struct weighed *list = ARENA_NEW(m->plotting->arena, result->scenario_count, struct weighed);
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = &result->scenarios[s].as_is;
        if (answer->status == STATUS_FAILED && answer->stack_count == 0)
            continue;
        list[count] = (struct weighed){.scenario_ix = s};
        for (int32_t i = 0; i < answer->stack_count; i++)
            if (is_critical(result, &answer->stacks[i]))
                list[count].counts[answer->stacks[i].verdict]++;
        count++;
    }
    qsort(list, (size_t)count, sizeof *list, compare_worst);
    m->column_count = count < COLUMNS_MAX ? count : COLUMNS_MAX;
    m->left_out = count - m->column_count;
    for (int32_t i = 0; i < m->column_count; i++)
        m->columns[i] = list[i].scenario_ix;
    qsort(m->columns, (size_t)m->column_count, sizeof *m->columns, compare_index);
    m->column_width = m->column_count > 12 ? 30 : 38;
}

/* E: not recovered as is, fits if others give way. */
static bool is_by_eviction(const struct matrix *m, const struct cell *cell)
{
    return result_fits_by_eviction(&m->plotting->result->scenarios[cell->scenario_ix], cell->stack);
}

static void draw_legend(const struct matrix *m, struct plot *plot)
{
    bool occurs[VERDICT_COUNT] = {false}, has_eviction = false;
    int32_t y;
    for (int32_t i = 0; i < m->cells->told_count; i++)
        for (int32_t k = 0; k < m->cells->rows[i].count; k++)
            if (is_by_eviction(m, &m->cells->rows[i].cells[k]))
                has_eviction = true;
            else
                occurs[m->cells->rows[i].cells[k].stack->verdict] = true;
    if (has_eviction)
        plot_legend(plot, BY_EVICTION, 'E', VERDICT_FITS, "fits by eviction");
    for (int v = VERDICT_FITS; v >= 0; v--)
        if (occurs[v])
            plot_legend(plot, verdict_fill((enum verdict)v), verdict_letter((enum verdict)v),
                        (enum verdict)v, verdict_words((enum verdict)v));
    int32_t x = plot_legend_mark(plot, 14, "not lost here", &y);
    plot_box(plot, x + 6, y - 1, x + 8, y + 1, DOT);
}

static void draw_columns(struct matrix *m, struct plot *plot, int32_t from, int32_t rows)
{
    const struct result *result = m->plotting->result;
    const char *names[COLUMNS_MAX];
    int32_t widest = 0, label = 0;
    for (int32_t c = 0; c < m->column_count; c++) {
        const struct result_scenario *s = &result->scenarios[m->columns[c]];
        names[c] = scenario_short(m->plotting->arena, s, 14);
        int32_t width = text_width(TEXT_LEAN, names[c]);
        widest = width > widest ? width : widest;
    }
    for (int32_t i = from; i < from + rows; i++) {
        int32_t width = text_width(TEXT_LABEL, m->names[i]);
        label = width > label ? width : label;
    }
    m->x = PLOT_LEFT + (label < 176 ? 176 : label) + 12 + 28;
    m->y = 88 + plot->top + widest * 643 / 1000 + 16;
    for (int32_t c = 0; c < m->column_count; c++)
        plot_text(plot, TEXT_LEAN, m->x + c * m->column_width + m->column_width / 2, m->y - 7, INK,
                  names[c]);
}

static void draw_rules(const struct matrix *m, struct plot *plot, int32_t rows)
{
    const struct result *result = m->plotting->result;
    for (int32_t c = 1; c < m->column_count; c++) {
        int32_t x = m->x + c * m->column_width;
        if (loss_kind(&result->scenarios[m->columns[c]]) !=
            loss_kind(&result->scenarios[m->columns[c - 1]]))
            plot_box(plot, x, m->y, x + 1, m->y + rows * ROW_PITCH, INK);
    }
}

static void draw_row(const struct matrix *m, struct plot *plot, int32_t row_ix, int32_t y)
{
    const struct cell_row *row = &m->cells->rows[row_ix];
    plot_text(plot, TEXT_LABEL, m->x - 9, y + ROW_PITCH / 2, INK, m->names[row_ix]);
    for (int32_t c = 0; c < m->column_count; c++) {
        const struct cell *cell = cell_at(row, m->columns[c]);
        int32_t x = m->x + c * m->column_width, middle = x + m->column_width / 2;
        if (!cell) {
            plot_box(plot, middle - 1, y + 9, middle + 1, y + 11, DOT);
            continue;
        }
        bool is_eviction = is_by_eviction(m, cell);
        enum verdict verdict = cell->stack->verdict;
        char letter[2] = {is_eviction ? 'E' : verdict_letter(verdict), '\0'};
        plot_box(plot, x + 1, y + 1, x + m->column_width - 1, y + ROW_PITCH - 1,
                 is_eviction ? BY_EVICTION : verdict_fill(verdict));
        plot_text(plot, TEXT_LETTER, middle, y + ROW_PITCH / 2,
                  is_eviction ? DARK_LETTER : verdict_ink(verdict), letter);
    }
}

/* Why the row's worst cell is as it is: of a single loss if there is one. */
static const char *row_reason(const struct matrix *m, const struct cell_row *row, int32_t width)
{
    struct arena *arena = m->plotting->arena;
    const struct cell *worst = NULL;
    for (int pass = 0; pass < 2 && !worst; pass++)
        for (int32_t i = 0; i < row->count; i++) {
            const struct cell *cell = &row->cells[i];
            bool is_single =
                loss_kind(&m->plotting->result->scenarios[cell->scenario_ix]) == LOSS_SINGLE;
            bool is_told = cell->stack->verdict < VERDICT_FITS || cell->standing != STANDING_GOOD;
            if (is_told && (is_single || pass == 1) &&
                (!worst || cell->stack->verdict < worst->stack->verdict))
                worst = cell;
        }
    if (!worst)
        return "";
    struct table_case one = {worst->scenario_ix, worst->stack, worst->standing};
    struct buf text;
    buf_init(&text);
    table_reason(m->plotting->result, &one, false, 40, &text);
    const char *reason = text_fit(arena, TEXT_NOTE, name_clean(arena, text.data), width);
    buf_release(&text);
    return reason;
}

/* One row's reason right of it; a run of equal ones once, with its length. */
static void draw_reasons(const struct matrix *m, struct plot *plot, int32_t from, int32_t rows)
{
    int32_t x = m->x + m->column_count * m->column_width + 10;
    int32_t width = PLOT_RIGHT - x;
    if (width < 120)
        return;
    const char **reasons = ARENA_NEW(m->plotting->arena, rows, const char *);
    for (int32_t i = 0; i < rows; i++)
        reasons[i] = row_reason(m, &m->cells->rows[from + i], width - 52);
    for (int32_t i = 0; i < rows;) {
        int32_t run = 1;
        while (i + run < rows && !strcmp(reasons[i], reasons[i + run]))
            run++;
        const char *text =
            run == 1 ? reasons[i]
                     : arena_format(m->plotting->arena, "%s (%d rows)", reasons[i], (int)run);
        plot_text(plot, TEXT_NOTE, x, m->y + i * ROW_PITCH + ROW_PITCH / 2, MUTED, text);
        i += run;
    }
}

static void draw_counts(const struct matrix *m, struct plot *plot, int32_t y)
{
    plot_text(plot, TEXT_NOTE_RIGHT, m->x - 9, y, MUTED, "fit");
    plot_text(plot, TEXT_NOTE_RIGHT, m->x - 9, y + 16, MUTED, "of displaced");
    for (int32_t c = 0; c < m->column_count; c++) {
        int32_t fit = 0, displaced = 0;
        for (int32_t i = 0; i < m->cells->row_count; i++) {
            const struct cell *cell = cell_at(&m->cells->rows[i], m->columns[c]);
            fit += cell && cell->stack->verdict == VERDICT_FITS;
            displaced += cell && is_displaced(cell->stack);
        }
        int32_t x = m->x + c * m->column_width + m->column_width / 2;
        plot_text(plot, TEXT_NOTE_MID, x, y, MUTED, grouped(plot->arena, fit));
        plot_text(plot, TEXT_NOTE_MID, x, y + 16, MUTED, grouped(plot->arena, displaced));
    }
}

/* All critical stacks in all scenarios. */
static void write_table(const struct plotting *plotting, const struct cells *cells,
                        struct plot *plot)
{
    const struct result *result = plotting->result;
    plot_header(plot, "stack\tscenario\tlost\tletter\tverdict\tstanding");
    for (int32_t i = 0; i < cells->row_count; i++)
        for (int32_t k = 0; k < cells->rows[i].count; k++) {
            const struct cell *cell = &cells->rows[i].cells[k];
            const struct result_scenario *scenario = &result->scenarios[cell->scenario_ix];
            static const char *const standings[] = {"good", "open", "bad"};
            static const char *const kinds[] = {"one cluster", "two clusters", "other"};
            char letter[2] = {verdict_letter(cell->stack->verdict), '\0'};
            plot_cell(plot, cells->rows[i].path, true);
            plot_cell(plot, scenario->name, false);
            plot_cell(plot, kinds[loss_kind(scenario)], false);
            plot_cell(plot, letter, false);
            plot_cell(plot, verdict_name(cell->stack->verdict), false);
            plot_cell(plot, standings[cell->standing], false);
            plot_row_end(plot);
        }
}

static const char *foot(const struct matrix *m, int32_t page, int32_t pages, int32_t shown)
{
    struct arena *arena = m->plotting->arena;
    const struct cells *cells = m->cells;
    const char *text = "";
    int32_t fine = cells->row_count - cells->told_count;
    int32_t cut = cells->told_count - shown;
    if (fine > 0)
        text = arena_format(arena, "%s%s more critical %s in every scenario that displaces %s. ",
                            text, grouped(arena, fine), plural(fine, "stack fits", "stacks fit"),
                            plural(fine, "it", "them"));
    if (cut > 0)
        text = arena_format(arena, "%s%s less bad %s not drawn. ", text, grouped(arena, cut),
                            plural(cut, "stack is", "stacks are"));
    if (m->left_out > 0)
        text =
            arena_format(arena, "%sThe worst %d of %s scenarios; order and reasons are of all. ",
                         text, (int)m->column_count, grouped(arena, m->column_count + m->left_out));
    if (cells->failed_scenarios > 0)
        text =
            arena_format(arena, "%s%s failed. ", text,
                         plural(cells->failed_scenarios, "1 scenario",
                                arena_format(arena, "%d scenarios", (int)cells->failed_scenarios)));
    if (pages > 1)
        text = arena_format(arena, "%sPage %d of %d. ", text, (int)page + 1, (int)pages);
    return arena_format(arena, "%sAll are in %s.", text,
                        pages > 1 ? arena_format(arena, "matrix-1of%d.tsv", (int)pages)
                                  : "matrix.tsv");
}

static void draw_page(struct matrix *m, struct plots *plots, int32_t page, int32_t pages)
{
    char name[PLOT_NAME] = "matrix";
    const struct result *result = m->plotting->result;
    struct arena *arena = m->plotting->arena;
    int32_t all = m->cells->told_count;
    int32_t shown = all < PAGES_MAX * PAGE_ROWS ? all : PAGES_MAX * PAGE_ROWS;
    int32_t each = (shown + pages - 1) / pages, from = page * each; /* pages of equal length */
    int32_t rows = shown - from < each ? shown - from : each;
    if (pages > 1)
        snprintf(name, sizeof name, "matrix-%dof%d", (int)page + 1, (int)pages);
    struct plot *plot = plots_add(plots, FIGURE_MATRIX, -1, name);
    plot_head(
        plot, m->title,
        arena_format(
            arena,
            "estate %s \xC2\xB7 %s critical %s \xC3\x97 %s %s \xC2\xB7 "
            "worst first \xC2\xB7 %s",
            name_elide(arena, result->estate_name, 40), grouped(arena, m->cells->row_count),
            plural(m->cells->row_count, "stack", "stacks"), grouped(arena, result->scenario_count),
            plural(result->scenario_count, "scenario", "scenarios"), result_assumed(m->plotting)));
    draw_legend(m, plot);
    draw_columns(m, plot, from, rows);
    for (int32_t i = 0; i < rows; i++)
        draw_row(m, plot, from + i, m->y + i * ROW_PITCH);
    draw_rules(m, plot, rows);
    draw_reasons(m, plot, from, rows);
    draw_counts(m, plot, m->y + rows * ROW_PITCH + 15);
    plot_foot(plot, m->y + rows * ROW_PITCH + 70, foot(m, page, pages, shown));
    if (page == 0)
        write_table(m->plotting, m->cells, plot);
    else
        plot_header(plot, "the table is in the file of the first page");
}

static bool is_sparse(const struct result *result)
{
    for (int32_t s = 0; s < result->scenario_count; s++)
        if (!table_is_single(&result->scenarios[s]))
            return false;
    return result->scenario_count > SPARSE_FROM;
}

void matrix_draw(const struct plotting *plotting, struct plots *plots)
{
    struct cells cells;
    cells_make(plotting, &cells);
    if (cells.told_count == 0) {
        struct plot *plot = plots_add(plots, FIGURE_MATRIX, -1, "matrix");
        plot_missing(
            plot,
            cells.row_count == 0
                ? "No critical stack is lost in any scenario."
                : arena_format(plotting->arena,
                               "Every critical stack fits in every scenario: %d %s, "
                               "%d %s.",
                               (int)cells.row_count, plural(cells.row_count, "stack", "stacks"),
                               (int)plotting->result->scenario_count,
                               plural(plotting->result->scenario_count, "scenario", "scenarios")));
        return;
    }
    if (is_sparse(plotting->result)) {
        losses_draw(plotting, plots);
        return;
    }
    struct matrix m = {.plotting = plotting, .cells = &cells};
    const char **names = ARENA_NEW(plotting->arena, cells.told_count, const char *);
    for (int32_t i = 0; i < cells.told_count; i++)
        names[i] = cells.rows[i].name;
    m.names = name_elide_all(plotting->arena, names, cells.told_count, NAME_MAX_CHARACTERS);
    m.title = cells_title(plotting, &cells);
    choose_columns(&m);
    int32_t pages = (cells.told_count + PAGE_ROWS - 1) / PAGE_ROWS;
    pages = pages < PAGES_MAX ? pages : PAGES_MAX;
    for (int32_t page = 0; page < pages; page++)
        draw_page(&m, plots, page, pages);
}
