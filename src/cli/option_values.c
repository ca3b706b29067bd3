/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "solve/solve.h"

static bool found(const char *value, const char *expected, struct error *reterr)
{
    return error_set(reterr, ERROR_USAGE, "found \"%.200s\"; expected %s", value, expected);
}

/* A whole number of the range. */
static bool read_number(const char *value, int64_t low, int64_t high, const char *expected,
                        int64_t *ret, struct error *reterr)
{
    int64_t number = 0;
    size_t n = strspn(value, "0123456789");
    if (n == 0 || value[n])
        return found(value, expected, reterr);
    for (size_t i = 0; i < n; i++) {
        if (number > (CAP_QUANTITY - 9) / 10)
            return found(value, expected, reterr);
        number = number * 10 + (value[i] - '0');
    }
    if (number < low || number > high)
        return found(value, expected, reterr);
    *ret = number;
    return true;
}

/* The index of value among the words, or count. */
static size_t choose(const char *value, const char *const *words, size_t count)
{
    size_t i = 0;
    while (i < count && strcmp(value, words[i]) != 0)
        i++;
    return i;
}

bool option_read_format(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"table", "wide", "json", "csv", "markdown", "junit"};
    size_t i = choose(value, words, 6);
    if (i < 6) {
        options->format = (enum output_format)i;
        return true;
    }
    const char *nearest = text_nearest(value, words, 6);
    if (nearest)
        return error_set(reterr, ERROR_USAGE,
                         "found \"%.80s\"; expected table, wide, json, csv, markdown or "
                         "junit (the nearest is %s)",
                         value, nearest);
    return found(value, "table, wide, json, csv, markdown or junit", reterr);
}

bool option_read_model(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"mps", "lp", "mathprog"};
    static const enum model_format formats[] = {MODEL_MPS, MODEL_LP, MODEL_MATHPROG};
    size_t i = choose(value, words, 3);
    if (i == 3)
        return found(value, "mps, lp or mathprog", reterr);
    options->model_format = formats[i];
    return true;
}

bool option_read_out(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!value[0])
        return found(value, "a path", reterr);
    options->out = value;
    return true;
}

/* One more at the end of a list; it is full at powers of two. */
static const char **append(struct arena *arena, const char **list, int32_t count, const char *value)
{
    if ((count & (count - 1)) == 0) {
        const char **grown = ARENA_NEW(arena, count > 0 ? 2 * count : 1, const char *);
        for (int32_t i = 0; i < count; i++)
            grown[i] = list[i];
        list = grown;
    }
    list[count] = value;
    return list;
}

bool option_read_change(struct cli_options *options, const char *value, struct error *reterr)
{
    enum { MOST = 1000 };
    if (!value[0])
        return found(value, "a file of changes", reterr);
    if (options->change_count == MOST)
        return error_set(reterr, ERROR_USAGE, "more than %d files", MOST);
    options->change = append(options->arena, options->change, options->change_count++, value);
    return true;
}

bool option_read_lose(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!value[0])
        return found(value, "CLUSTER, CLUSTER/zone:Z, CLUSTER/node:N or region:R", reterr);
    if (options->lose_count == CAP_SCENARIOS)
        return error_set(reterr, ERROR_USAGE, "more than %d scenarios", CAP_SCENARIOS);
    options->lose = append(options->arena, options->lose, options->lose_count++, value);
    return true;
}

bool option_read_lose_any(struct cli_options *options, const char *value, struct error *reterr)
{
    int64_t number;
    if (!read_number(value, 1, CAP_CLUSTERS, "how many clusters are lost together, 1 or more",
                     &number, reterr))
        return false;
    options->lose_any = (int32_t)number;
    return true;
}

bool option_read_jobs(struct cli_options *options, const char *value, struct error *reterr)
{
    int64_t number;
    if (!read_number(value, 1, 1024, "a number of workers, 1 to 1024", &number, reterr))
        return false;
    options->jobs = (int32_t)number;
    return true;
}

bool option_read_engine(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"auto", "greedy", "mip", "exact"};
    static const enum solve_engine engines[] = {ENGINE_AUTO, ENGINE_GREEDY, ENGINE_MIP,
                                                ENGINE_EXACT};
    size_t i = choose(value, words, 4);
    if (i == 4)
        return found(value, "auto, greedy, mip or exact", reterr);
    options->engine = (int)engines[i];
    return true;
}

bool option_read_budget(struct cli_options *options, const char *value, struct error *reterr)
{
    return read_number(value, 1, CAP_QUANTITY, "a number of work units, 1 or more",
                       &options->budget, reterr);
}

bool option_read_time_limit(struct cli_options *options, const char *value, struct error *reterr)
{
    int64_t seconds;
    if (!read_number(value, 0, 1000000000, "whole seconds (0: none)", &seconds, reterr))
        return false;
    options->time_limit_ms = seconds * 1000;
    return true;
}

bool option_read_residents(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"pinned", "repack"};
    size_t i = choose(value, words, 2);
    if (i == 2)
        return found(value, "pinned or repack", reterr);
    options->residents = i == 0 ? RESIDENTS_PINNED : RESIDENTS_REPACK;
    return true;
}

bool option_read_accept(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!strcmp(value, "eviction"))
        options->accept_eviction = true;
    else if (!strcmp(value, "degraded"))
        options->accept_degraded = true;
    else
        return found(value, "eviction or degraded", reterr);
    return true;
}

/* A share: "60%", "12.5%", "0.6", "1"; exact, to six decimals of 1. */
bool option_read_cascade(struct cli_options *options, const char *value, struct error *reterr)
{
    enum { WHOLE = 1000000 };
    struct decimal decimal;
    __int128 share = 0;
    bool is_exact = false;
    size_t n = strlen(value);
    size_t taken = decimal_read(value, n, &decimal);
    bool is_percent = taken > 0 && taken + 1 == n && value[n - 1] == '%';
    if ((!is_percent && (taken == 0 || taken != n)) || decimal.negative ||
        !decimal_magnitude(&decimal, is_percent ? 4 : 6, &share, &is_exact) || !is_exact ||
        share > WHOLE)
        return found(value,
                     "a share of the way from reservations to limits, 0% to 100% or 0 to 1, of at "
                     "most six decimals",
                     reterr);
    int64_t a = (int64_t)share, b = WHOLE;
    while (a != 0) {
        int64_t rest = b % a;
        b = a;
        a = rest;
    }
    options->has_cascade = true;
    options->cascade_num = (int64_t)share / b;
    options->cascade_den = WHOLE / b;
    return true;
}

bool option_read_then_lose(struct cli_options *options, const char *value, struct error *reterr)
{
    if (strcmp(value, "any") != 0)
        return found(value, "any: each node of each survivor in turn", reterr);
    return options->then_lose_node = true;
}

bool option_read_as_of(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!date_parse(value, &options->as_of_s))
        return found(value, "a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z",
                     reterr);
    options->has_as_of = true;
    return true;
}

bool option_read_only_tier(struct cli_options *options, const char *value, struct error *reterr)
{
    int64_t number;
    if (!read_number(value, 0, MAX_TIER, "a tier, 0 to 1000", &number, reterr))
        return false;
    options->has_only_tier = true;
    options->only_tier = (int32_t)number;
    return true;
}

bool option_read_seed(struct cli_options *options, const char *value, struct error *reterr)
{
    return read_number(value, 0, CAP_QUANTITY, "a whole number of at most 2^53", &options->seed,
                       reterr);
}

bool option_read_fail_on(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"info", "warning", "error"};
    static const enum severity levels[] = {SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR};
    static const char *const gates[] = {"worse", "any"};
    if (options->command && options->command->bit == FOR_WHATIF) {
        size_t gate = choose(value, gates, 2);
        options->fails_on_any = gate == 1;
        return gate < 2 || found(value, "worse or any", reterr);
    }
    size_t i = choose(value, words, 3);
    if (i == 3)
        return found(value, "error, warning or info", reterr);
    options->fail_on = levels[i];
    return true;
}

bool option_read_waivers(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!value[0])
        return found(value, "a file of waivers", reterr);
    options->waivers = value;
    return true;
}

static bool read_when(const char *value, enum when *ret, struct error *reterr)
{
    static const char *const words[] = {"auto", "always", "never"};
    static const enum when whens[] = {WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER};
    size_t i = choose(value, words, 3);
    if (i == 3)
        return found(value, "auto, always or never", reterr);
    *ret = whens[i];
    return true;
}

bool option_read_color(struct cli_options *options, const char *value, struct error *reterr)
{
    return read_when(value, &options->color, reterr);
}

bool option_read_progress(struct cli_options *options, const char *value, struct error *reterr)
{
    return read_when(value, &options->progress, reterr);
}

bool option_read_parts(struct cli_options *options, const char *value, struct error *reterr)
{
    static const char *const words[] = {"html", "markdown", "plots", "csv"};
    while (*value) {
        size_t n = strcspn(value, ",");
        const char *word = arena_strndup(options->arena, value, n);
        size_t i = choose(word, words, 4);
        if (i == 4)
            return found(word, "html, markdown, plots or csv", reterr);
        options->parts |= 1u << i;
        value += n;
        if (*value == ',' && !*++value)
            return found("", "html, markdown, plots or csv after the comma", reterr);
    }
    return options->parts != 0 || found("", "html, markdown, plots or csv", reterr);
}

bool option_read_title(struct cli_options *options, const char *value, struct error *reterr)
{
    size_t n = strlen(value);
    if (n == 0 || n > 200)
        return error_set(reterr, ERROR_USAGE, "found %zu bytes; expected a text of 1 to 200", n);
    options->title = value;
    return true;
}

bool option_read_quarter(struct cli_options *options, const char *value, struct error *reterr)
{
    bool is_year = strspn(value, "0123456789") == 4;
    if (!is_year || value[4] != 'Q' || value[5] < '1' || value[5] > '4' || value[6])
        return found(value, "a quarter such as 2026Q4", reterr);
    options->quarter = value;
    return true;
}

bool option_read_template(struct cli_options *options, const char *value, struct error *reterr)
{
    if (!value[0])
        return found(value, "a folder", reterr);
    options->template_folder = value;
    return true;
}
