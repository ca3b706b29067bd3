/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of a pod about a node: parsed by import, judged by the evaluator. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "conformance/evaluator.h"
#include "conformance/kinds.h"
#include "import/kubernetes/pods/pod_placement.h"
#include "import/reading.h"

static const char *word(bool value)
{
    return value ? "true" : "false";
}

/* ---- taints */

static bool is_considered(const struct value *effects, const struct taint *taint)
{
    static const char *const names[] = {[EFFECT_NO_SCHEDULE] = "NoSchedule",
                                        [EFFECT_PREFER_NO_SCHEDULE] = "PreferNoSchedule",
                                        [EFFECT_NO_EXECUTE] = "NoExecute"};
    if (!effects || effects->kind != VALUE_LIST)
        return strcmp(value_text(effects, "all"), "none") != 0;
    for (const struct value *item = effects->first; item; item = item->next)
        if (strcmp(value_text(item, ""), names[taint->effect]) == 0)
            return true;
    return false;
}

/* Without the feature gate, Lt and Gt tolerate nothing. */
static int32_t without_comparison(struct toleration *tolerations, int32_t count)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++)
        if (tolerations[i].op != TOLERATION_LT && tolerations[i].op != TOLERATION_GT)
            tolerations[kept++] = tolerations[i];
    return kept;
}

enum outcome kind_taint(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *input = value_get(vector, "input");
    const struct value *taints = value_get(input, "taints");
    const struct value *gate = value_get(input, "comparisonOperatorsEnabled");
    const struct toleration *given;
    struct toleration *tolerations;
    int32_t count;
    bool is_tolerated = true;
    if (!tolerations_read(&reading, value_get(input, "tolerations"), &given, &count))
        buf_add_text(why, "a toleration is refused");
    tolerations = ARENA_NEW(arena, count, struct toleration);
    for (int32_t i = 0; i < count; i++)
        tolerations[i] = given[i];
    if (gate && gate->kind == VALUE_BOOL && !gate->boolean)
        count = without_comparison(tolerations, count);
    for (const struct value *item = taints ? taints->first : NULL; item; item = item->next) {
        struct taint taint;
        if (!taint_read(&reading, item, &taint))
            buf_add_text(why, "a taint is refused");
        else if (is_considered(value_get(input, "considerEffects"), &taint))
            is_tolerated &= evaluator->tolerates(tolerations, count, &taint);
    }
    vector_agrees(vector, "tolerated", word(is_tolerated), why);
    arena_free(arena);
    return vector_outcome(why);
}

enum outcome kind_taint_numeric(const struct value *vector, struct buf *why)
{
    const char *op = vector_text(vector, "input", "operator");
    const char *value = vector_text(vector, "input", "tolerationValue");
    const char *have = vector_text(vector, "input", "taintValue");
    bool is_gt = op && strcmp(op, "Gt") == 0, is_lt = op && strcmp(op, "Lt") == 0;
    struct toleration toleration = {.key = "key", .value = value ? value : "", .any_effect = true};
    struct taint taint = {"key", have ? have : "", EFFECT_NO_SCHEDULE};
    toleration.op = is_gt ? TOLERATION_GT : TOLERATION_LT;
    vector_agrees(vector, "matches",
                  word((is_gt || is_lt) && evaluator->tolerates(&toleration, 1, &taint)), why);
    return vector_outcome(why);
}

/* ---- node affinity */

static struct node read_node(const struct reading *reading, const struct value *value)
{
    const struct value *metadata = value_get(value, "metadata");
    struct node node = {.name = value_text(value_get(metadata, "name"), ""),
                        .os = "",
                        .arch = "",
                        .zone = "",
                        .is_schedulable = true,
                        .is_ready = true};
    (void)labels_read(reading, value_get(metadata, "labels"), &node.labels, &node.label_count);
    return node;
}

enum outcome kind_node_affinity(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *input = value_get(vector, "input");
    const struct value *selector = value_get(input, "nodeSelectorTermsOf");
    const struct value *spec = value_path(input, "pod", "spec", (char *)NULL);
    const struct node node = read_node(&reading, value_get(input, "node"));
    struct rule rule, added = {.os = "", .arch = ""};
    bool is_valid = node_rule_read(&reading, spec, false, &rule), matches;
    is_valid &= node_affinity_read(&reading, value_get(input, "addedAffinity"), false, &added);
    if (!value_get(input, "pod")) {
        rule.has_terms = true;
        is_valid &= node_terms_read(&reading, value_get(selector, "nodeSelectorTerms"), &rule.terms,
                                    &rule.term_count);
    }
    matches = value_get(input, "node") && evaluator->takes_node(&rule, &node) &&
              evaluator->takes_node(&added, &node);
    vector_agrees(vector, "valid", word(is_valid), why);
    vector_agrees(vector, "match", word(matches), why);
    arena_free(arena);
    return vector_outcome(why);
}

/* ---- cordons and pods that are bound by name */

enum outcome kind_node_misc(const struct value *vector, struct buf *why)
{
    static struct error_list errors;
    struct arena *arena = arena_new();
    const struct reading reading = {arena, NULL, &errors};
    const struct value *input = value_get(vector, "input");
    const struct value *spec = value_path(input, "pod", "spec", (char *)NULL);
    const struct value *cordon = value_path(input, "node", "spec", "unschedulable", (char *)NULL);
    const char *bound = value_text(value_get(spec, "nodeName"), "");
    struct node node = read_node(&reading, value_get(input, "node"));
    struct rule rule;
    if (!node_rule_read(&reading, spec, false, &rule))
        buf_add_text(why, "the pod is refused");
    if (bound[0])
        rule_pin(&reading, &rule, bound);
    node.is_schedulable = !(cordon && cordon->kind == VALUE_BOOL && cordon->boolean);
    vector_agrees(vector, "fits", word(evaluator->takes_node(&rule, &node)), why);
    arena_free(arena);
    return vector_outcome(why);
}
