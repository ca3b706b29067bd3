/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/review/figure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "report/plots/plot.h"
#include "report/table/table.h"

enum {
    DRAWN_SCENARIOS = 40, /* that have figures of their own */
    SVG_MAX_BYTES = 32 << 20,
    TEMPLATE_MAX_BYTES = 1 << 20,
    VERSION_LIMIT_S = 10,
};

/* ---- which figures */

/* How bad a scenario is: critical stacks not all right, by verdict. */
struct badness {
    int32_t scenario_ix;
    int32_t counts[VERDICT_COUNT];
};

static int compare_badness(const void *a, const void *b)
{
    const struct badness *x = a;
    const struct badness *y = b;
    for (int v = 0; v < VERDICT_FITS; v++)
        if (x->counts[v] != y->counts[v])
            return x->counts[v] > y->counts[v] ? -1 : 1;
    return x->scenario_ix < y->scenario_ix ? -1 : 1;
}

/* Has the scenario figures of its own? All single losses first, then the worst of the others. */
static bool *choose_scenarios(const struct plotting *review)
{
    const struct result *result = review->result;
    int32_t count = result->scenario_count, left = DRAWN_SCENARIOS, others = 0;
    struct badness *list = ARENA_NEW(review->arena, count, struct badness);
    bool *is_drawn = ARENA_NEW(review->arena, count, bool);
    for (int pass = 0; pass < 2; pass++) {
        others = 0;
        for (int32_t s = 0; s < count; s++) {
            const struct result_answer *answer = &result->scenarios[s].as_is;
            if (table_is_single(&result->scenarios[s]) != (pass == 0))
                continue;
            list[others] = (struct badness){.scenario_ix = s};
            for (int32_t i = 0; i < answer->stack_count; i++)
                if (is_critical(result, &answer->stacks[i]))
                    list[others].counts[answer->stacks[i].verdict]++;
            others++;
        }
        qsort(list, (size_t)others, sizeof *list, compare_badness);
        for (int32_t i = 0; i < others && left > 0; i++, left--)
            is_drawn[list[i].scenario_ix] = true;
    }
    return is_drawn;
}

static void draw_scenarios(const struct plotting *review, struct plots *plots)
{
    bool *is_drawn = choose_scenarios(review);
    int32_t singles = 0, count = review->result->scenario_count;
    for (int32_t s = 0; s < count; s++)
        singles += table_is_single(&review->result->scenarios[s]);
    for (int32_t s = 0; s < count; s++) {
        if (!is_drawn[s]) {
            char name[PLOT_NAME];
            snprintf(name, sizeof name, "before-after-%d", (int)s + 1);
            plot_missing(plots_add(plots, FIGURE_BEFORE_AFTER, s, name),
                         arena_format(review->arena,
                                      "Not drawn: of %d scenarios, single losses come first, then "
                                      "the worst, %d in all.",
                                      (int)count, DRAWN_SCENARIOS));
            continue;
        }
        before_after_draw(review, s, plots);
        if (singles > 6 || !table_is_single(&review->result->scenarios[s]))
            targets_draw_one(review, s, plots);
        holes_draw(review, s, plots);
    }
    if (singles > 0 && singles <= 6)
        targets_draw(review, plots);
}

/* ---- files */

static const char *path_of(struct arena *arena, const char *folder, const char *name,
                           const char *ending)
{
    return arena_format(arena, "%s/%s%s", folder, name, ending);
}

static bool write_file(const char *path, const struct buf *text, struct error *reterr)
{
    FILE *file = fopen(path, "wb");
    bool is_written = file && fwrite(text->data, 1, text->length, file) == text->length;
    if (file && fclose(file) != 0)
        is_written = false;
    if (!is_written) {
        error_set(reterr, ERROR_INTERNAL, "cannot write: %s", strerror(errno));
        error_at(reterr, path, 0, 0);
    }
    return is_written;
}

static void add_block(struct buf *out, struct buf *places, const char *header,
                      const struct buf *rows, int32_t *block)
{
    if (rows->length == 0) {
        buf_add_text(places, ", -1");
        return;
    }
    buf_format(places, ", %d", (int)(*block)++);
    buf_format(out, "\n\n%s\n", header);
    buf_add(out, rows->data, rows->length);
}

static bool write_plot(struct plot *plot, const struct figure_options *options,
                       const struct buf *template, struct error *reterr)
{
    struct buf places, head;
    int32_t block = 1;
    buf_init(&places);
    buf_init(&head);
    add_block(&plot->table, &places, "left\tright\tupper\tlower\tcolour", &plot->boxes, &block);
    add_block(&plot->table, &places, "x\ty\tdx\tdy\tcolour", &plot->lines, &block);
    add_block(&plot->table, &places, "x\ty\tsize\ttype\tcolour", &plot->points, &block);
    for (int i = 0; i < TEXT_STYLES; i++)
        add_block(&plot->table, &places, "x\ty\tcolour\ttext", &plot->texts[i], &block);
    buf_format(&head, "name = \"%s\"\nwidth = %d\nheight = %d\narray block[%d] = [%s]\n\n",
               plot->figure.name, (int)plot->figure.width, (int)plot->figure.height,
               3 + TEXT_STYLES, places.data + 2);
    buf_add(&head, template->data, template->length);
    bool is_written =
        write_file(path_of(plot->arena, options->folder, plot->figure.name, ".tsv"), &plot->table,
                   reterr) &&
        write_file(path_of(plot->arena, options->folder, plot->figure.name, ".gp"), &head, reterr);
    buf_release(&places);
    buf_release(&head);
    return is_written;
}

/* ---- drawing */

static void fail_plot(struct plot *plot, const struct figure_options *options, const char *why)
{
    static const char *const endings[] = {".svg", ".png", ".pdf"};
    plot_missing(plot, why);
    plot->figure.is_failed = true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        unlink(path_of(plot->arena, options->folder, plot->figure.name, endings[i]));
}

/* Why gnuplot cannot be used at all; NULL = it can. */
static const char *gnuplot_fault(const struct figure_options *options, struct arena *arena)
{
    struct run ask = {.argument = "--version"};
    char *end;
    int32_t limit =
        options->time_limit_s < VERSION_LIMIT_S ? options->time_limit_s : VERSION_LIMIT_S;
    struct run_options once = {options->gnuplot, options->folder, limit, 1, options->stop};
    plot_run(&once, &ask, 1);
    if (ask.status == RUN_MISSING)
        return "Not drawn: gnuplot was not found.";
    if (ask.status == RUN_TIMEOUT)
        return arena_format(arena, "Not drawn: gnuplot did not answer within %d s.", (int)limit);
    if (ask.status == RUN_FAILED)
        return "Not drawn: gnuplot does not run.";
    if (strncmp(ask.output, "gnuplot ", 8) != 0)
        return "Not drawn: what is called gnuplot does not say its version.";
    long major = strtol(ask.output + 8, &end, 10);
    long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
    if (major > 5 || (major == 5 && minor >= 4))
        return NULL;
    return arena_format(arena, "Not drawn: gnuplot is version %ld.%ld; 5.4 or later is needed.",
                        major, minor);
}

static bool has_file(const char *path)
{
    return access(path, R_OK) == 0;
}

/* What gnuplot left, checked and cleaned. */
static bool take_over(struct plot *plot, const struct run *run,
                      const struct figure_options *options, struct error *reterr)
{
    struct arena *arena = plot->arena;
    const char *path = path_of(arena, options->folder, plot->figure.name, ".svg");
    struct buf raw, clean;
    bool is_written = true;
    if (run->status != RUN_OK) {
        fail_plot(plot, options,
                  run->status == RUN_TIMEOUT
                      ? arena_format(arena, "Not drawn: gnuplot took longer than %d s.",
                                     (int)options->time_limit_s)
                      : "Not drawn: gnuplot failed.");
        return true;
    }
    buf_init(&raw);
    buf_init(&clean);
    if (!has_file(path_of(arena, options->folder, plot->figure.name, ".png")) ||
        !has_file(path_of(arena, options->folder, plot->figure.name, ".pdf")) || !has_file(path) ||
        !buf_read_file(&raw, path, SVG_MAX_BYTES, NULL) ||
        !svg_clean(&raw, plot->figure.name, plot->figure.title, &clean)) {
        fail_plot(plot, options, "Not drawn: gnuplot left no picture that can be used.");
    } else {
        is_written = write_file(path, &clean, reterr);
        plot->figure.svg = arena_strndup(arena, clean.data, clean.length);
    }
    buf_release(&raw);
    buf_release(&clean);
    return is_written;
}

static bool draw_all(struct plots *plots, const struct figure_options *options,
                     struct error *reterr)
{
    struct run *runs = ARENA_NEW(plots->arena, plots->count, struct run);
    struct plot **drawn = ARENA_NEW(plots->arena, plots->count, struct plot *);
    int32_t count = 0;
    for (size_t i = 0; i < plots->count; i++) {
        if (plots->items[i].figure.missing)
            continue;
        drawn[count] = &plots->items[i];
        runs[count++].argument = path_of(plots->arena, ".", plots->items[i].figure.name, ".gp") + 2;
    }
    const char *fault = count > 0 ? gnuplot_fault(options, plots->arena) : NULL;
    struct run_options run = {options->gnuplot, options->folder, options->time_limit_s,
                              options->jobs, options->stop};
    if (!fault)
        plot_run(&run, runs, count);
    for (int32_t i = 0; i < count; i++) {
        if (fault)
            fail_plot(drawn[i], options, fault);
        else if (!take_over(drawn[i], &runs[i], options, reterr))
            return false;
    }
    return true;
}

/* Lay out, write, draw. */
static bool make_all(const struct plotting *review, const struct figure_options *options,
                     struct plots *plots, const struct buf *template, struct error *reterr)
{
    matrix_draw(review, plots);
    trend_draw(review, plots);
    draw_scenarios(review, plots);
    for (size_t i = 0; i < plots->count; i++)
        if (!plots->items[i].figure.missing &&
            !write_plot(&plots->items[i], options, template, reterr))
            return false;
    return draw_all(plots, options, reterr);
}

bool figures_draw(const struct result *const *results, int32_t result_count,
                  const struct figure_options *options, struct arena *arena, struct figures *ret,
                  struct error *reterr)
{
    struct plotting review = {results, result_count, results[result_count - 1], options->judge,
                              arena};
    struct plots plots = {.arena = arena};
    struct buf template;
    buf_init(&template);
    bool is_made = buf_read_file(&template, path_of(arena, options->templates, "figure", ".gp"),
                                 TEMPLATE_MAX_BYTES, reterr) &&
                   make_all(&review, options, &plots, &template, reterr);
    struct figure *items = ARENA_NEW(arena, plots.count, struct figure);
    for (size_t i = 0; i < plots.count; i++) {
        items[i] = plots.items[i].figure;
        plot_release(&plots.items[i]);
    }
    if (is_made)
        *ret = (struct figures){items, (int32_t)plots.count};
    free(plots.items);
    buf_release(&template);
    return is_made;
}
