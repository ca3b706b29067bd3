/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <signal.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"
#include "estate/estate.h"
#include "import/import.h"
#include "scenario/change.h"

#define EXITS_COMMON \
    "2   wrong usage\n" \
    "3   bad input\n"

const struct command commands[] = {
    {"check", FOR_CHECK, CAN_TABLE | CAN_WIDE | CAN_JSON | CAN_CSV, 1, "ESTATE",
     "read it all and lint it",
     "Reads the whole estate and prints what a reviewer should know about it: missing "
     "reservations, stale snapshots, residents that break a rule. Each finding has a stable code.",
     "0   no finding at the --fail-on level (default: error)\n"
     "1   findings\n" EXITS_COMMON "70  internal failure\n",
     "muster check data/harbor\n"
     "muster check data/harbor --fail-on warning -o json\n",
     cmd_check},
    {"explain", FOR_EXPLAIN, CAN_TABLE | CAN_JSON, 1, "[CODE]", "what the code of a finding means",
     "Prints what a finding of muster check with that code means, why it matters and what to do "
     "about it. Without CODE: the list of all codes.",
     "0   printed\n"
     "2   wrong usage, or no such code\n"
     "70  internal failure\n",
     "muster explain\n"
     "muster explain no-reservation\n",
     cmd_explain},
    {"show", FOR_SHOW, CAN_TABLE | CAN_WIDE | CAN_JSON | CAN_CSV, 1, "ESTATE",
     "what was understood",
     "Prints the estate as muster understood it: clusters, capacity, reservations, stacks by tier. "
     "-o json is itself accepted as an ESTATE; -o csv writes muster.yaml and CSV files, an estate "
     "too, into the folder named by --out.",
     "0   printed\n" EXITS_COMMON "70  internal failure\n",
     "muster show data/harbor\n"
     "muster show data/harbor -o csv --out harbor-csv\n",
     cmd_show},
    {"simulate", FOR_SIMULATE, CAN_TABLE | CAN_WIDE | CAN_JSON | CAN_CSV | CAN_MARKDOWN | CAN_JUNIT,
     1, "ESTATE", "lose clusters, and see who still has a place",
     "Loses clusters, gives every displaced stack a new place as far as possible, tier by tier, "
     "and "
     "tells for each stack whether it fits, where, and how that is known. Without --lose and "
     "--lose-any it takes the scenarios of the estate, or else loses each cluster in turn.",
     "0   every critical stack is all right in every scenario\n"
     "1   some critical stack is not\n" EXITS_COMMON
     "4   inconclusive: none is proven lost, but some critical stack is unknown\n"
     "70  internal failure\n",
     "muster simulate data/harbor\n"
     "muster simulate data/harbor --lose east,gate -o json --out result.json\n"
     "muster simulate data/harbor --lose-any 2 --headroom cpu=10%,memory=2Gi\n",
     cmd_simulate},
    {"whatif", FOR_WHATIF, CAN_TABLE | CAN_WIDE | CAN_JSON | CAN_CSV | CAN_MARKDOWN | CAN_JUNIT, 2,
     "ESTATE CHANGE...", "what gets better and worse by changes",
     "Runs all scenarios on the estate as it is and as it would be after the changes of the files "
     "CHANGE, which apply in order, and prints which stacks get better (+), worse (-), or go "
     "elsewhere (~). A gate before a change. Scenarios that the changes cannot touch are not "
     "solved again.",
     "0   nothing critical gets worse\n"
     "1   something critical gets worse (with --fail-on any: is bad at all), or a\n"
     "    waiver is expired or unused\n" EXITS_COMMON "4   the difference rests on unknowns\n"
     "70  internal failure\n",
     "muster whatif data/tiny doc/examples/change.yaml\n"
     "muster whatif data/tiny doc/examples/change.yaml -o markdown --out comment.md\n"
     "muster whatif data/tiny a.yaml b.yaml --fail-on any --waivers waivers.yaml\n",
     cmd_whatif},
    {"verify", FOR_VERIFY, CAN_TABLE | CAN_JSON, 2, "ESTATE RESULT",
     "check every plan and bound of a result again",
     "Reads a result of simulate -o json and works out again, from the estate alone and in exact "
     "integers, whether its plans and bounds hold. Shares the import and the rule data with the "
     "solver, and nothing else.",
     "0   all claims hold\n"
     "1   a claim is refuted\n" EXITS_COMMON "4   with --strict: a claim has no certificate\n"
     "70  internal failure\n",
     "muster simulate data/harbor -o json --out result.json\n"
     "muster verify data/harbor result.json --strict\n",
     cmd_verify},
    {"report", FOR_REPORT, 0, 1, "RESULT...", "what an architecture review board reads",
     "Writes a review of saved results (simulate -o json) into a folder: one self-contained HTML "
     "page, Markdown for a wiki, plots by gnuplot, and the muster list as CSV. Several results of "
     "one estate, a quarter each, give the trend; the last run is reviewed.",
     "0   written\n"
     "1   written, but a plot is missing\n" EXITS_COMMON "70  internal failure\n",
     "muster simulate data/harbor -o json --out 2026Q4.json\n"
     "muster report 2026Q4.json --out review --quarter 2026Q4\n"
     "muster report 2026Q3.json 2026Q4.json --out review -o html,markdown\n",
     cmd_report},
    {"export", FOR_EXPORT, 0, 1, "ESTATE", "the model of one scenario, for any other solver",
     "Writes the packing problem of one scenario as MPS, LP, or data for models/place.mod "
     "(MathProg), so that another solver can answer the same question.",
     "0   written\n" EXITS_COMMON "70  internal failure\n",
     "muster export data/harbor --lose east --format mathprog --out east.dat\n"
     "glpsol -m models/place.mod -d east.dat\n",
     cmd_export},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, /* the end */
};
const size_t command_count = sizeof commands / sizeof commands[0] - 1;

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

int with_estate(const struct cli_options *options,
                int (*run)(const struct cli_options *options, const struct estate *estate))
{
    struct error_list errors = {0};
    struct changes changes = {
        .files = options->change, .file_count = options->change_count, .arena = options->arena};
    struct estate *estate = import_estate_changed(options->operands[0], &changes, &errors);
    int status;
    if (estate) {
        status = run(options, estate);
    } else {
        print_errors(&errors);
        status = exit_of_list(&errors);
    }
    estate_free(estate);
    return status;
}

/* --help and --version. */
static int print_about(const struct cli_options *options)
{
    struct buf text;
    struct error error = {0};
    struct cli_options plain = *options;
    buf_init(&text);
    plain.out = NULL;
    if (!options->wants_help)
        buf_add_text(&text, "muster " PACKAGE_VERSION "\n");
    else if (options->command)
        help_command(options->command, &text);
    else
        help_program(&text);
    int status = output_write(&plain, &text, &error) ? EXIT_OK : fail(&error);
    buf_release(&text);
    return status;
}

int cli_main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct cli_options options;
    struct error error = {0};
    int status;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error with a message */
    if (!options_read(argc - 1, argv + 1, arena, &options, &error))
        status = fail(&error);
    else if (options.wants_help || options.wants_version)
        status = print_about(&options);
    else if (options.command->bit != FOR_REPORT &&
             !(options.command->bit == FOR_SHOW && options.format == FORMAT_CSV) &&
             !output_check(&options, &error))
        status = fail(&error);
    else
        status = options.command->run(&options);
    arena_free(arena);
    return status;
}
