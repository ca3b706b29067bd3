/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/simulate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "document/document.h"
#include "result/finding_group.h"
#include "result/result_json.h"
#include "result/tell/tell.h"
#include "study/pool.h"
#include "study/review.h"
#include "study/scenario_run.h"

/* A scenario that took all of its budget and stayed open is searched again, from where it ended,
 * for a part of it: that the question is hard is known already. */
enum { AGAIN_SHARE = 3 };

struct sweep {
    const struct estate *estate;
    const struct simulate_options *options;
    const struct scenario *scenarios;
    int32_t count;
    int32_t *open; /* scenarios that have no answer yet: what the tasks are */
    int32_t open_count;
    int32_t done;
    struct arena *arena;
    struct result_scenario *results;
    struct error *reterr;
};

struct watched {
    const struct simulate_options *options;
    const struct scenario *scenario;
};

static void watch_tier(void *context, const struct solve_at *at)
{
    const struct watched *watched = context;
    watched->options->progress_tier(watched->options->progress_context, watched->scenario, at);
}

static void run_one(void *context, int32_t task, struct buf *out)
{
    const struct sweep *sweep = context;
    struct arena *arena = arena_new();
    struct result_scenario told;
    int32_t s = sweep->open[task];
    const struct result_scenario *similar =
        sweep->options->similar ? sweep->options->similar[s] : NULL;
    struct solve_options solve = sweep->options->solve;
    if (similar && similar->as_is.status == STATUS_BOUNDED)
        solve.budget = (solve.budget > 0 ? solve.budget : SOLVE_BUDGET_DEFAULT) / AGAIN_SHARE;
    struct watched watched = {sweep->options, &sweep->scenarios[s]};
    if (sweep->options->progress_tier) {
        solve.progress = watch_tier;
        solve.progress_context = &watched;
    }
    aftermath_run(sweep->estate, &sweep->scenarios[s], &sweep->options->question, &solve,
                  &sweep->options->aftermath, similar, arena, &told);
    result_json_write_scenario(&told, out);
    arena_free(arena);
}

/* What the worker wrote, read back; what it said is all that is kept of it. */
static bool read_output(struct sweep *sweep, int32_t scenario_ix, const char *output, size_t length)
{
    struct error error;
    struct document *document =
        document_parse(output, length, DOCUMENT_JSON, "the worker's answer", &error);
    if (!document || document_root_count(document) != 1) {
        document_free(document);
        return false;
    }
    bool ok = result_json_read_scenario(document, document_root(document, 0), sweep->arena,
                                        &sweep->results[scenario_ix], &error);
    document_free(document);
    return ok;
}

static bool take(void *context, int32_t task, enum pool_end end, int detail, const char *output,
                 size_t length)
{
    struct sweep *sweep = context;
    int32_t s = sweep->open[task];
    bool ok = end == POOL_DONE && read_output(sweep, s, output, length);
    if (!ok) {
        const char *failure =
            end == POOL_TIMEOUT ? "the time limit struck and the solver did not stop by itself"
            : detail > 0
                ? arena_format(sweep->arena, "the solver's process ended by signal %d", detail)
                : "the solver's process ended without an answer";
        scenario_without_answer(sweep->estate, &sweep->scenarios[s], &sweep->options->question,
                                failure, end == POOL_TIMEOUT, sweep->arena, &sweep->results[s]);
    }
    sweep->done++;
    if (sweep->options->progress)
        sweep->options->progress(sweep->options->progress_context, sweep->done, sweep->open_count,
                                 &sweep->scenarios[s]);
    return true;
}

static int32_t job_count(int32_t jobs)
{
    long cores = jobs > 0 ? jobs : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 1024 ? 1024 : (int32_t)cores;
}

/* ---- what a result says besides its scenarios */

static const char *headroom_text(struct headroom headroom, struct arena *arena)
{
    if (headroom.kind == HEADROOM_AMOUNT)
        return arena_format(arena, "%lld", (long long)headroom.value);
    int64_t whole = headroom.value / 10000;
    int64_t rest = headroom.value % 10000;
    if (rest == 0)
        return arena_format(arena, "%lld%%", (long long)whole);
    char digits[8];
    snprintf(digits, sizeof digits, "%04d", (int)rest);
    size_t n = strlen(digits);
    while (n > 0 && digits[n - 1] == '0')
        digits[--n] = '\0';
    return arena_format(arena, "%lld.%s%%", (long long)whole, digits);
}

/* The estate's headroom with what the command line replaces; clusters' own are in the estate. */
static void tell_headroom(const struct sweep *sweep, struct result *ret)
{
    const struct estate *e = sweep->estate;
    const struct question_options *q = &sweep->options->question;
    struct result_option *list = ARENA_NEW(sweep->arena, e->resource_count, struct result_option);
    for (int32_t r = 0; r < e->resource_count; r++) {
        bool replaced = q->headroom_override && q->headroom_overridden[r];
        struct headroom headroom = replaced ? q->headroom_override[r] : e->headroom[r];
        if (headroom.kind == HEADROOM_NONE || (headroom.value == 0 && !replaced))
            continue;
        list[ret->headroom_count++] =
            (struct result_option){e->resources[r].name, headroom_text(headroom, sweep->arena),
                                   headroom.kind == HEADROOM_AMOUNT};
    }
    ret->headroom = list;
}

/* Which of them the command line gave, in every cluster: "cpu,memory"; NULL = none. */
static const char *headroom_given(const struct sweep *sweep)
{
    const struct estate *e = sweep->estate;
    const struct question_options *q = &sweep->options->question;
    const char *text = NULL;
    for (int32_t r = 0; r < e->resource_count; r++)
        if (q->headroom_override && q->headroom_overridden[r])
            text = arena_format(sweep->arena, "%s%s%s", text ? text : "", text ? "," : "",
                                e->resources[r].name);
    return text;
}

static void tell_options(const struct sweep *sweep, struct result *ret)
{
    static const char *const engines[] = {"auto", "greedy", "mip", "exact"}; /* by solve_engine */
    const struct simulate_options *o = sweep->options;
    struct arena *arena = sweep->arena;
    struct result_option *list = ARENA_NEW(arena, 10, struct result_option);
    int64_t budget = o->solve.budget > 0 ? o->solve.budget : SOLVE_BUDGET_DEFAULT;
    int32_t n = 0;
    list[n++] = (struct result_option){
        "residents", o->question.residents == RESIDENTS_REPACK ? "repack" : "pinned", false};
    list[n++] = (struct result_option){
        "seed", arena_format(arena, "%llu", (unsigned long long)o->solve.seed), true};
    list[n++] =
        (struct result_option){"budget", arena_format(arena, "%lld", (long long)budget), true};
    list[n++] = (struct result_option){
        "time_limit_ms", arena_format(arena, "%lld", (long long)o->solve.time_limit_ms), true};
    if (o->question.has_only_tier)
        list[n++] = (struct result_option){"only_tier",
                                           arena_format(arena, "%d", o->question.only_tier), true};
    if (o->aftermath.then_lose_node)
        list[n++] = (struct result_option){"then_lose_node", "any", false};
    if (o->aftermath.has_cascade)
        list[n++] = (struct result_option){"cascade",
                                           arena_format(arena, "%lld/%lld",
                                                        (long long)o->aftermath.cascade_num,
                                                        (long long)o->aftermath.cascade_den),
                                           false};
    if (headroom_given(sweep))
        list[n++] = (struct result_option){"headroom_given", headroom_given(sweep), false};
    if (o->solve.engine != ENGINE_AUTO)
        list[n++] = (struct result_option){"engine", engines[o->solve.engine], false};
    if (o->question.no_eviction)
        list[n++] = (struct result_option){"eviction", "no", false};
    ret->options = list;
    ret->option_count = n;
}

static void tell_resources(const struct sweep *sweep, struct result *ret)
{
    const struct estate *e = sweep->estate;
    struct result_resource *list =
        ARENA_NEW(sweep->arena, e->resource_count, struct result_resource);
    for (int32_t r = 0; r < e->resource_count; r++)
        list[r] = (struct result_resource){e->resources[r].name,
                                           resource_unit_name(e->resources[r].unit)};
    ret->resources = list;
    ret->resource_count = e->resource_count;
}

/* Snapshots that --strict does not trust: older than max_age, undated, or partial. */
static void tell_stale(const struct sweep *sweep, int64_t now_s, struct result *ret)
{
    const struct estate *e = sweep->estate;
    const char **list = ARENA_NEW(sweep->arena, e->cluster_count, const char *);
    for (int32_t c = 0; c < e->cluster_count; c++) {
        const struct cluster *cluster = &e->clusters[c];
        bool is_old =
            e->has_max_age && cluster->has_captured && now_s - cluster->captured_s > e->max_age_s;
        bool is_undated = !cluster->has_captured;
        if (is_old || is_undated || cluster->is_partial)
            list[ret->stale_count++] = cluster->name;
    }
    ret->stale = list;
}

static const char *time_text(int64_t seconds, struct arena *arena)
{
    time_t when = (time_t)seconds;
    struct tm parts;
    char text[40];
    gmtime_r(&when, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return arena_strdup(arena, text);
}

static int64_t clock_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell_frame(const struct sweep *sweep, struct result *ret)
{
    const struct estate *e = sweep->estate;
    *ret = (struct result){
        .version = PACKAGE_VERSION,
        .estate_name = e->name,
        .estate_digest = e->digest,
        .cluster_count = e->cluster_count,
        .node_count = e->node_count,
        .critical_tier = e->critical_tier,
        .scenarios = sweep->results,
        .scenario_count = sweep->count,
    };
    for (int32_t s = 0; s < e->stack_count; s++)
        ret->stack_count += !e->stacks[s].is_platform;
    result_tell_estate(e, sweep->arena, ret);
    tell_options(sweep, ret);
    tell_headroom(sweep, ret);
    tell_resources(sweep, ret);
    int32_t more_count = 0;
    const struct finding *more = review_rules(e, sweep->arena, &more_count);
    result_tell_findings(e, more, more_count, sweep->arena, ret);
}

/* The fuse of the solver is inside the worker; this one is for a solver that does not come back. */
static int64_t task_limit(const struct simulate_options *options)
{
    return options->solve.time_limit_ms > 0 ? options->solve.time_limit_ms * 3 + 10000 : 0;
}

/* Take what is known, or follows from it at once; list the rest. */
static void take_known(struct sweep *sweep)
{
    const struct result_scenario *const *known = sweep->options->known;
    const struct result_scenario *const *similar = sweep->options->similar;
    sweep->open = ARENA_NEW(sweep->arena, sweep->count, int32_t);
    for (int32_t s = 0; s < sweep->count; s++) {
        if (known && known[s])
            sweep->results[s] = *known[s];
        else if (!similar || !similar[s] ||
                 !scenario_from_known(sweep->estate, &sweep->scenarios[s],
                                      &sweep->options->question, &sweep->options->solve, similar[s],
                                      sweep->arena, &sweep->results[s]))
            sweep->open[sweep->open_count++] = s;
    }
}

bool simulate(const struct estate *estate, const struct simulate_options *options,
              const struct scenario *scenarios, int32_t count, struct arena *arena,
              struct result *ret, struct error *reterr)
{
    int64_t started_ms = clock_ms(CLOCK_REALTIME);
    int64_t from_ms = clock_ms(CLOCK_MONOTONIC);
    struct sweep sweep = {.estate = estate,
                          .options = options,
                          .scenarios = scenarios,
                          .count = count,
                          .arena = arena,
                          .reterr = reterr};
    sweep.results = ARENA_NEW(arena, count, struct result_scenario);
    int32_t jobs = job_count(options->jobs);
    take_known(&sweep);
    struct pool_tasks tasks = {.count = sweep.open_count,
                               .jobs = jobs,
                               .task_limit_ms = task_limit(options),
                               .context = &sweep,
                               .run = run_one,
                               .done = take};
    if (!pool_run(&tasks, reterr))
        return false;
    tell_frame(&sweep, ret);
    tell_stale(&sweep, options->has_as_of ? options->as_of_s : started_ms / 1000, ret);
    ret->has_run = !options->reproducible;
    ret->started = time_text(started_ms / 1000, arena);
    ret->run_ms = clock_ms(CLOCK_MONOTONIC) - from_ms;
    ret->jobs = jobs;
    return true;
}
