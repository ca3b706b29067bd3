/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/result_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "document/json_writer.h"
#include "result/finding_group.h"
#include "result/member_json.h"
#include "result/result_certificate.h"
#include "result/why/why_json.h"

/* A list of texts that is left out when it is empty. */
static void write_some(struct json_writer *json, const char *key, const char *const *texts,
                       int32_t count)
{
    if (count > 0)
        json_member_texts(json, key, texts, count);
}

static void write_flag_if(struct json_writer *json, const char *key, bool is_true)
{
    if (is_true)
        json_member_bool(json, key, true);
}

static void write_entry(struct json_writer *json, const struct result_entry *entry,
                        const char *stack)
{
    json_object(json, true);
    if (stack)
        json_member_string(json, "stack", stack);
    json_member_string(json, "workload", entry->workload);
    json_member_string_if(json, "kind", entry->kind);
    json_member_string_if(json, "of", entry->of);
    json_member_string(json, "cluster", entry->cluster);
    json_member_string(json, "node", entry->node);
    json_member_integer(json, "replicas", entry->replicas);
    json_end(json);
}

/* A plan; absent when there is none. */
static void write_plan(struct json_writer *json, const char *key, const struct result_entry *plan,
                       int32_t count)
{
    if (count == 0)
        return;
    json_key(json, key);
    json_list(json, false);
    for (int32_t i = 0; i < count; i++)
        write_entry(json, &plan[i], NULL);
    json_end(json);
}

static void write_differing(struct json_writer *json, const struct result_stack *stack)
{
    if (stack->differing_count == 0)
        return;
    json_key(json, "second_plan");
    json_list(json, false);
    for (int32_t i = 0; i < stack->differing_count; i++) {
        const struct result_differing *one = &stack->differing[i];
        json_object(json, false);
        json_member_string(json, "stack", one->stack);
        json_member_bool(json, "recovered", one->is_recovered);
        json_member_string_if(json, "target", one->target);
        write_plan(json, "plan", one->plan, one->plan_count);
        json_end(json);
    }
    json_end(json);
}

static void write_stack(struct json_writer *json, const struct result_answer *answer,
                        const struct result_stack *stack)
{
    json_object(json, false);
    json_member_string(json, "stack", stack->stack);
    json_member_string(json, "cluster", stack->cluster);
    json_member_string_if(json, "namespace", stack->name_space);
    json_member_string_if(json, "team", stack->team);
    json_member_integer(json, "tier", stack->tier);
    if (stack->weight != 1)
        json_member_integer(json, "weight", stack->weight);
    write_flag_if(json, "lent", stack->is_lent);
    json_member_string(json, "verdict", verdict_name(stack->verdict));
    json_member_string_if(json, "target", stack->target);
    if (stack->fits_alone != ALONE_UNSAID)
        json_member_bool(json, "fits_alone", stack->fits_alone == ALONE_YES);
    if (stack->verdict == VERDICT_DOES_NOT_FIT || stack->verdict == VERDICT_BLOCKED)
        json_member_bool(json, "certified", stack->is_certified);
    if (stack->has_replicas) {
        json_member_integer(json, "replicas_up", stack->replicas_up);
        json_member_integer(json, "replicas", stack->replicas_total);
    }
    if (stack->has_min_replicas)
        json_member_integer(json, "min_replicas", stack->min_replicas);
    write_some(json, "predeployed", stack->predeployed, stack->predeployed_count);
    write_some(json, "instead_of", stack->instead_of, stack->instead_of_count);
    json_member_string_if(json, "by", stack->by ? stack->by : "");
    write_some(json, "for", stack->for_whom, stack->for_count);
    write_some(json, "needs", stack->needs, stack->need_count);
    write_flag_if(json, "assumed", stack->is_assumed);
    write_flag_if(json, "assumed_zero", stack->is_assumed_zero);
    write_some(json, "not_modelled", stack->not_modelled, stack->not_modelled_count);
    if (stack->demand_count > 0)
        result_amounts_write(json, "demand", stack->demand, stack->demand_count);
    why_write_margin(json, answer, stack);
    why_write_reasons(json, stack);
    write_plan(json, "plan", stack->plan, stack->plan_count);
    write_plan(json, "second", stack->second, stack->second_count);
    write_differing(json, stack);
    json_end(json);
}

/* Of a tier with stacks that may come back smaller. */
static void write_fill(struct json_writer *json, const struct result_tier *tier)
{
    if (!tier->fills_up)
        return;
    json_key(json, "replicas");
    json_object(json, true);
    json_member_integer(json, "wanted", tier->replicas_wanted);
    json_member_integer(json, "up", tier->replicas_up);
    json_member_integer(json, "bound", tier->replicas_bound);
    json_end(json);
}

static void write_tiers(struct json_writer *json, const struct result_answer *answer)
{
    json_key(json, "tiers");
    json_list(json, false);
    for (int32_t i = 0; i < answer->tier_count; i++) {
        const struct result_tier *tier = &answer->tiers[i];
        json_object(json, true);
        json_member_integer(json, "tier", tier->tier);
        write_flag_if(json, "residents", tier->of_residents);
        write_flag_if(json, "lent", tier->of_lent);
        json_member_integer(json, "displaced", tier->displaced);
        json_member_integer(json, "displaced_weight", tier->displaced_weight);
        json_member_integer(json, "recovered", tier->recovered);
        json_member_integer(json, "bound", tier->bound);
        json_member_bool(json, "proven", tier->is_proven);
        json_member_bool(json, "certified", tier->is_certified);
        write_fill(json, tier);
        why_write_growth(json, &tier->growth);
        json_end(json);
    }
    json_end(json);
}

static void write_usage(struct json_writer *json, const struct result_usage *usage)
{
    json_object(json, true);
    json_member_string(json, "name", usage->resource);
    json_member_integer(json, "allocatable", usage->allocatable);
    json_member_integer(json, "reserved_before", usage->reserved_before);
    json_member_integer(json, "reserved_after", usage->reserved_after);
    json_member_integer(json, "limits_before", usage->limits_before);
    json_member_integer(json, "limits_after", usage->limits_after);
    if (usage->has_holes) {
        json_member_integer(json, "headroom", usage->headroom);
        json_member_integer(json, "largest_hole_before", usage->hole_before);
        json_member_integer(json, "largest_hole_after", usage->hole_after);
    }
    write_flag_if(json, "unlimited", usage->is_unlimited);
    json_end(json);
}

static void write_clusters(struct json_writer *json, const struct result_answer *answer)
{
    json_key(json, "clusters");
    json_list(json, false);
    for (int32_t i = 0; i < answer->cluster_count; i++) {
        const struct result_cluster *cluster = &answer->clusters[i];
        json_object(json, false);
        json_member_string(json, "cluster", cluster->cluster);
        if (cluster->standby) {
            json_key(json, "standby");
            json_object(json, true);
            json_member_string(json, "role", cluster->standby->role);
            json_member_integer(json, "stacks", cluster->standby->stacks);
            json_member_integer(json, "critical", cluster->standby->critical);
            json_member_integer(json, "weight", cluster->standby->weight);
            json_end(json);
        }
        json_key(json, "resources");
        json_list(json, false);
        for (int32_t k = 0; k < cluster->resource_count; k++)
            write_usage(json, &cluster->resources[k]);
        json_end(json);
        if (cluster->overload)
            overload_write(json, cluster->overload);
        json_end(json);
    }
    json_end(json);
}

static void write_residents(struct json_writer *json, const struct result_answer *answer)
{
    if (answer->resident_count == 0)
        return;
    json_key(json, "residents");
    json_list(json, false);
    for (int32_t i = 0; i < answer->resident_count; i++)
        write_entry(json, &answer->residents[i], answer->resident_stacks[i]);
    json_end(json);
}

static void write_answer(struct json_writer *json, const struct result_answer *answer,
                         bool is_second)
{
    json_object(json, false);
    json_member_string(json, "status", result_status_name(answer->status));
    json_member_string_if(json, "failure", answer->failure);
    write_tiers(json, answer);
    json_key(json, "stacks");
    json_list(json, false);
    for (int32_t i = 0; i < answer->stack_count; i++)
        write_stack(json, answer, &answer->stacks[i]);
    json_end(json);
    write_clusters(json, answer);
    if (answer->unreserved)
        unreserved_write(json, answer->unreserved);
    json_key(json, "certificate");
    result_certificate_write(json, &answer->certificate);
    write_residents(json, answer);
    if (is_second) {
        json_member_texts(json, "may_give_way", answer->may_give_way, answer->may_give_way_count);
        if (answer->not_moved_count > 0)
            json_member_texts(json, "not_moved", answer->not_moved, answer->not_moved_count);
        json_member_bool(json, "fewest", answer->is_fewest);
    }
    json_member_integer(json, "work", answer->work);
    json_end(json);
}

static void write_scenario(struct json_writer *json, const struct result_scenario *scenario)
{
    json_object(json, false);
    json_member_string(json, "name", scenario->name);
    json_member_texts(json, "lost", scenario->lost, scenario->lost_count);
    json_member_bool(json, "limit_hit", scenario->limit_hit);
    json_key(json, "as_is");
    write_answer(json, &scenario->as_is, false);
    if (scenario->has_eviction) {
        json_key(json, "with_eviction");
        write_answer(json, &scenario->with_eviction, true);
    }
    json_member_integer(json, "lost_clusters", scenario->lost_clusters);
    write_flag_if(json, "partial", scenario->is_partial);
    if (scenario->cascade)
        cascade_write(json, scenario->cascade);
    if (scenario->step_count > 0) {
        json_key(json, "cascade_steps");
        json_list(json, false);
        for (int32_t i = 0; i < scenario->step_count; i++)
            write_answer(json, &scenario->steps[i], false);
        json_end(json);
    }
    if (scenario->spare_count > 0)
        spares_write(json, scenario->spares, scenario->spare_count);
    if (scenario->finding_count > 0) {
        json_key(json, "findings");
        json_list(json, false);
        for (int32_t i = 0; i < scenario->finding_count; i++)
            json_string(json, scenario->findings[i]);
        json_end(json);
    }
    json_end(json);
}

static void write_estate(struct json_writer *json, const struct result *result)
{
    json_key(json, "estate");
    json_object(json, true);
    json_member_string(json, "name", result->estate_name);
    json_member_string(json, "digest", result->estate_digest);
    json_member_integer(json, "clusters", result->cluster_count);
    json_member_integer(json, "nodes", result->node_count);
    json_member_integer(json, "stacks", result->stack_count);
    json_member_integer(json, "critical_tier", result->critical_tier);
    if (result->has_max_age)
        json_member_integer(json, "max_age_s", result->max_age_s);
    json_end(json);
}

static void write_option(struct json_writer *json, const struct result_option *option)
{
    json_key(json, option->key);
    if (option->is_number)
        json_number_text(json, option->value);
    else
        json_string(json, option->value);
}

/* headroom stands behind residents, or last. */
static void write_options(struct json_writer *json, const struct result *result)
{
    bool is_headroom_due = true;
    json_key(json, "options");
    json_object(json, true);
    for (int32_t i = 0; i <= result->option_count; i++) {
        bool is_last = i == result->option_count;
        if (!is_last)
            write_option(json, &result->options[i]);
        if (!is_headroom_due || !(is_last || !strcmp(result->options[i].key, "residents")))
            continue;
        is_headroom_due = false;
        json_key(json, "headroom");
        json_object(json, true);
        for (int32_t k = 0; k < result->headroom_count; k++)
            write_option(json, &result->headroom[k]);
        json_end(json);
    }
    json_end(json);
}

static void write_resources(struct json_writer *json, const struct result *result)
{
    json_key(json, "resources");
    json_list(json, false);
    for (int32_t i = 0; i < result->resource_count; i++) {
        json_object(json, true);
        json_member_string(json, "name", result->resources[i].name);
        json_member_string(json, "unit", result->resources[i].unit);
        json_end(json);
    }
    json_end(json);
}

static void write_summary(struct json_writer *json, const struct result *result)
{
    json_key(json, "summary");
    json_object(json, true);
    json_member_integer(json, "scenarios", result->scenario_count);
    json_member_string(json, "verdict", summary_verdict_name(result->summary));
    json_member_texts(json, "critical_at_risk", result->critical_at_risk,
                      result->critical_at_risk_count);
    json_end(json);
}

/* What differs between equal runs: times, jobs, and which snapshots are old by now. */
static void write_run(struct json_writer *json, const struct result *result)
{
    char seconds[48];
    snprintf(seconds, sizeof seconds, "%" PRId64 ".%03d", result->run_ms / 1000,
             (int)(result->run_ms % 1000));
    json_key(json, "run");
    json_object(json, true);
    json_member_string(json, "started", result->started);
    json_key(json, "seconds");
    json_number_text(json, seconds);
    json_member_integer(json, "jobs", result->jobs);
    write_some(json, "stale", result->stale, result->stale_count);
    json_end(json);
}

void result_json_write(const struct result *result, struct buf *out)
{
    struct json_writer json;
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", result->version);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "simulation");
    write_estate(&json, result);
    write_options(&json, result);
    write_resources(&json, result);
    result_members_write(&json, result);
    result_findings_write(&json, result);
    json_key(&json, "scenarios");
    json_list(&json, false);
    for (int32_t i = 0; i < result->scenario_count; i++)
        write_scenario(&json, &result->scenarios[i]);
    json_end(&json);
    write_summary(&json, result);
    if (result->has_run)
        write_run(&json, result);
    json_end(&json);
    buf_add_char(out, '\n');
}

void result_json_write_scenario(const struct result_scenario *scenario, struct buf *out)
{
    struct json_writer json;
    json_init(&json, out);
    write_scenario(&json, scenario);
    buf_add_char(out, '\n');
}
