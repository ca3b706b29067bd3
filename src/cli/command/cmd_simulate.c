/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/command.h"
#include "cli/notes.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/question.h"
#include "import/import.h"
#include "report/csv.h"
#include "report/gate/gate.h"
#include "report/table/table.h"
#include "result/result_json.h"
#include "study/simulate.h"

/* The answer in the format asked for. */
static void render(const struct cli_options *options, const struct result *result,
                   const struct judge_options *judge, struct buf *out)
{
    struct table_options table = {.judge = *judge, .is_colored = output_is_colored(options)};
    switch (options->format) {
    case FORMAT_JSON: result_json_write(result, out); return;
    case FORMAT_CSV: result_csv_write(result, out); return;
    case FORMAT_MARKDOWN: gate_write_markdown(result, judge, options->arena, out); return;
    case FORMAT_JUNIT: gate_write_junit(result, judge, options->arena, out); return;
    case FORMAT_TABLE:
    case FORMAT_WIDE: break;
    }
    table.width = output_table_width(options);
    table.is_wide = output_is_wide(options);
    table_write(result, &table, options->arena, out);
}

/* What judged the answer is part of its options. */
static void note_judge(const struct cli_options *options, struct result *result)
{
    struct result_option *all =
        ARENA_NEW(options->arena, result->option_count + 2, struct result_option);
    int32_t count = result->option_count;
    for (int32_t i = 0; i < count; i++)
        all[i] = result->options[i];
    if (options->accept_degraded || options->accept_eviction)
        all[count++] = (struct result_option){"accept",
                                              !options->accept_eviction   ? "degraded"
                                              : !options->accept_degraded ? "eviction"
                                                                          : "degraded,eviction",
                                              false};
    if (options->is_strict)
        all[count++] = (struct result_option){"strict", "yes", false};
    result->options = all;
    result->option_count = count;
}

static int answer(const struct cli_options *options, const struct estate *estate,
                  struct result *result)
{
    struct buf text;
    struct error error = {0};
    struct judge_options judge = {.accept_degraded = options->accept_degraded,
                                  .accept_eviction = options->accept_eviction,
                                  .strict = options->is_strict};
    note_judge(options, result);
    int status = result_judge(result, &judge, options->arena);
    buf_init(&text);
    render(options, result, &judge, &text);
    if (!output_write(options, &text, &error))
        status = fail(&error);
    else if (!options->is_quiet)
        notes_write(estate, result, options->is_verbose);
    buf_release(&text);
    return status;
}

static int run(const struct cli_options *options, const struct estate *estate)
{
    struct scenario_choice choice = {options->lose, options->lose_count, options->lose_any};
    struct simulate_options simulation = {.jobs = options->jobs,
                                          .reproducible = options->is_reproducible,
                                          .has_as_of = options->has_as_of,
                                          .as_of_s = options->as_of_s};
    struct scenario *scenarios;
    int32_t count;
    struct result result;
    struct error error = {0};
    struct progress progress;
    simulation.solve.budget = options->budget;
    simulation.solve.engine = (enum solve_engine)options->engine;
    simulation.solve.time_limit_ms = options->time_limit_ms;
    simulation.aftermath = (struct aftermath_options){.then_lose_node = options->then_lose_node,
                                                      .has_cascade = options->has_cascade,
                                                      .cascade_num = options->cascade_num,
                                                      .cascade_den = options->cascade_den};
    simulation.solve.seed = (uint64_t)options->seed;
    if (!question_make(options, estate, &simulation.question, &error))
        return fail(&error);
    if (!scenario_list(estate, &choice, options->arena, &scenarios, &count, &error))
        return fail(&error);
    if (progress_init(&progress, options)) {
        simulation.progress = progress_step;
        simulation.progress_tier = progress_tier;
        simulation.progress_context = &progress;
    }
    bool is_done = simulate(estate, &simulation, scenarios, count, options->arena, &result, &error);
    progress_end(&progress);
    return is_done ? answer(options, estate, &result) : fail(&error);
}

int cmd_simulate(const struct cli_options *options)
{
    return with_estate(options, run);
}
