/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/question.h"
#include "estate/estate.h"
#include "model/export.h"
#include "scenario/scenario.h"
#include "solve/export.h"
#include "study/scenario_run.h"

static bool check_options(const struct cli_options *options, struct error *reterr)
{
    if (options->model_format == MODEL_UNSAID)
        return error_set(reterr, ERROR_USAGE,
                         "muster export needs --format: expected mps, lp or "
                         "mathprog");
    if (options->lose_count != 1)
        return error_set(reterr, ERROR_USAGE,
                         "muster export writes one scenario: found %d --lose; "
                         "expected one",
                         (int)options->lose_count);
    return true;
}

static bool render(const struct cli_options *options, const struct estate *estate,
                   const struct scenario *scenario, struct buf *out, struct error *reterr)
{
    struct question_options question;
    struct solve_options solver = {.time_limit_ms = options->time_limit_ms,
                                   .seed = (uint64_t)options->seed};
    struct problem problem;
    if (!question_make(options, estate, &question, reterr))
        return false;
    scenario_problem(estate, scenario, &question, &solver, options->arena, &problem);
    if (options->model_format != MODEL_MATHPROG)
        return solve_export(&problem, options->model_format == MODEL_MPS ? EXPORT_MPS : EXPORT_LP,
                            -1, out, reterr);
    if (problem_has_pod_rules(&problem))
        return error_set(reterr, ERROR_USAGE,
                         "models/place.mod does not state rules between pods or quotas: found %d "
                         "that bind in this scenario; expected none, or --format mps or lp",
                         (int)(problem.exclusion_count + problem.affinity_count +
                               problem.spread_count + problem.quota_count));
    export_mathprog(&problem, estate,
                    arena_format(options->arena, "estate %s, %s", estate->name, scenario->name),
                    out);
    return true;
}

static int run(const struct cli_options *options, const struct estate *estate)
{
    struct scenario scenario;
    struct buf text;
    struct error error = {0};
    if (!scenario_parse(estate, options->lose[0], NULL, options->arena, &scenario, &error))
        return fail(&error);
    buf_init(&text);
    bool is_done =
        render(options, estate, &scenario, &text, &error) && output_write(options, &text, &error);
    buf_release(&text);
    return is_done ? EXIT_OK : fail(&error);
}

int cmd_export(const struct cli_options *options)
{
    struct error error = {0};
    return check_options(options, &error) ? with_estate(options, run) : fail(&error);
}
