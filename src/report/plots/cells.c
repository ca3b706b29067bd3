/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plots/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/table/table.h"

enum loss_kind loss_kind(const struct result_scenario *scenario)
{
    return table_is_single(scenario) ? LOSS_SINGLE
           : table_is_pair(scenario) ? LOSS_PAIR
                                     : LOSS_OTHER;
}

static int compare_cells(const void *a, const void *b)
{
    const struct cell *x = a;
    const struct cell *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : x->scenario_ix < y->scenario_ix ? -1 : x->scenario_ix > y->scenario_ix;
}

/* Worst first: in a single loss, anywhere, how often; then by name. */
static int compare_rows(const void *a, const void *b)
{
    const struct cell_row *x = a;
    const struct cell_row *y = b;
    if (x->is_told != y->is_told)
        return x->is_told ? -1 : 1;
    if (x->worst_single != y->worst_single)
        return x->worst_single < y->worst_single ? -1 : 1;
    if (x->worst != y->worst)
        return x->worst < y->worst ? -1 : 1;
    if (x->bad_count != y->bad_count)
        return x->bad_count > y->bad_count ? -1 : 1;
    int order = text_compare_natural(x->name, y->name);
    return order ? order : strcmp(x->path, y->path);
}

static struct cell *list_cells(const struct plotting *plotting, int32_t *ret_count)
{
    const struct result *result = plotting->result;
    size_t room = 0;
    int32_t count = 0;
    for (int32_t s = 0; s < result->scenario_count; s++)
        room += (size_t)result->scenarios[s].as_is.stack_count;
    struct cell *cells = ARENA_NEW(plotting->arena, room, struct cell);
    for (int32_t s = 0; s < result->scenario_count; s++) {
        const struct result_answer *answer = &result->scenarios[s].as_is;
        for (int32_t i = 0; i < answer->stack_count; i++)
            if (is_critical(result, &answer->stacks[i]))
                cells[count++] = (struct cell){
                    result_stack_path(&answer->stacks[i], plotting->arena), s, &answer->stacks[i],
                    result_stack_standing(answer, &answer->stacks[i], plotting->judge)};
    }
    if (count > 0)
        qsort(cells, (size_t)count, sizeof *cells, compare_cells);
    *ret_count = count;
    return cells;
}

static void judge_row(const struct plotting *plotting, struct cell_row *row)
{
    row->worst = row->worst_single = VERDICT_UNAFFECTED;
    for (int32_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        enum verdict verdict = cell->stack->verdict;
        bool is_single = loss_kind(&plotting->result->scenarios[cell->scenario_ix]) == LOSS_SINGLE;
        row->worst = verdict < row->worst ? verdict : row->worst;
        row->worst_single = is_single && verdict < row->worst_single ? verdict : row->worst_single;
        row->bad_count += verdict < VERDICT_FITS;
        row->is_told |= verdict < VERDICT_FITS || cell->standing != STANDING_GOOD;
    }
}

/* Stacks of one name are told apart by their path. */
static void name_rows(struct cells *cells)
{
    for (int32_t i = 0; i < cells->row_count; i++)
        cells->rows[i].name = cells->rows[i].cells[0].stack->stack;
    for (int32_t i = 0; i < cells->told_count; i++) {
        bool is_shared = false;
        for (int32_t j = 0; j < cells->told_count && !is_shared; j++)
            is_shared = i != j && !strcmp(cells->rows[i].cells[0].stack->stack,
                                          cells->rows[j].cells[0].stack->stack);
        if (is_shared)
            cells->rows[i].name = cells->rows[i].path;
    }
}

void cells_make(const struct plotting *plotting, struct cells *ret)
{
    int32_t count;
    struct cell *cells = list_cells(plotting, &count);
    *ret = (struct cells){.rows = ARENA_NEW(plotting->arena, count, struct cell_row)};
    for (int32_t i = 0, from = 0; i < count; i++) {
        if (i + 1 < count && !strcmp(cells[i].path, cells[i + 1].path))
            continue;
        struct cell_row *row = &ret->rows[ret->row_count++];
        *row = (struct cell_row){.path = cells[i].path,
                                 .name = cells[i].stack->stack,
                                 .cells = &cells[from],
                                 .count = i + 1 - from};
        judge_row(plotting, row);
        ret->told_count += row->is_told;
        from = i + 1;
    }
    if (ret->row_count > 0)
        qsort(ret->rows, (size_t)ret->row_count, sizeof *ret->rows, compare_rows);
    name_rows(ret);
    for (int32_t s = 0; s < plotting->result->scenario_count; s++)
        ret->failed_scenarios += plotting->result->scenarios[s].as_is.status == STATUS_FAILED;
}

const struct cell *cell_at(const struct cell_row *row, int32_t scenario_ix)
{
    for (int32_t i = 0; i < row->count; i++)
        if (row->cells[i].scenario_ix == scenario_ix)
            return &row->cells[i];
    return NULL;
}

static bool row_has(const struct plotting *plotting, const struct cell_row *row,
                    enum standing standing, enum loss_kind kind)
{
    for (int32_t i = 0; i < row->count; i++)
        if (row->cells[i].standing == standing &&
            loss_kind(&plotting->result->scenarios[row->cells[i].scenario_ix]) == kind)
            return true;
    return false;
}

int32_t cells_count(const struct plotting *plotting, const struct cells *cells,
                    enum standing standing, enum loss_kind kind)
{
    int32_t count = 0;
    for (int32_t i = 0; i < cells->row_count; i++) {
        bool is_new = row_has(plotting, &cells->rows[i], standing, kind);
        for (int earlier = 0; earlier < (int)kind; earlier++)
            is_new &= !row_has(plotting, &cells->rows[i], standing, (enum loss_kind)earlier);
        count += is_new;
    }
    return count;
}

int32_t cells_listed(const struct plotting *plotting, const struct cells *cells,
                     enum loss_kind kind)
{
    int32_t count = 0;
    for (int32_t i = 0; i < cells->row_count; i++)
        count += row_has(plotting, &cells->rows[i], STANDING_GOOD, kind) ||
                 row_has(plotting, &cells->rows[i], STANDING_OPEN, kind) ||
                 row_has(plotting, &cells->rows[i], STANDING_BAD, kind);
    return count;
}

/* "ledger does not fit when fra-1 is lost". */
static const char *say_row(const struct plotting *plotting, const struct cell_row *row)
{
    struct arena *arena = plotting->arena;
    const struct cell *first = NULL;
    int32_t losses = 0;
    for (int32_t i = 0; i < row->count; i++) {
        const struct result_scenario *scenario =
            &plotting->result->scenarios[row->cells[i].scenario_ix];
        if (row->cells[i].standing != STANDING_BAD || loss_kind(scenario) != LOSS_SINGLE)
            continue;
        if (!first || row->cells[i].stack->verdict < first->stack->verdict)
            first = &row->cells[i];
        losses++;
    }
    const char *name = name_elide(arena, row->name, 30);
    const char *cluster =
        scenario_short(arena, &plotting->result->scenarios[first->scenario_ix], 22);
    static const char *const says[VERDICT_COUNT] = {"does not fit", "is blocked",
                                                    "is affected",  "is undecided",
                                                    "is degraded",  "fits only instead of another",
                                                    "is open",      "is not lost"};
    if (losses > 1)
        return arena_format(arena, "%s is not fully recovered in %d single losses", name,
                            (int)losses);
    return arena_format(arena, "%s %s when %s is lost", name, says[first->stack->verdict], cluster);
}

static const char *say_named(const struct plotting *plotting, const struct cells *cells)
{
    const char *said[2] = {NULL, NULL};
    int32_t count = 0;
    for (int32_t i = 0; i < cells->row_count && count < 2; i++)
        if (row_has(plotting, &cells->rows[i], STANDING_BAD, LOSS_SINGLE))
            said[count++] = say_row(plotting, &cells->rows[i]);
    return count == 1 ? said[0] : arena_format(plotting->arena, "%s and %s", said[0], said[1]);
}

static const char *say_good(const struct plotting *plotting, const struct cells *cells)
{
    int32_t open = 0, undecided = 0;
    for (int kind = 0; kind < LOSS_KINDS; kind++)
        open += cells_count(plotting, cells, STANDING_OPEN, (enum loss_kind)kind);
    for (int32_t i = 0; i < cells->row_count; i++)
        undecided += row_has(plotting, &cells->rows[i], STANDING_OPEN, LOSS_SINGLE) ||
                     row_has(plotting, &cells->rows[i], STANDING_OPEN, LOSS_PAIR) ||
                     row_has(plotting, &cells->rows[i], STANDING_OPEN, LOSS_OTHER);
    if (open > 0)
        return arena_format(plotting->arena,
                            "Nothing is proven lost, but %d of %d critical %s open", (int)undecided,
                            (int)cells->row_count,
                            plural(cells->row_count, "stack is", "stacks are"));
    return arena_format(plotting->arena, "%d of %d critical %s in part, which was accepted",
                        (int)cells->told_count, (int)cells->row_count,
                        plural(cells->told_count, "stack runs", "stacks run"));
}

const char *cells_title(const struct plotting *plotting, const struct cells *cells)
{
    static const char *const when[] = {"when one cluster is lost", "when two clusters are lost",
                                       "in these scenarios"};
    static const char *const only[] = {"", "only in pairs", "only in other scenarios"};
    struct arena *arena = plotting->arena;
    int32_t bad[LOSS_KINDS];
    int first = LOSS_KINDS;
    for (int kind = LOSS_KINDS - 1; kind >= 0; kind--) {
        bad[kind] = cells_count(plotting, cells, STANDING_BAD, (enum loss_kind)kind);
        first = bad[kind] > 0 ? kind : first;
    }
    if (first == LOSS_KINDS)
        return say_good(plotting, cells);
    int32_t listed = cells_listed(plotting, cells, (enum loss_kind)first);
    const char *title =
        first == LOSS_SINGLE && bad[first] <= 2
            ? say_named(plotting, cells)
            : arena_format(arena, "%d of %d critical %s not fully recovered %s", (int)bad[first],
                           (int)listed, plural(listed, "stack is", "stacks are"), when[first]);
    for (int kind = first + 1; kind < LOSS_KINDS; kind++)
        if (bad[kind] > 0)
            title = arena_format(arena, "%s%s %d more %s", title, kind == first + 1 ? ";" : ",",
                                 (int)bad[kind], only[kind]);
    return title;
}
