/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"
#include "result/finding_group.h"
#include "result/member_json.h"
#include "result/reader.h"
#include "result/result_certificate.h"
#include "result/result_json.h"
#include "result/why/why_json.h"

static const char *name_of_verdict(int i)
{
    return verdict_name((enum verdict)i);
}

static const char *name_of_status(int i)
{
    return result_status_name((enum result_status)i);
}

static const char *name_of_summary(int i)
{
    return summary_verdict_name((enum summary_verdict)i);
}

static void read_entry(struct reader *reader, const struct value *value, struct result_entry *ret)
{
    ret->workload = reader_text(reader, value, "workload");
    ret->kind = reader_text_or_none(reader, value, "kind");
    ret->of = reader_text_or_none(reader, value, "of");
    ret->cluster = reader_text(reader, value, "cluster");
    ret->node = reader_text(reader, value, "node");
    ret->replicas = reader_integer(reader, value, "replicas");
}

static const struct result_entry *read_plan(struct reader *reader, const struct value *map,
                                            const char *key, int32_t *ret_count)
{
    const struct value *item = reader_list(reader, map, key, false, ret_count);
    struct result_entry *plan = ARENA_NEW(reader->arena, *ret_count, struct result_entry);
    for (int32_t i = 0; item; item = item->next, i++)
        read_entry(reader, item, &plan[i]);
    return plan;
}

static void read_differing(struct reader *reader, const struct value *map, struct result_stack *ret)
{
    const struct value *item =
        reader_list(reader, map, "second_plan", false, &ret->differing_count);
    struct result_differing *list =
        ARENA_NEW(reader->arena, ret->differing_count, struct result_differing);
    ret->differing = list;
    for (; item; item = item->next, list++) {
        list->stack = reader_text(reader, item, "stack");
        list->target = reader_text_or_none(reader, item, "target");
        list->is_recovered = reader_bool(reader, item, "recovered");
        list->plan = read_plan(reader, item, "plan", &list->plan_count);
    }
}

static void read_stack(struct reader *reader, const struct value *value, struct result_stack *ret)
{
    ret->stack = reader_text(reader, value, "stack");
    ret->cluster = reader_text(reader, value, "cluster");
    ret->name_space = reader_text_or_none(reader, value, "namespace");
    ret->team = reader_text_or_none(reader, value, "team");
    ret->tier = reader_integer(reader, value, "tier");
    ret->weight = reader_integer_or(reader, value, "weight", 1);
    ret->is_lent = reader_flag(reader, value, "lent");
    ret->verdict =
        (enum verdict)reader_word(reader, value, "verdict", name_of_verdict, VERDICT_COUNT);
    ret->target = reader_text_or_none(reader, value, "target");
    ret->fits_alone = ALONE_UNSAID;
    if (value_get(value, "fits_alone"))
        ret->fits_alone = reader_bool(reader, value, "fits_alone") ? ALONE_YES : ALONE_NO;
    ret->is_certified = reader_flag(reader, value, "certified");
    ret->has_replicas = value_get(value, "replicas") != NULL;
    if (ret->has_replicas) {
        ret->replicas_up = reader_integer(reader, value, "replicas_up");
        ret->replicas_total = reader_integer(reader, value, "replicas");
    }
    ret->has_min_replicas = value_get(value, "min_replicas") != NULL;
    ret->min_replicas = reader_integer_or(reader, value, "min_replicas", 0);
    ret->predeployed = reader_texts(reader, value, "predeployed", false, &ret->predeployed_count);
    ret->instead_of = reader_texts(reader, value, "instead_of", false, &ret->instead_of_count);
    ret->by = reader_text_or_none(reader, value, "by");
    ret->for_whom = reader_texts(reader, value, "for", false, &ret->for_count);
    ret->needs = reader_texts(reader, value, "needs", false, &ret->need_count);
    ret->is_assumed = reader_flag(reader, value, "assumed");
    ret->is_assumed_zero = reader_flag(reader, value, "assumed_zero");
    ret->not_modelled =
        reader_texts(reader, value, "not_modelled", false, &ret->not_modelled_count);
    ret->demand = result_amounts_read(reader, value, "demand", &ret->demand_count);
    why_read_reasons(reader, value, ret);
    ret->plan = read_plan(reader, value, "plan", &ret->plan_count);
    ret->second = read_plan(reader, value, "second", &ret->second_count);
    read_differing(reader, value, ret);
}

static void read_fill(struct reader *reader, const struct value *map, struct result_tier *ret)
{
    ret->fills_up = value_get(map, "replicas") != NULL;
    if (!ret->fills_up)
        return;
    const struct value *fill = reader_map(reader, map, "replicas");
    ret->replicas_wanted = reader_integer(reader, fill, "wanted");
    ret->replicas_up = reader_integer(reader, fill, "up");
    ret->replicas_bound = reader_integer(reader, fill, "bound");
}

static void read_tiers(struct reader *reader, const struct value *map, struct result_answer *ret)
{
    const struct value *item = reader_list(reader, map, "tiers", true, &ret->tier_count);
    struct result_tier *tiers = ARENA_NEW(reader->arena, ret->tier_count, struct result_tier);
    ret->tiers = tiers;
    for (; item; item = item->next, tiers++) {
        tiers->tier = reader_integer(reader, item, "tier");
        tiers->of_residents = reader_flag(reader, item, "residents");
        tiers->of_lent = reader_flag(reader, item, "lent");
        tiers->displaced = reader_integer(reader, item, "displaced");
        tiers->displaced_weight = reader_integer(reader, item, "displaced_weight");
        tiers->recovered = reader_integer(reader, item, "recovered");
        tiers->bound = reader_integer(reader, item, "bound");
        tiers->is_proven = reader_bool(reader, item, "proven");
        tiers->is_certified = reader_bool(reader, item, "certified");
        read_fill(reader, item, tiers);
        why_read_growth(reader, item, &tiers->growth);
    }
}

static void read_usage(struct reader *reader, const struct value *map, struct result_cluster *ret)
{
    const struct value *item = reader_list(reader, map, "resources", true, &ret->resource_count);
    struct result_usage *usage = ARENA_NEW(reader->arena, ret->resource_count, struct result_usage);
    ret->resources = usage;
    for (; item; item = item->next, usage++) {
        usage->resource = reader_text(reader, item, "name");
        usage->allocatable = reader_integer(reader, item, "allocatable");
        usage->reserved_before = reader_integer(reader, item, "reserved_before");
        usage->reserved_after = reader_integer(reader, item, "reserved_after");
        usage->limits_before = reader_integer(reader, item, "limits_before");
        usage->limits_after = reader_integer(reader, item, "limits_after");
        usage->has_holes = value_get(item, "headroom") != NULL;
        usage->headroom = reader_integer_or(reader, item, "headroom", 0);
        usage->hole_before = reader_integer_or(reader, item, "largest_hole_before", 0);
        usage->hole_after = reader_integer_or(reader, item, "largest_hole_after", 0);
        usage->is_unlimited = reader_flag(reader, item, "unlimited");
    }
}

static const struct result_standby *read_standby(struct reader *reader, const struct value *cluster)
{
    if (!value_get(cluster, "standby"))
        return NULL;
    const struct value *map = reader_map(reader, cluster, "standby");
    struct result_standby *ret = ARENA_NEW(reader->arena, 1, struct result_standby);
    ret->role = reader_text(reader, map, "role");
    ret->stacks = reader_integer(reader, map, "stacks");
    ret->critical = reader_integer(reader, map, "critical");
    ret->weight = reader_integer(reader, map, "weight");
    return ret;
}

static void read_clusters(struct reader *reader, const struct value *map, struct result_answer *ret)
{
    const struct value *item = reader_list(reader, map, "clusters", true, &ret->cluster_count);
    struct result_cluster *clusters =
        ARENA_NEW(reader->arena, ret->cluster_count, struct result_cluster);
    ret->clusters = clusters;
    for (; item; item = item->next, clusters++) {
        clusters->cluster = reader_text(reader, item, "cluster");
        clusters->standby = read_standby(reader, item);
        read_usage(reader, item, clusters);
        clusters->overload = overload_read(reader, item);
    }
}

static void read_residents(struct reader *reader, const struct value *map,
                           struct result_answer *ret)
{
    const struct value *item = reader_list(reader, map, "residents", false, &ret->resident_count);
    struct result_entry *residents =
        ARENA_NEW(reader->arena, ret->resident_count, struct result_entry);
    const char **stacks = ARENA_NEW(reader->arena, ret->resident_count, const char *);
    ret->residents = residents;
    ret->resident_stacks = stacks;
    for (int32_t i = 0; item; item = item->next, i++) {
        stacks[i] = reader_text(reader, item, "stack");
        read_entry(reader, item, &residents[i]);
    }
}

static void read_stacks(struct reader *reader, const struct value *map, struct result_answer *ret)
{
    struct value_items items;
    reader_items(reader, map, "stacks", true, &items, &ret->stack_count);
    struct result_stack *stacks = ARENA_NEW(reader->arena, ret->stack_count, struct result_stack);
    ret->stacks = stacks;
    for (const struct value *item; (item = value_items_next(&items));)
        read_stack(reader, item, stacks++);
    value_items_end(&items);
}

static void read_answer(struct reader *reader, const struct value *map, struct result_answer *ret)
{
    ret->status = (enum result_status)reader_word(reader, map, "status", name_of_status, 3);
    ret->failure = reader_text_or_none(reader, map, "failure");
    read_tiers(reader, map, ret);
    read_stacks(reader, map, ret);
    read_clusters(reader, map, ret);
    ret->unreserved = unreserved_read(reader, map);
    result_certificate_read(reader, reader_map(reader, map, "certificate"), &ret->certificate);
    read_residents(reader, map, ret);
    ret->not_moved = reader_texts(reader, map, "not_moved", false, &ret->not_moved_count);
    ret->may_give_way = reader_texts(reader, map, "may_give_way", false, &ret->may_give_way_count);
    ret->is_fewest = reader_flag(reader, map, "fewest");
    ret->work = reader_integer_or(reader, map, "work", 0);
}

static void read_scenario(struct reader *reader, const struct value *map,
                          struct result_scenario *ret)
{
    ret->name = reader_text(reader, map, "name");
    ret->lost = reader_texts(reader, map, "lost", true, &ret->lost_count);
    ret->limit_hit = reader_bool(reader, map, "limit_hit");
    read_answer(reader, reader_map(reader, map, "as_is"), &ret->as_is);
    ret->has_eviction = value_get(map, "with_eviction") != NULL;
    if (ret->has_eviction)
        read_answer(reader, reader_map(reader, map, "with_eviction"), &ret->with_eviction);
    int64_t lost_clusters = reader_integer_or(reader, map, "lost_clusters", 0);
    if (lost_clusters < 0 || lost_clusters > CAP_CLUSTERS)
        reader_wrong(reader, map, "lost_clusters", "a number of clusters");
    else
        ret->lost_clusters = (int32_t)lost_clusters;
    ret->is_partial = reader_flag(reader, map, "partial");
    ret->cascade = cascade_read(reader, map);
    const struct value *item = reader_list(reader, map, "cascade_steps", false, &ret->step_count);
    struct result_answer *steps = ARENA_NEW(reader->arena, ret->step_count, struct result_answer);
    ret->steps = steps;
    for (; item; item = item->next)
        read_answer(reader, item, steps++);
    ret->spares = spares_read(reader, map, &ret->spare_count);
    ret->findings = reader_texts(reader, map, "findings", false, &ret->finding_count);
}

/* Fields of an object as options; headroom, an object itself, is not one. */
static const struct result_option *read_options(struct reader *reader, const struct value *map,
                                                int32_t *ret_count)
{
    struct result_option *options =
        ARENA_NEW(reader->arena, map ? map->count : 0, struct result_option);
    *ret_count = 0;
    for (const struct value *item = map ? map->first : NULL; item; item = item->next) {
        if (!strcmp(item->key, "headroom"))
            continue;
        if (item->kind != VALUE_STRING && item->kind != VALUE_NUMBER)
            reader_wrong(reader, map, item->key, "a string or a number");
        options[(*ret_count)++] =
            (struct result_option){.key = arena_strdup(reader->arena, item->key),
                                   .value = reader_keep(reader, item),
                                   .is_number = item->kind == VALUE_NUMBER};
    }
    return options;
}

static void read_estate(struct reader *reader, const struct value *top, struct result *ret)
{
    const struct value *estate = reader_map(reader, top, "estate");
    ret->estate_name = reader_text(reader, estate, "name");
    ret->estate_digest = reader_text(reader, estate, "digest");
    ret->cluster_count = reader_integer(reader, estate, "clusters");
    ret->node_count = reader_integer(reader, estate, "nodes");
    ret->stack_count = reader_integer(reader, estate, "stacks");
    ret->critical_tier = reader_integer_or(reader, estate, "critical_tier", 0);
    ret->has_max_age = value_get(estate, "max_age_s") != NULL;
    ret->max_age_s = reader_integer_or(reader, estate, "max_age_s", 0);
    result_members_read(reader, top, ret);
    result_findings_read(reader, top, ret);
    const struct value *options = reader_map(reader, top, "options");
    ret->options = read_options(reader, options, &ret->option_count);
    ret->headroom =
        read_options(reader, reader_map(reader, options, "headroom"), &ret->headroom_count);
    const struct value *item = reader_list(reader, top, "resources", true, &ret->resource_count);
    struct result_resource *resources =
        ARENA_NEW(reader->arena, ret->resource_count, struct result_resource);
    ret->resources = resources;
    for (; item; item = item->next, resources++) {
        resources->name = reader_text(reader, item, "name");
        resources->unit = reader_text(reader, item, "unit");
    }
}

/* Seconds with at most three decimals, as they were written. */
static int64_t read_ms(struct reader *reader, const struct value *map, const char *key)
{
    const struct value *value = value_get(map, key);
    const char *text = value && value->kind == VALUE_NUMBER ? value->text : "";
    size_t whole = strspn(text, "0123456789");
    bool has_point = text[whole] == '.';
    size_t decimals = has_point ? strspn(text + whole + 1, "0123456789") : 0;
    int64_t ms = 0;
    if (whole == 0 || whole > 12 || decimals > 3 || text[whole + has_point + decimals]) {
        reader_wrong(reader, map, key, "seconds with at most three decimals");
        return 0;
    }
    for (size_t i = 0; i < whole; i++)
        ms = ms * 10 + (text[i] - '0');
    for (size_t i = 1; i <= 3; i++)
        ms = ms * 10 + (i <= decimals ? text[whole + i] - '0' : 0);
    return ms;
}

static void read_end(struct reader *reader, const struct value *top, struct result *ret)
{
    const struct value *summary = reader_map(reader, top, "summary");
    ret->summary =
        (enum summary_verdict)reader_word(reader, summary, "verdict", name_of_summary, 3);
    if (reader_integer(reader, summary, "scenarios") != ret->scenario_count)
        reader_wrong(reader, summary, "scenarios", "the number of scenarios in the result");
    ret->critical_at_risk =
        reader_texts(reader, summary, "critical_at_risk", true, &ret->critical_at_risk_count);
    ret->has_run = value_get(top, "run") != NULL;
    ret->started = "";
    if (!ret->has_run)
        return;
    const struct value *run = reader_map(reader, top, "run");
    ret->started = reader_text(reader, run, "started");
    ret->run_ms = read_ms(reader, run, "seconds");
    ret->jobs = reader_integer(reader, run, "jobs");
    ret->stale = reader_texts(reader, run, "stale", false, &ret->stale_count);
}

static void read_result(struct reader *reader, const struct value *top, struct result *ret)
{
    ret->version = reader_text(reader, top, "muster");
    if (reader_integer(reader, top, "schema") != 1)
        reader_wrong(reader, top, "schema", "1, the version that this program reads");
    if (strcmp(value_text(value_get(top, "kind"), ""), "simulation") != 0)
        reader_wrong(reader, top, "kind", "\"simulation\"");
    read_estate(reader, top, ret);
    const struct value *item = reader_list(reader, top, "scenarios", true, &ret->scenario_count);
    struct result_scenario *scenarios =
        ARENA_NEW(reader->arena, ret->scenario_count, struct result_scenario);
    ret->scenarios = scenarios;
    for (; item; item = item->next)
        read_scenario(reader, item, scenarios++);
    read_end(reader, top, ret);
}

static bool finish(const struct reader *reader, struct error *reterr)
{
    if (reader->error.code == ERROR_NONE)
        return true;
    if (reterr)
        *reterr = reader->error;
    return false;
}

bool result_json_read(const struct document *document, struct arena *arena, struct result *ret,
                      struct error *reterr)
{
    struct reader reader = {document, arena, {0}};
    struct result result = {0};
    const struct value *top =
        document_root_count(document) == 1 ? document_root(document, 0) : NULL;
    if (!top || top->kind != VALUE_MAP || !value_get(top, "schema")) {
        error_set(reterr, ERROR_INPUT,
                  "not a result: expected one JSON object, as simulate -o "
                  "json writes it");
        if (reterr)
            error_at(reterr, document_file(document), 0, 0);
        return false;
    }
    read_result(&reader, top, &result);
    if (!finish(&reader, reterr))
        return false;
    *ret = result;
    return true;
}

bool result_json_read_scenario(const struct document *document, const struct value *value,
                               struct arena *arena, struct result_scenario *ret,
                               struct error *reterr)
{
    struct reader reader = {document, arena, {0}};
    struct result_scenario scenario = {0};
    read_scenario(&reader, value, &scenario);
    if (!finish(&reader, reterr))
        return false;
    *ret = scenario;
    return true;
}
