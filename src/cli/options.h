/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options: the table of options, one row each, and the reader of the command line.
 *
 * Options may stand before and after operands: `--opt=value`, `--opt value`, `-o value`, `-ovalue`,
 * `-qv`; `--` ends them; `-` alone is an operand. Of an option given twice the last one counts, but
 * --lose and the parts of report
 * add. An option that the command does not take is refused.
 */
#ifndef MUSTER_CLI_OPTIONS_H
#define MUSTER_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estate/estate.h"
#include "model/plan.h"

struct arena;
struct command;
struct error;

enum output_format {
    FORMAT_TABLE,
    FORMAT_WIDE,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_MARKDOWN,
    FORMAT_JUNIT,
};
enum model_format { MODEL_UNSAID, MODEL_MPS, MODEL_LP, MODEL_MATHPROG };
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* One RESOURCE=VALUE of --headroom. The resource is looked up once the estate is read. */
struct headroom_option {
    const char *resource;
    const char *text; /* the value as written */
    struct headroom headroom;
};

enum { OPERANDS_MAX = 64 };

/* Parts of a report: one bit each; 0 = not given, all of them. */
enum report_part { PART_HTML = 1, PART_MARKDOWN = 2, PART_PLOTS = 4, PART_CSV = 8, PART_ALL = 15 };

struct cli_options {
    struct arena *arena; /* owns what the fields point to */
    const struct command *command;
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
    bool wants_help, wants_version;

    enum output_format format;
    enum model_format model_format;
    const char *out;     /* NULL = standard output */
    const char **change; /* --change, in order */
    int32_t change_count;
    const char **lose;
    int32_t lose_count;
    int32_t lose_any; /* 0 = not given */
    int32_t jobs;     /* 0 = one a core */
    int64_t budget;   /* 0 = the default */
    int64_t time_limit_ms;
    enum residents_mode residents;
    struct headroom_option *headroom;
    size_t headroom_count;
    bool accept_degraded, accept_eviction, no_eviction, is_strict, is_reproducible;
    bool has_as_of;
    int64_t as_of_s; /* the end of that day, or that second */
    bool has_only_tier;
    int32_t only_tier;
    int64_t seed;
    enum severity fail_on;
    bool fails_on_any;   /* whatif --fail-on any */
    const char *waivers; /* NULL = none */
    unsigned parts;      /* of enum report_part */
    const char *title;   /* NULL = not given; so the next two */
    const char *quarter;
    const char *template_folder;
    bool is_quiet, is_verbose;
    enum when color, progress;
};

struct option_row {
    char letter;          /* '\0' = none */
    const char *name;     /* without the dashes; NULL = only the letter */
    const char *argument; /* what it takes, for the help; NULL = nothing */
    unsigned commands;    /* of enum command_set; 0 = refused in this version, help says why */
    /* Store the value (NULL for one that takes nothing); else false with what is wrong with it:
     * `found "x"; expected ...`. */
    bool (*read)(struct cli_options *options, const char *value, struct error *reterr);
    const char *help;
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

enum { TIME_LIMIT_DEFAULT_S = 60 };

/* Read the arguments (without the program's name). True with the command and all values checked, or
 * with wants_help or wants_version. False with an error of ERROR_USAGE. `argv` must outlive ret. */
bool options_read(int argc, char **argv, struct arena *arena, struct cli_options *ret,
                  struct error *reterr);

/* Values of single options, for the table; see option_values.c. */
bool option_read_format(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_model(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_out(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_change(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_lose(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_lose_any(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_jobs(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_budget(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_time_limit(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_residents(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_headroom(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_accept(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_as_of(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_only_tier(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_seed(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_fail_on(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_waivers(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_parts(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_title(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_quarter(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_template(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_color(struct cli_options *options, const char *value, struct error *reterr);
bool option_read_progress(struct cli_options *options, const char *value, struct error *reterr);

#endif
