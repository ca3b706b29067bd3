/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "cli/command.h"
#include "cli/notes.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/question.h"
#include "import/change/waiver_file.h"
#include "import/import.h"
#include "report/whatif/whatif.h"
#include "scenario/waiver.h"
#include "study/whatif.h"

struct run {
    const struct cli_options *options;
    struct changes changes;
    struct compare_options compare;
    struct estate *estates[2]; /* before, after */
    struct whatif_side before, after;
    struct progress progress;
};

static void render(const struct run *run, const struct comparison *comparison, struct buf *out)
{
    const struct cli_options *options = run->options;
    struct whatif_options table = {.width = output_table_width(options),
                                   .is_wide = output_is_wide(options),
                                   .is_colored = output_is_colored(options)};
    switch (options->format) {
    case FORMAT_JSON: whatif_write_json(comparison, PACKAGE_VERSION, options->arena, out); return;
    case FORMAT_CSV: whatif_write_csv(comparison, out); return;
    case FORMAT_MARKDOWN: whatif_write_markdown(comparison, options->arena, out); return;
    case FORMAT_JUNIT: whatif_write_junit(comparison, options->arena, out); return;
    case FORMAT_TABLE:
    case FORMAT_WIDE: break;
    }
    whatif_write_table(comparison, &table, options->arena, out);
}

static int answer(struct run *run)
{
    const struct cli_options *options = run->options;
    struct comparison comparison;
    struct error error = {0};
    struct buf text;
    run->compare.question = &run->after.options.question;
    result_judge(&run->before.result, &run->compare.judge, options->arena);
    result_judge(&run->after.result, &run->compare.judge, options->arena);
    compare_results(run->before.estate, &run->before.result, run->after.estate, &run->after.result,
                    &run->changes, &run->compare, options->arena, &comparison);
    int status = compare_exit(&comparison);
    buf_init(&text);
    render(run, &comparison, &text);
    if (!output_write(options, &text, &error))
        status = fail(&error);
    else if (!options->is_quiet)
        notes_write(run->after.estate, &run->after.result, options->is_verbose);
    buf_release(&text);
    return status;
}

/* What is asked of one side. */
static bool prepare(struct run *run, struct whatif_side *side, struct error *reterr)
{
    const struct cli_options *options = run->options;
    struct scenario_choice choice = {options->lose, options->lose_count, options->lose_any};
    struct simulate_options *o = &side->options;
    *o = (struct simulate_options){.jobs = options->jobs,
                                   .reproducible = true,
                                   .has_as_of = options->has_as_of,
                                   .as_of_s = options->as_of_s};
    o->solve.budget = options->budget;
    o->solve.engine = (enum solve_engine)options->engine;
    o->solve.time_limit_ms = options->time_limit_ms;
    o->solve.seed = (uint64_t)options->seed;
    if (run->progress.is_shown) {
        o->progress = progress_step;
        o->progress_tier = progress_tier;
        o->progress_context = &run->progress;
    }
    if (!question_make(options, side->estate, &o->question, reterr))
        return false;
    o->question.no_eviction = !options->accept_eviction; /* only what is judged is compared */
    return scenario_list(side->estate, &choice, options->arena, &side->scenarios,
                         &side->scenario_count, reterr);
}

static int compare(struct run *run)
{
    struct error error = {0};
    progress_init(&run->progress, run->options);
    if (!prepare(run, &run->before, &error) || !prepare(run, &run->after, &error))
        return fail(&error);
    bool is_done = whatif(&run->before, &run->after, &run->changes, run->options->arena,
                          &run->compare.reused, &error);
    progress_end(&run->progress);
    return is_done ? answer(run) : fail(&error);
}

/* Both estates: the first is read again for the second, for changes are applied before the seal. */
static bool read_all(struct run *run, struct error_list *errors)
{
    const struct cli_options *options = run->options;
    const char *path = options->operands[0];
    if (strcmp(path, "-") == 0) {
        struct error error = {0};
        error_set(&error, ERROR_USAGE,
                  "muster whatif: found - for ESTATE, which is read twice; expected a path");
        error_list_add(errors, &error);
        return false;
    }
    if (options->waivers &&
        !waiver_file_read(options->waivers, options->arena, &run->compare.waivers, errors))
        return false;
    run->estates[0] = import_estate(path, errors);
    if (run->estates[0])
        run->estates[1] = import_estate_changed(path, &run->changes, errors);
    run->before.estate = run->estates[0];
    run->after.estate = run->estates[1];
    return run->estates[1] != NULL;
}

int cmd_whatif(const struct cli_options *options)
{
    struct error_list errors = {0};
    struct run run = {.options = options,
                      .changes = {options->operands + 1, (int32_t)options->operand_count - 1,
                                  options->arena, NULL, 0, 0},
                      .compare = {.judge = {.accept_degraded = options->accept_degraded,
                                            .accept_eviction = options->accept_eviction,
                                            .strict = options->is_strict},
                                  .fail_on_any = options->fails_on_any,
                                  .as_of_s = options->has_as_of ? options->as_of_s : date_now()}};
    int status;
    if (read_all(&run, &errors)) {
        status = compare(&run);
    } else {
        print_errors(&errors);
        status = exit_of_list(&errors);
    }
    estate_free(run.estates[0]);
    estate_free(run.estates[1]);
    return status;
}
