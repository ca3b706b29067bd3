/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "document/json_writer.h"
#include "report/whatif/whatif.h"

static void write_texts(struct json_writer *json, const char *key, const char *const *texts,
                        int32_t count)
{
    json_key(json, key);
    json_list(json, false);
    for (int32_t i = 0; i < count; i++)
        json_string(json, texts[i]);
    json_end(json);
}

static void write_changes(const struct changes *changes, struct json_writer *json)
{
    json_key(json, "changes");
    json_list(json, false);
    for (int32_t i = 0; i < changes->count; i++) {
        const struct change *one = &changes->items[i];
        json_object(json, true);
        json_member_string(json, "change", change_kind_name(one->kind));
        json_member_string(json, "text", one->text);
        json_member_string(json, "file", one->file);
        json_member_integer(json, "line", one->line);
        json_end(json);
    }
    json_end(json);
}

static void write_side(const struct compare_side *side, const char *key, struct json_writer *json)
{
    json_key(json, key);
    json_object(json, true);
    json_member_string(json, "verdict",
                       side->stack       ? verdict_name(side->stack->verdict)
                       : side->is_absent ? "absent"
                                         : verdict_name(VERDICT_UNAFFECTED));
    if (side->stack && side->stack->target[0])
        json_member_string(json, "target", side->stack->target);
    if (side->stack && side->stack->has_replicas) {
        json_member_integer(json, "replicas_up", side->stack->replicas_up);
        json_member_integer(json, "replicas", side->stack->replicas_total);
    }
    json_end(json);
}

static void write_waiver(const struct waiver *waiver, struct json_writer *json)
{
    json_key(json, "waiver");
    json_object(json, true);
    json_member_string(json, "owner", waiver->owner);
    json_member_string(json, "reason", waiver->reason);
    json_member_string(json, "expires", waiver->expires);
    json_end(json);
}

static void write_difference(const struct difference *d, struct json_writer *json)
{
    const struct result_stack *stack = d->after.stack ? d->after.stack : d->before.stack;
    json_object(json, false);
    json_member_string(json, "sign", compare_word(d->sign));
    json_member_string(json, "scenario", d->scenario);
    json_member_string(json, "stack", stack->stack);
    json_member_string(json, "cluster", stack->cluster);
    json_member_string_if(json, "namespace", stack->name_space);
    json_member_integer(json, "tier", d->tier);
    json_member_bool(json, "critical", d->is_critical);
    if (d->is_tie)
        json_member_bool(json, "tie", true);
    write_side(&d->before, "before", json);
    write_side(&d->after, "after", json);
    if (d->waiver)
        write_waiver(d->waiver, json);
    json_end(json);
}

static void write_counts(const int32_t *counts, const char *key, struct json_writer *json)
{
    json_key(json, key);
    json_object(json, true);
    for (int i = 0; i < COMPARE_SIGN_COUNT; i++)
        json_member_integer(json, compare_word((enum compare_sign)i), counts[i]);
    json_end(json);
}

static void write_summary(const struct comparison *comparison, struct arena *arena,
                          struct json_writer *json)
{
    json_key(json, "summary");
    json_object(json, false);
    write_counts(comparison->counts, "all", json);
    write_counts(comparison->critical_counts, "critical", json);
    json_member_integer(json, "critical_waived", comparison->critical_waived);
    json_member_integer(json, "ties", comparison->ties);
    json_member_integer(json, "critical_as_before", comparison->critical_same);
    json_member_integer(json, "critical_unplaced", comparison->critical_unplaced);
    json_member_string(json, "before", summary_verdict_name(comparison->before->summary));
    json_member_string(json, "after", summary_verdict_name(comparison->after->summary));
    write_texts(json, "critical_at_risk_before", comparison->before->critical_at_risk,
                comparison->before->critical_at_risk_count);
    write_texts(json, "critical_at_risk_after", comparison->after->critical_at_risk,
                comparison->after->critical_at_risk_count);
    json_member_string(json, "gate", compare_gate_text(comparison, arena));
    json_member_integer(json, "exit", compare_exit(comparison));
    json_end(json);
}

void whatif_write_json(const struct comparison *comparison, const char *version,
                       struct arena *arena, struct buf *out)
{
    struct json_writer json;
    json_init(&json, out);
    json_object(&json, false);
    json_member_string(&json, "muster", version);
    json_member_integer(&json, "schema", 1);
    json_member_string(&json, "kind", "whatif");
    json_key(&json, "estate");
    json_object(&json, true);
    json_member_string(&json, "name", comparison->after->estate_name);
    json_member_string(&json, "digest_before", comparison->before->estate_digest);
    json_member_string(&json, "digest_after", comparison->after->estate_digest);
    json_end(&json);
    write_changes(comparison->changes, &json);
    json_member_integer(&json, "scenarios", comparison->after->scenario_count);
    json_member_integer(&json, "reused", comparison->reused);
    json_key(&json, "differences");
    json_list(&json, false);
    for (int32_t i = 0; i < comparison->difference_count; i++)
        write_difference(&comparison->differences[i], &json);
    json_end(&json);
    write_texts(&json, "unplaced", comparison->unplaced, comparison->unplaced_count);
    write_texts(&json, "waiver_findings", comparison->waiver_findings,
                comparison->waiver_finding_count);
    write_texts(&json, "not_compared", comparison->unmatched, comparison->unmatched_count);
    write_summary(comparison, arena, &json);
    json_end(&json);
    buf_add_char(out, '\n');
}
