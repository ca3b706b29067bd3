/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of options. */
#include "cli/command.h"
#include "cli/options.h"

static bool set_strict(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->is_strict = true;
}

static bool set_reproducible(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->is_reproducible = true;
}

static bool set_quiet(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->is_quiet = true;
}

static bool set_no_eviction(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->no_eviction = true;
}

static bool set_verbose(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->is_verbose = true;
}

static bool set_help(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->wants_help = true;
}

static bool set_version(struct cli_options *options, const char *value, struct error *reterr)
{
    (void)value, (void)reterr;
    return options->wants_version = true;
}

/* The order is that of the help. */
const struct option_row option_rows[] = {
    {0, "lose", "WHAT[,WHAT]...", FOR_SIMULATE | FOR_WHATIF | FOR_EXPORT, option_read_lose,
     "One scenario: what is lost together. WHAT is CLUSTER, CLUSTER/zone:Z, CLUSTER/node:N or "
     "region:R. Repeatable: each --lose is a scenario."},
    {0, "lose-any", "K", FOR_SIMULATE | FOR_WHATIF, option_read_lose_any,
     "Adds every combination of exactly K clusters as a scenario."},
    {0, "change", "FILE", FOR_CHECK | FOR_SHOW | FOR_SIMULATE | FOR_VERIFY | FOR_EXPORT,
     option_read_change,
     "The estate as it would be after the changes of a file. Repeatable: the files apply in "
     "order."},
    {0, "format", "FORMAT", FOR_EXPORT, option_read_model,
     "mps, lp or mathprog (data for models/place.mod). Required."},
    {'o', NULL, "FORMAT", FOR_ALL & ~(FOR_EXPORT | FOR_REPORT), option_read_format,
     "How the answer is written."},
    {'o', NULL, "PART,...", FOR_REPORT, option_read_parts,
     "What is written: html, markdown, plots, csv. Repeatable. Default: all."},
    {0, "out", "FILE", FOR_ALL & ~FOR_REPORT, option_read_out,
     "Write the answer there, whole or not at all. Default: standard output."},
    {0, "out", "DIR", FOR_REPORT, option_read_out,
     "The folder to write, whole or not at all: new, empty, or an earlier report, which it "
     "replaces. Required."},
    {0, "title", "TEXT", FOR_REPORT, option_read_title,
     "What the review is called. Default: Failover review."},
    {0, "quarter", "2026Q4", FOR_REPORT, option_read_quarter, "Which quarter it is of."},
    {0, "template", "DIR", FOR_REPORT, option_read_template,
     "House style: page.html, style.css, script.js and *.gp there go before the installed ones."},
    {0, "residents", "pinned|repack", FOR_SIMULATE | FOR_WHATIF | FOR_EXPORT, option_read_residents,
     "What runs on the survivors keeps its nodes (pinned, the default), or may change nodes inside "
     "its cluster (repack)."},
    {0, "headroom", "RESOURCE=VALUE,...", FOR_SIMULATE | FOR_WHATIF | FOR_EXPORT,
     option_read_headroom,
     "Capacity to keep free on each node: a share (cpu=10%) or an amount (memory=2Gi). Replaces "
     "the estate's for the resources named."},
    {0, "cascade", "BURST", FOR_SIMULATE, option_read_cascade,
     "A cluster whose nodes do not hold that share of the way from reservations to limits (60%, "
     "0.6) after the failover is lost as well; again, until nothing changes."},
    {0, "then-lose-node", "any", FOR_SIMULATE, option_read_then_lose,
     "Tells for each surviving cluster whether it can still lose any one node after the failover."},
    {0, "no-eviction", NULL, FOR_SIMULATE | FOR_WHATIF, set_no_eviction,
     "Skip the second answer, in which less critical residents may give way."},
    {0, "accept", "eviction|degraded", FOR_SIMULATE | FOR_WHATIF, option_read_accept,
     "eviction: judge by the second answer; degraded: a critical stack that is up in part does not "
     "count against the estate. May be given for both."},
    {0, "strict", NULL, FOR_SIMULATE | FOR_WHATIF | FOR_VERIFY, set_strict,
     "A claim without a certificate counts as unknown; snapshots that are older than max_age, "
     "undated or partial make the answer inconclusive."},
    {0, "as-of", "DATE", FOR_CHECK | FOR_SIMULATE | FOR_WHATIF | FOR_REPORT, option_read_as_of,
     "Judge the age of snapshots as of that day (2026-11-20, its end) or time "
     "(2026-11-20T09:00:00Z). Default: now."},
    {0, "only-tier", "N", FOR_SIMULATE | FOR_WHATIF | FOR_EXPORT, option_read_only_tier,
     "Leave out stacks that are less critical than tier N."},
    {0, "budget", "N", FOR_SIMULATE | FOR_WHATIF, option_read_budget,
     "Work units for each scenario. The same budget gives the same answer on any machine."},
    {0, "engine", "auto|greedy|mip|exact", FOR_SIMULATE | FOR_WHATIF, option_read_engine,
     "Which engines search, to compare them: all (auto, the default), heuristics and sums only "
     "(greedy), the whole model by GLPK (mip), or bounds with certificates only (exact)."},
    {0, "time-limit", "SECONDS", FOR_SIMULATE | FOR_WHATIF, option_read_time_limit,
     "A fuse for each scenario (default 60; 0: none). Where it strikes, the answer says so."},
    {0, "seed", "N", FOR_SIMULATE | FOR_WHATIF, option_read_seed,
     "Seed of the solver (default 1)."},
    {'j', "jobs", "N", FOR_SIMULATE | FOR_WHATIF, option_read_jobs,
     "Scenarios solved at the same time (default: one a core). The answer does not depend on it."},
    {0, "reproducible", NULL, FOR_SIMULATE, set_reproducible,
     "Leave out \"run\" (times, jobs), so that equal runs give equal bytes."},
    {0, "fail-on", "LEVEL", FOR_CHECK | FOR_WHATIF, option_read_fail_on,
     "check: exit with 1 when a finding is at least that severe: error (default), warning or info. "
     "whatif: when something critical gets worse (worse, the default), or is bad at all (any)."},
    {0, "waivers", "FILE", FOR_WHATIF, option_read_waivers,
     "Findings that somebody answers for until a day are shown and do not fail."},
    {'q', "quiet", NULL, FOR_ALL, set_quiet, "No notes on standard error, only errors."},
    {'v', "verbose", NULL, FOR_ALL, set_verbose,
     "More notes on standard error; check: each finding."},
    {0, "color", "auto|always|never", FOR_ALL & ~(FOR_EXPORT | FOR_REPORT), option_read_color,
     "Colour tables (auto: on a terminal, unless NO_COLOR is set)."},
    {0, "progress", "auto|always|never", FOR_SIMULATE | FOR_WHATIF, option_read_progress,
     "Progress on standard error (auto: when it is a terminal)."},
    {'h', "help", NULL, FOR_ALL, set_help, "Print this help."},
    {0, "version", NULL, FOR_ALL, set_version, "Print the version."},
};
const size_t option_row_count = sizeof option_rows / sizeof option_rows[0];
